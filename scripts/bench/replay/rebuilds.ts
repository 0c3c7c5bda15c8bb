import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { EventStore } from '@visita/event-store'
import { personalOpener, projections } from '@visita/projections'
import { type Replayed, replayProjection, type Vault } from '@visita/read-store'
import { createLogger, monotonic } from '@visita/runtime'
import { readLog } from '../../operations/log.ts'

const program = fileURLToPath(new URL('../../visita.ts', import.meta.url))

/** `visita replay`, as an operator runs it, in a process of its own. */
function start(projection: string, env: Readonly<Record<string, string>>) {
  const { PATH = '', NODE_OPTIONS = '' } = process.env
  const child = spawn(process.execPath, [program, 'replay', projection, '--json'], {
    env: { PATH, NODE_OPTIONS, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => void child.kill('SIGKILL')
  process.once('exit', end)
  let [out, err] = ['', '']
  child.stdout.on('data', (text) => {
    out += text
  })
  child.stderr.on('data', (text) => {
    err += text
  })
  const replayed = once(child, 'close').then(([code]) => {
    process.off('exit', end)
    if (code !== 0) throw new Error(`visita replay ${projection} ended with ${code}: ${err}`)
    return (JSON.parse(out) as { projections: [Replayed] }).projections[0]
  })
  return { child, replayed }
}

/** @throws with what it said when it did not succeed */
export const replayOnce = (projection: string, env: Readonly<Record<string, string>>): Promise<Replayed> =>
  start(projection, env).replayed

/** Replays again and again, stopped and let go as often as it is told to; `end` lets the last one come to its end. */
export function keepReplaying(projection: string, env: Readonly<Record<string, string>>) {
  const told = { over: false, going: true }
  let child: ChildProcess | undefined
  const running = (async () => {
    while (!told.over) {
      const one = start(projection, env)
      child = one.child
      if (!told.going) child.kill('SIGSTOP')
      await one.replayed
    }
  })()
  running.catch(() => undefined)
  const go = (going: boolean) => {
    told.going = going
    child?.kill(going ? 'SIGCONT' : 'SIGSTOP')
  }
  return {
    go,
    async end() {
      told.over = true
      go(true)
      await running
    },
  }
}

/**
 * The comparator: the same statements with the same settings, but a transaction for each event. So many of them are measured, and
 * the rebuild is given up then. @returns events in a second
 */
export async function oneByOne(
  { store, vault, url }: { readonly store: EventStore; readonly vault: Vault; readonly url: string },
  name: string,
  events: number,
): Promise<number> {
  const projection = projections.find((one) => one.name === name)
  if (!projection) throw new Error(`no projection ${name}`)
  const enough = new AbortController()
  const first = { at: 0, done: 0, rate: 0 }
  /** Only of those that it maps: the others write nothing. */
  const count = () => {
    if (first.at === 0) first.at = monotonic()
    else first.done += 1
    if (first.done < events) return
    first.rate = (first.done * 1000) / (monotonic() - first.at)
    enough.abort()
  }
  const replaying = replayProjection({
    url,
    projection,
    head: () => store.head(),
    // Read ahead as far as the real one: what is compared is the writing.
    read: (range) =>
      readLog(store, {
        ...range,
        maxBatch: 1_000,
        handle: async (batch) => {
          for (const event of batch) {
            await range.handle([event], event.position)
            if (projection.on[event.type]) count()
          }
        },
      }),
    openPersonal: personalOpener(vault),
    logger: createLogger({ service: 'bench', level: 'silent' }),
    signal: enough.signal,
    batch: 1,
    monotonic,
  })
  await replaying.catch((error: unknown) => {
    if (!enough.signal.aborted) throw error
  })
  return Math.round(first.rate)
}
