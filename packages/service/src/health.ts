import { buildHttp, type Readiness } from '@visita/http'
import type { Service } from './service.ts'

/** Listens for a service that nobody asks for more than whether it is alive and ready, and what it measures. */
export async function serveHealth(
  { name, logger, metrics, listen }: Pick<Service<Record<never, never>>, 'name' | 'logger' | 'metrics' | 'listen'>,
  { port, ready }: { readonly port: number; readonly ready: () => Promise<Readiness> },
): Promise<void> {
  const title = `Visita: ${name}`
  const nobody = { find: async () => null }
  await listen(await buildHttp({ service: name, title, logger, metrics, docs: false, auth: nobody, ready }), port)
}

/** Readiness of what reads the log first: it is not, until `done` is called. */
export function catchingUp() {
  let isDone = false
  return {
    done: () => {
      isDone = true
    },
    ready: async (): Promise<Readiness> => ({ log: isDone ? { ok: true } : { ok: false, detail: 'catching up' } }),
  }
}
