import { ClaimId, StreamName, TenantId, VisitId } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { test } from 'tap'
import { react } from './policies.ts'

const tenant = TenantId.parse('demo')
const visitId = VisitId.derive('one')
const claimId = ClaimId.derive('one')
const stream = StreamName.slot(tenant, 'ana' as never, '2026-03-03')
const graces = { reservationMs: 30_000, cancellationMs: 5_000 }
const at = Date.UTC(2026, 2, 2, 12)

const event = (type: string, data: unknown): RecordedEvent => ({
  type,
  data,
  meta: {
    tenant,
    actor: 'key:k',
    role: 'channel',
    channel: 'api',
    correlationId: 'req-1',
    occurredAt: '2026-03-02T11:00:00Z',
    recordedAt: '2026-03-02T12:00:00Z',
  },
  id: '018f4e3a-0000-7000-8000-000000000001',
  stream,
  category: 'slot',
  ids: [],
  revision: 0n,
  position: 1n,
  created: 0,
})
const cause = { eventId: '018f4e3a-0000-7000-8000-000000000001', correlationId: 'req-1' }

test('a reservation is to become a visit within its grace, counted from when it was recorded', (t) => {
  t.same(react(event('SlotReserved', { claimId, visitId, attempt: 2 }), graces), {
    open: [
      {
        tenant,
        kind: 'reservation',
        key: claimId,
        dueAt: at + 30_000,
        payload: { visitId, attempt: 2, stream },
        cause,
      },
    ],
    close: [],
  })
  t.end()
})

test('a visit settles the reservations that it was made of, and a release settles its own', (t) => {
  const settled = { open: [], close: [{ tenant, kind: 'reservation', key: claimId }] }
  t.same(react(event('VisitRequested', { visitId, claims: [{ claimId }] }), graces), settled)
  t.same(react(event('SlotReleased', { claimId, visitId }), graces), settled)
  t.end()
})

test('a cancelled visit is to give its time back', (t) => {
  t.same(react(event('VisitCancelled', { visitId }), graces), {
    open: [{ tenant, kind: 'cancellation', key: visitId, dueAt: at + 5_000, payload: {}, cause }],
    close: [],
  })
  t.end()
})

test('what obliges to nothing is passed by', (t) => {
  t.same(react(event('VisitConfirmed', { visitId }), graces), { open: [], close: [] })
  t.end()
})
