import { BulkMoveId, ClaimId, LocationId, PersonId, ResourceId, TenantId, VisitId, VisitTypeId } from '../src/ids.ts'
import { epochOf, instantOf } from '../src/instant.ts'
import type { PlannedMessage } from '../src/notification-rules/message.ts'
import type { Cause, Occasion, PlanningGround } from '../src/notification-rules/occasion.ts'
import { planMessages } from '../src/notification-rules/plan.ts'
import { type TenantEvent, tenant } from '../src/tenant/index.ts'
import { at, instant, person, policies, sealed } from '../src/testing.ts'
import { type KnownVisit, type VisitEvent, visit } from '../src/visit/index.ts'

// A visit of Ana's with agent Ada in room R, asked for at 08:00 for 15:00 UTC, and what may become of it.

export const demo = TenantId.parse('demo')
export const visitId = VisitId.derive('visit')
export const [ada, bob, room] = [ResourceId.parse('ada'), ResourceId.parse('bob'), ResourceId.parse('room')]
export const office = LocationId.parse('office')
export const friend = PersonId.derive('friend')
export const eventId = '00000000-0000-4000-8000-000000000001'

const place = (start: number, resources: readonly ResourceId[], name: string) => ({
  start: instantOf(start),
  end: instantOf(start + 1_800_000),
  timezone: 'UTC',
  claims: resources.map((resourceId) => ({
    claimId: ClaimId.derive(name, resourceId),
    resourceId,
    date: instantOf(start).slice(0, 10),
  })),
  locationId: office,
})

type Requested = Extract<VisitEvent, { type: 'VisitRequested' }>['data']

export const requested = ({
  start = at('15:00'),
  on = [ada, room],
  ...changes
}: Partial<Omit<Requested, 'start'>> & { start?: number; on?: readonly ResourceId[] } = {}): VisitEvent => ({
  type: 'VisitRequested',
  data: {
    ...{ visitId, tenant: demo, attempt: 1, typeId: VisitTypeId.parse('viewing'), customerId: person },
    ...place(start, on, 'first'),
    ...{ unitId: null, seats: 1, origin: 'web', participants: [], notes: null, override: null },
    at: instant('08:00'),
    ...changes,
  },
})

export const confirmed = (automatic = false, time = '08:05'): VisitEvent => ({
  type: 'VisitConfirmed',
  data: { visitId, automatic, at: instant(time) },
})
export const cancelled = (time = '09:00'): VisitEvent => ({
  type: 'VisitCancelled',
  data: { visitId, reason: null, at: instant(time) },
})
export const noShow: VisitEvent = {
  type: 'VisitNoShowMarked',
  data: { visitId, automatic: true, at: instant('15:15') },
}
export const joined: VisitEvent = {
  type: 'VisitParticipantAdded',
  data: {
    visitId,
    participant: { personId: friend, role: null, name: sealed('Friend'), phone: null, email: null },
    at: instant('10:00'),
  },
}

/** Moved from where it stood to another time, or to others at the same time. */
export function moved(
  from: KnownVisit,
  {
    start = from.visit.start,
    on = [ada, room],
    isBulk = false,
  }: { start?: number; on?: readonly ResourceId[]; isBulk?: boolean },
): VisitEvent {
  const { start: was, end, timezone, claims, locationId } = from.visit
  return {
    type: start === was ? 'VisitReassigned' : 'VisitRescheduled',
    data: {
      visitId: from.visit.visitId,
      attempt: from.attempt + 1,
      former: { start: instantOf(was), end: instantOf(end), timezone, claims, locationId },
      ...place(start, on, `move-${from.attempt}`),
      ...{ reason: null, override: null, at: instant('09:00') },
      ...(isBulk ? { bulkMoveId: BulkMoveId.derive('bulk') } : {}),
    },
  }
}

/** The visit after these events. */
export function after(...events: readonly VisitEvent[]): KnownVisit {
  const state = events.reduce(visit.evolve, visit.initial)
  if (!state.visit) throw new Error('there is no visit after these events')
  return state
}

/** The tenant's settings after these events, and all channels. */
export function ground({
  events = [],
  ...changes
}: Partial<PlanningGround> & { events?: readonly TenantEvent[] } = {}): PlanningGround {
  const created: TenantEvent = {
    type: 'TenantCreated',
    data: { tenant: demo, name: 'Demo', policies, at: instant('07:00') },
  }
  const state = [created, ...events].reduce(tenant.evolve, tenant.initial)
  return {
    tenant: demo,
    settings: { ...state, policies: state.policies ?? policies },
    configured: new Set(['whatsapp', 'email', 'sms']),
    people: new Map([[person, { locale: 'pt-BR', timezone: 'America/Sao_Paulo' }]]),
    agents: new Map([ada, bob].map((id) => [id, { timezone: 'Europe/Madrid' }])),
    now: at('08:00'),
    ...changes,
  }
}

/** What the last of these events is to planning, told when it happened but for what is said. */
export function occasionOf(
  events: readonly VisitEvent[],
  changes: Partial<Cause> = {},
  next: VisitEvent | null = null,
): Occasion {
  const event = events.at(-1)
  if (!event) throw new Error('nothing happened')
  const happenedAt = epochOf(event.data.at)
  const cause = { eventId, at: happenedAt, recordedAt: happenedAt, ...changes }
  return { about: 'visit', cause, event, state: after(...events), next }
}

/** What an example surely has. */
export const sure = <Thing>(thing: Thing | undefined): Thing => {
  if (thing === undefined) throw new Error('there is none')
  return thing
}

/** One line for each message: what, to whom, how, when, and what comes of it. */
export const lines = (messages: readonly PlannedMessage[]) =>
  messages.map(({ cause, recipient, fallbackOrder, dueAt, outcome, mode }) => {
    const to = 'resourceId' in recipient ? recipient.resourceId : recipient.kind
    const due = new Date(dueAt).toISOString().slice(11, 16)
    return `${cause.kind} ${to} ${fallbackOrder.join('>')} ${due} ${mode} ${outcome}`
  })

/** What is planned of it as it happens, but for what is said. */
export const planned = (given: NonNullable<Parameters<typeof ground>[0]>, occasion: Occasion) =>
  planMessages(ground({ now: occasion.cause.recordedAt, ...given }), occasion)
export const told = (occasion: Occasion, given: NonNullable<Parameters<typeof ground>[0]> = {}) =>
  lines(planned(given, occasion))
/** The tenant's policies, these changed. */
export const set = (changes: Partial<typeof policies>): TenantEvent => ({
  type: 'TenantPoliciesSet',
  data: { policies: { ...policies, ...changes }, at: instant('07:00') },
})
