import { randomUUID } from 'node:crypto'
import {
  type CustomerEvent,
  type DomainEvent,
  epochOf,
  instantOf,
  type Policies,
  type Resource,
  type SlotEvent,
  StreamName,
  type TenantEvent,
  type TenantId,
  type VisitEvent,
  type VisitType,
} from '@visita/domain'

export * from './message-facts.ts'
export * from './plan-facts.ts'

/** Where facts go: a stage, or a real event store. */
export interface Recorder {
  record(stream: string, event: DomainEvent): unknown
}

const at = '2026-03-01T09:00:00Z'
type Data<Event extends { type: string; data: unknown }, Type extends string> = Extract<Event, { type: Type }>['data']

export const policies: Policies = {
  timezone: 'America/Sao_Paulo',
  locale: 'pt-BR',
  country: 'BR',
  confirmation: 'automatic',
  minNoticeMinutes: 0,
  maxAdvanceDays: 30,
  cancelMinMinutes: 120,
  rescheduleMinMinutes: 120,
  noShowAfterMinutes: 15,
  holdSeconds: 60,
  slotIntervalMinutes: 30,
  reminders: ['PT24H'],
  quietHours: null,
  waitlistOfferMinutes: 15,
  notifications: 'live',
  rollout: { percent: 100 },
  assignment: 'least-loaded',
  travelMinutes: 0,
  holidays: [],
}

export const tenantCreated = (tenant: TenantId) =>
  ({ type: 'TenantCreated', data: { tenant, name: `The ${tenant}`, policies, at } }) satisfies TenantEvent

export function resource(id: string, more: Partial<Resource> = {}): Resource {
  return {
    id: id as Resource['id'],
    kind: 'agent',
    name: `Agent ${id}`,
    timezone: 'America/Sao_Paulo',
    capacity: 1,
    schedule: { weekly: [{ days: [1, 2, 3, 4, 5], start: '08:00', end: '18:00' }], exceptions: [], holidays: null },
    ...more,
  }
}

export const configured = (document: Resource) => ({ type: 'ResourceConfigured', data: { resource: document, at } })

export function visitType(id: string, more: Partial<VisitType> = {}): VisitType {
  return {
    id: id as VisitType['id'],
    name: `Type ${id}`,
    durationMinutes: 30,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    seats: 1,
    needs: [{ kind: 'agent', count: 1 }],
    mode: 'in_person',
    slotIntervalMinutes: 30,
    ...more,
  }
}

export interface BookedVisit {
  readonly visitId: string
  readonly customerId: string
  readonly claims: readonly { claimId: string; resourceId: string; date: string }[]
}

interface Booking {
  readonly seriesId?: string
  readonly tenant: TenantId
  readonly resourceIds: readonly string[]
  /** The resource's local day that the start lies in. */
  readonly date: string
  readonly start: string
  readonly minutes?: number
  readonly locationId?: string | null
  readonly typeId?: string
  readonly customerId?: string
  readonly origin?: string
  readonly override?: boolean
  readonly visitId?: string
  readonly participants?: readonly object[]
}

type Reserved = Data<SlotEvent, 'SlotReserved'>
type Requested = Data<VisitEvent, 'VisitRequested'>

/** Records a booking as the command API writes it: the claims first, then the visit. */
export function book(on: Recorder, booking: Booking, { dangling = false } = {}): BookedVisit {
  const { tenant, resourceIds, date, start, minutes = 30, typeId = 'viewing' } = booking
  const visitId = booking.visitId ?? randomUUID()
  const customerId = booking.customerId ?? randomUUID()
  const end = instantOf(epochOf(start) + minutes * 60_000)
  const claims = resourceIds.map((resourceId) => ({ claimId: randomUUID(), resourceId, date }))
  for (const { claimId, resourceId } of claims) {
    const span = { start, end, coversFrom: start, coversUntil: end }
    on.record(StreamName.slot(tenant, resourceId as Resource['id'], date), {
      type: 'SlotReserved',
      data: { claimId, visitId, attempt: 1, typeId, ...span, seats: 1, capacity: 1 } as Reserved,
    })
  }
  if (!dangling) {
    on.record(StreamName.visit(tenant, visitId as Requested['visitId']), {
      type: 'VisitRequested',
      data: {
        ...{ visitId, tenant, attempt: 1, typeId, customerId, start, end, claims, seats: 1, at },
        participants: booking.participants ?? [],
        ...{ timezone: 'America/Sao_Paulo', locationId: booking.locationId ?? null, unitId: null, notes: null },
        origin: booking.origin ?? 'api',
        override: booking.override ? { reason: `sealed:v1:${customerId}:QQ` } : null,
        ...(booking.seriesId === undefined ? {} : { seriesId: booking.seriesId }),
      } as unknown as Requested,
    })
  }
  return { visitId, customerId, claims }
}

