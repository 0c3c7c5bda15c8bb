import { createClient, Refusal, taken } from '@visita/client'
import { decodePosition } from '@visita/http'
import { monotonic } from '@visita/runtime'
import { patienceMs } from './http.ts'

/** The doctor's own tenant: made by the first run, found again by all others, and sending nothing to anybody. */
export const scratchTenant = 'visita-doctor'

const tenant = {
  id: scratchTenant,
  name: 'visita doctor',
  policies: {
    ...{ timezone: 'UTC', locale: 'en', country: 'ES' },
    ...{ confirmation: 'automatic' as const, reminders: [], notifications: 'shadow' as const },
    ...{ minNoticeMinutes: 0, cancelMinMinutes: 0, rescheduleMinMinutes: 0 },
  },
}
const kind = 'room' as const
const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], start: '06:00', end: '22:00' }]
// Room for many at the same time: doctors do not get into each other's way, nor do visits of one that was killed.
const resource = {
  ...{ id: 'probe', kind, name: 'Probe', timezone: 'UTC', capacity: 1_000 },
  schedule: { weekly, exceptions: [], holidays: null },
}
const visitType = {
  ...{ id: 'probe', name: 'Probe', durationMinutes: 15, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, seats: 1 },
  ...{ needs: [{ kind, count: 1 }], mode: 'virtual' as const, slotIntervalMinutes: 15 },
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
 * @throws StepRefused
 */
export async function bookOnce(
  { commandUrl, readUrl, platformKey }: Places,
  signal: AbortSignal,
  behindPatienceMs = 10_000,
): Promise<Booked> {
  const steps: Step[] = []
  // A doctor who tries again until it works finds nothing.
  const platform = createClient({ commandUrl, readUrl, key: platformKey, patienceMs: 0 })
  /** What every call is given: the whole of it is over in time. */
  const soon = () => ({ signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) })

  async function step<T>(name: string, asked: () => Promise<T>): Promise<T> {
    const since = monotonic()
    const answer = await asked().catch((cause: unknown) => cause)
    const hasAnswered = answer instanceof Refusal || !(answer instanceof Error)
    if (!hasAnswered) throw new StepRefused(`${name}: nobody answered`, { cause: answer })
    steps.push({ step: name, ms: Math.round(monotonic() - since) })
    if (!(answer instanceof Refusal)) return answer as T
    const { status, problem } = answer
    throw new StepRefused(`${name}: answered ${status}${problem ? ` ${problem.type}` : ''}`)
  }
  /** As long as the read models are merely behind it is asked again, as the answer says: how long it took is told. */
  async function reached<T>(asked: () => Promise<T>): Promise<T> {
    for (const since = monotonic(); ; ) {
      const answer = await asked().catch((error: unknown) => error)
      if (!(answer instanceof Error)) return answer as T
      const isBehind = answer instanceof Refusal && answer.slug === 'read-model-behind'
      if (!isBehind || monotonic() - since >= behindPatienceMs) throw answer
    }
  }
  const once = (name: string) => ({ header: { 'idempotency-key': `visita-doctor:${name}` } })

  const made = { body: tenant, params: once('tenant') }
  await step('tenant', () => taken(platform.command.POST('/v1/platform/tenants', { ...made, ...soon() })))
  const clientOf = async (role: 'admin' | 'operator') => {
    const issue = { params: { ...once(role), path: { id: scratchTenant } }, body: { role, label: 'visita doctor' } }
    const path = '/v1/platform/tenants/{id}/keys'
    const issued = await step(`${role} key`, () => taken(platform.command.POST(path, { ...issue, ...soon() })))
    return platform.withKey(issued.key)
  }
  const [admin, operator] = [await clientOf('admin'), await clientOf('operator')]
  const params = { path: { id: 'probe' } }
  await step('configure resources', () =>
    taken(admin.command.PUT('/v1/admin/resources/{id}', { params, body: resource, ...soon() })),
  )
  await step('configure visit-types', () =>
    taken(admin.command.PUT('/v1/admin/visit-types/{id}', { params, body: visitType, ...soon() })),
  )
  const query = { typeId: 'probe', limit: 10 }
  const { slots } = await step('availability', () =>
    reached(() => taken(operator.read.GET('/v1/availability', { params: { query }, ...soon() }))),
  )
  // Not the next one, which may have passed by the time that it is booked.
  const start = slots.at(-1)?.start
  if (start === undefined) throw new StepRefused('availability: nothing is open')
  const booking = { typeId: 'probe', start, resourceIds: ['probe'], customer }
  const { id } = await step('book', () => taken(operator.command.POST('/v1/visits', { body: booking, ...soon() })))
  // Not the visit by its id, which comes from its own stream, but from what is made of the log.
  const live = { resourceId: 'probe', status: ['pending' as const, 'confirmed' as const], limit: 200, from: start }
  async function isListed(name: string): Promise<boolean> {
    const { items } = await step(name, () =>
      reached(() => taken(operator.read.GET('/v1/admin/visits', { params: { query: live }, ...soon() }))),
    )
    return items.some((visit) => visit.id === id)
  }
  // Whatever the reading says, the visit is called off.
  const [listed] = await Promise.allSettled([isListed('read')])
  const path = '/v1/visits/{id}/cancel'
  await step('cancel', () => taken(operator.command.POST(path, { params: { path: { id } }, body: {}, ...soon() })))
  if (listed.status === 'rejected') throw listed.reason
  if (!listed.value) throw new StepRefused('read: the visit is not there')
  if (await isListed('read again')) throw new StepRefused('read again: the visit was cancelled, and is there')
  return { visitId: id, position: decodePosition(platform.position ?? ''), steps }
}
