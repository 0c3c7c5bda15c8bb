import { type Finding, failed, ok, skipped } from './finding.ts'
import { ask } from './http.ts'

/** Its own word of whether it can work: `/health/ready`. */
export async function checkService(name: string, url: string, signal: AbortSignal): Promise<Finding> {
  const look = () => ask(`${url}/health/ready`, {}, signal)
  let answer = await look()
  // As who supervises it would: once is no illness on a machine that is busy.
  for (let tries = 1; tries < 3 && answer.status === 503; tries++) answer = await look()
  const { status, body } = answer
  const checks = Object.entries((body?.checks ?? {}) as Record<string, { ok: boolean; detail?: string }>)
  const ill = checks.filter(([, check]) => !check.ok).map(([what, { detail = 'not ready' }]) => `${what}: ${detail}`)
  if (status === 200) return ok(`${url} is ready`)
  const why = ill.length > 0 ? ill.join('; ') : `answered ${status}`
  return failed(`${url}: ${why}`, `See to what it names first, then to the log of ${name}.`)
}

/** `demo.json`: whether its keys are known. A key that may not do something is known all the same. */
export async function checkKeys(
  keys: Readonly<Record<string, string>> | null,
  readUrl: string,
  signal: AbortSignal,
): Promise<Finding> {
  if (!keys) return skipped('there is no demo here')
  const unknown: string[] = []
  for (const [role, key] of Object.entries(keys)) {
    const { status } = await ask(`${readUrl}/v1/locations`, { key }, signal)
    if (status === 401) unknown.push(role)
  }
  if (unknown.length === 0) return ok(`${Object.keys(keys).join(', ')} are known`)
  return failed(
    `not known: ${unknown.join(', ')}`,
    'They were revoked, or demo.json belongs to another event store: remove it and run npm start again.',
  )
}
