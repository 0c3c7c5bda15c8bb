import { randomUUID } from 'node:crypto'
import { decodePosition } from '@visita/http'
import { monotonic } from '@visita/runtime'
import { type Answer, type Ask, ask } from './http.ts'

/** The doctor's own tenant: made by the first run, found again by all others, and sending nothing to anybody. */
export const scratchTenant = 'visita-doctor'

const tenant = {
  id: scratchTenant,
  name: 'visita doctor',
  policies: {
    ...{
      timezone: 'UTC',
      locale: 'en',
      country: 'ES',
      confirmation: 'automatic',
      reminders: [],
      notifications: 'shadow',
    },
    ...{ minNoticeMinutes: 0, cancelMinMinutes: 0, rescheduleMinMinutes: 0 },
  },
} as const
const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], start: '06:00', end: '22:00' }]
// Room for many at the same time: doctors do not get into each other's way, nor do visits of one that was killed.
const resource = {
  ...{ id: 'probe', kind: 'room', name: 'Probe', timezone: 'UTC', capacity: 1_000 },
  schedule: { weekly, exceptions: [], holidays: null },
}
const visitType = {
  ...{ id: 'probe', name: 'Probe', durationMinutes: 15, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, seats: 1 },
  ...{ needs: [{ kind: 'room', count: 1 }], mode: 'virtual', slotIntervalMinutes: 15 },
}
const customer = { name: 'visita doctor', externalId: 'visita-doctor' }

export interface Step {
  readonly step: string
  readonly ms: number
}

export interface Booked {
  readonly visitId: string
  /** Of the cancellation: all that is made from the log ought to get there. */
  readonly position: bigint
  readonly steps: readonly Step[]
}

export interface Places {
  readonly commandUrl: string
  readonly readUrl: string
  readonly platformKey: string
}

/** A step was answered otherwise than it ought to be. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused'
}

/**
 * Books a visit as anybody would, reads it, calls it off and reads it again. Tenant, keys, configuration and customer are
 * the same in every run and written once; what a run adds is one cancelled visit. One that is killed half way leaves a visit
 * that the reactor ends when its time has come.
 * @param behindPatienceMs how long the read models may be behind, ms
 * @throws StepRefused, or what `fetch` throws
 */
export async function bookOnce(
  { commandUrl, readUrl, platformKey }: Places,
  signal: AbortSignal,
  behindPatienceMs = 10_000,
): Promise<Booked> {
  const steps: Step[] = []
  let position: string | null = null

  async function step<T>(name: string, expected: number, asked: () => Promise<Answer>, take: (answer: Answer) => T) {
    const since = monotonic()
    const answer = await asked().catch((cause: unknown) => {
      throw new StepRefused(`${name}: nobody answered`, { cause })
    })
    if (answer.position !== null) position = newer(position, answer.position)
    steps.push({ step: name, ms: Math.round(monotonic() - since) })
    const said = `answered ${answer.status}${answer.body?.type ? ` ${answer.body.type}` : ''}`
    if (answer.status !== expected) throw new StepRefused(`${name}: ${said}`)
    return take(answer)
  }
  const command = (path: string, options: Ask) => () => ask(`${commandUrl}${path}`, options, signal)
  /** As long as the read models are merely behind it is asked again, as the answer says: how long it took is told. */
  const read = (path: string, key: string) => async () => {
    const headers = position === null ? {} : { 'visita-min-position': position }
    const since = monotonic()
    for (;;) {
      const answer = await ask(`${readUrl}${path}`, { key, headers }, signal)
      const isBehind = answer.body?.type === '/problems/read-model-behind'
      if (!isBehind || monotonic() - since >= behindPatienceMs) return answer
    }
  }
  const once = (name: string) => ({ 'idempotency-key': `visita-doctor:${name}` })

  const asPlatform = { method: 'POST', key: platformKey } as const
  await step(
    'tenant',
    201,
    command('/v1/platform/tenants', { ...asPlatform, body: tenant, headers: once('tenant') }),
    () => null,
  )
  const keyOf = (role: 'admin' | 'operator') => {
    const options = { ...asPlatform, body: { role, label: 'visita doctor' }, headers: once(role) }
    return step(`${role} key`, 201, command(`/v1/platform/tenants/${scratchTenant}/keys`, options), ({ body }) =>
      String(body.key),
    )
  }
  const [admin, operator] = [await keyOf('admin'), await keyOf('operator')]
  for (const [path, body] of [
    ['/v1/admin/resources/probe', resource],
    ['/v1/admin/visit-types/probe', visitType],
  ] as const) {
    await step(
      `configure ${path.split('/').at(-2)}`,
      200,
      command(path, { method: 'PUT', key: admin, body }),
      () => null,
    )
  }
  // Not the next one, which may have passed by the time that it is booked.
  const offered = read('/v1/availability?typeId=probe&limit=10', operator)
  const start = await step('availability', 200, offered, ({ body }) => body.slots?.at(-1)?.start as string | undefined)
  if (start === undefined) throw new StepRefused('availability: nothing is open')
  const asOperator = { method: 'POST', key: operator } as const
  const fresh = () => ({ 'idempotency-key': randomUUID() })
  const booking = { typeId: 'probe', start, resourceIds: ['probe'], customer }
  const visitId = await step(
    'book',
    201,
    command('/v1/visits', { ...asOperator, body: booking, headers: fresh() }),
    ({ body }) => String(body.id),
  )
  // Not the visit by its id, which comes from its own stream, but from what is made of the log.
  const live = `/v1/admin/visits?resourceId=probe&status=pending&status=confirmed&limit=200&from=${start}`
  const isListed = (name: string) =>
    step(name, 200, read(live, operator), ({ body }) => body.items?.some(({ id }: { id: string }) => id === visitId))
  const cancel = command(`/v1/visits/${visitId}/cancel`, { ...asOperator, body: {}, headers: fresh() })
  // Whatever the reading says, the visit is called off.
  const [listed] = await Promise.allSettled([isListed('read')])
  await step('cancel', 200, cancel, () => null)
  if (listed.status === 'rejected') throw listed.reason
  if (!listed.value) throw new StepRefused('read: the visit is not there')
  if (await isListed('read again')) throw new StepRefused('read again: the visit was cancelled, and is there')
  return { visitId, position: decodePosition(position ?? ''), steps }
}

const newer = (known: string | null, token: string): string =>
  known === null || decodePosition(token) > decodePosition(known) ? token : known