/** Records a cancellation as the command API does: on the visit first, then each release. */
export function cancel(
  on: Recorder,
  tenant: TenantId,
  { visitId, claims }: BookedVisit,
  { release = true } = {},
): void {
  const stream = StreamName.visit(tenant, visitId as Requested['visitId'])
  on.record(stream, { type: 'VisitCancelled', data: { visitId, reason: null, at } })
  if (!release) return
  for (const { claimId, resourceId, date } of claims) {
    const slot = StreamName.slot(tenant, resourceId as Resource['id'], date)
    on.record(slot, { type: 'SlotReleased', data: { claimId, visitId, cause: 'cancelled' } })
  }
}

export const confirm = (on: Recorder, tenant: TenantId, { visitId }: BookedVisit) =>
  on.record(StreamName.visit(tenant, visitId as Requested['visitId']), {
    type: 'VisitConfirmed',
    data: { visitId, automatic: true, at },
  })

/** Records any other fact of a visit: `data` is what it says besides whose it is and when it happened. */
export const tell = (
  on: Recorder,
  tenant: TenantId,
  { visitId }: Pick<BookedVisit, 'visitId'>,
  type: VisitEvent['type'],
  data: Record<string, unknown> = {},
) => on.record(StreamName.visit(tenant, visitId as Requested['visitId']), { type, data: { visitId, at, ...data } })

interface Move {
  readonly tenant: TenantId
  readonly visit: BookedVisit
  readonly attempt: number
  readonly from: string
  readonly start: string
  readonly resourceIds: readonly string[]
  readonly date: string
  readonly locationId?: string
  readonly override?: boolean
}

/**
 * Records a move as the command API makes it, step by step: `reserved` on the new time, `recorded` on the visit,
 * `released` on the former. The steps are for the caller to take, and to stop between.
 */
export function move(on: Recorder, { tenant, visit, attempt, from, start, resourceIds, date, ...more }: Move) {
  const { visitId, customerId } = visit
  const claims = resourceIds.map((resourceId) => ({ claimId: randomUUID(), resourceId, date }))
  const endOf = (begin: string) => instantOf(epochOf(begin) + 30 * 60_000)
  const slot = (resourceId: string, day: string) => StreamName.slot(tenant, resourceId as Resource['id'], day)
  const timezone = 'America/Sao_Paulo'
  return {
    moved: { ...visit, claims },
    reserved() {
      for (const { claimId, resourceId } of claims) {
        const span = { start, end: endOf(start), coversFrom: start, coversUntil: endOf(start) }
        on.record(slot(resourceId, date), {
          type: 'SlotReserved',
          data: { claimId, visitId, attempt, typeId: 'viewing', ...span, seats: 1, capacity: 1 } as Reserved,
        })
      }
    },
    recorded() {
      tell(on, tenant, visit, from === start ? 'VisitReassigned' : 'VisitRescheduled', {
        ...{ attempt, start, end: endOf(start), timezone, claims, locationId: more.locationId ?? null, reason: null },
        former: { start: from, end: endOf(from), timezone, claims: visit.claims, locationId: null },
        override: more.override ? { reason: `sealed:v1:${customerId}:QQ` } : null,
      })
    },
    released() {
      for (const { claimId, resourceId, date: day } of visit.claims)
        on.record(slot(resourceId, day), { type: 'SlotReleased', data: { claimId, visitId, cause: 'moved' } })
    },
  }
}

/** A hold of one seat from `start` to `end`. */
export const held = (holdId: string, start: string, end: string, expiresAt: string) => ({
  type: 'SlotHeld',
  data: {
    ...{ holdId, typeId: 'viewing', start, end, coversFrom: start, coversUntil: end },
    ...{ seats: 1, capacity: 1, expiresAt, purpose: 'booking' },
  },
})

export const registered = (customerId: string, contact: Record<string, unknown>, type = 'CustomerRegistered') => ({
  type,
  data: {
    customerId,
    contact: {
      ...{ name: null, phone: null, email: null, externalId: null, locale: null, timezone: null, consents: {} },
      ...contact,
    },
    at,
  } as Data<CustomerEvent, 'CustomerRegistered'>,
})
