import { ClaimId, HoldId, StreamName, TenantId, VisitId, WaitlistEntryId } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { test } from 'tap'
import { graces } from '../graces.ts'
import type { Policy } from '../policy.ts'
import { obligations } from '../projection.ts'
import { policies } from '../registry.ts'

const tenant = TenantId.parse('demo')
const visitId = VisitId.derive('one')
const claimId = ClaimId.derive('one')
const stream = StreamName.slot(tenant, 'ana' as never, '2026-03-03')
const table = 'reactor.obligation'

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
const opened = (kind: string, key: string, due_at: string, payload: object) => ({
  op: 'put',
  table,
  row: {
    tenant_id: tenant,
    kind,
    key,
    due_at,
    payload,
    event_id: '018f4e3a-0000-7000-8000-000000000001',
    correlation_id: 'req-1',
    traceparent: null,
    failures: 0,
  },
})
const closed = (kind: string, key: string) => ({ op: 'remove', table, key: { tenant_id: tenant, kind, key } })

/** What the policies of these kinds make of an event. */
const rowsOf = (type: string, data: unknown, ...kinds: string[]) =>
  obligations(
    policies.filter(({ kind }) => kinds.includes(kind)),
    graces,
  ).on[type]?.(event(type, data)) ?? []

test('a reservation is to become a visit within its grace, counted from when it was recorded', (t) => {
  t.same(rowsOf('SlotReserved', { claimId, visitId, attempt: 2 }, 'reservation'), [
    opened('reservation', claimId, '2026-03-02T12:00:30Z', { visitId, attempt: 2, stream }),
  ])
  t.end()
})

test('a visit, or its move, settles the reservations that it was made of, and a release settles its own', (t) => {
  for (const type of ['VisitRequested', 'VisitRescheduled', 'VisitReassigned']) {
    t.same(rowsOf(type, { visitId, claims: [{ claimId }] }, 'reservation'), [closed('reservation', claimId)])
  }
  t.same(rowsOf('SlotReleased', { claimId, visitId }, 'reservation'), [closed('reservation', claimId)])
  t.end()
})

test('a cancelled visit is to give its time back', (t) => {
  t.same(rowsOf('VisitCancelled', { visitId }, 'cancellation'), [
    opened('cancellation', visitId, '2026-03-02T12:00:05Z', {}),
  ])
  t.end()
})

test('a visit that was moved is to leave its former time, each move by itself', (t) => {
  const former = [{ claimId, resourceId: 'ana', date: '2026-03-03' }]
  const data = { visitId, attempt: 2, former: { claims: former }, claims: [] }
  for (const type of ['VisitRescheduled', 'VisitReassigned']) {
    t.same(rowsOf(type, data, 'move'), [opened('move', `${visitId} 2`, '2026-03-02T12:00:05Z', { visitId, former })])
  }
  t.end()
})

test('whoever has not come is looked for a minute after the start, wherever the visit has been moved to', (t) => {
  for (const type of ['VisitRequested', 'VisitRescheduled']) {
    t.same(rowsOf(type, { visitId, start: '2026-03-02T12:00:01Z' }, 'no-show'), [
      opened('no-show', visitId, '2026-03-02T12:01:01Z', {}),
    ])
    t.same(rowsOf(type, { visitId, start: '2026-03-02T12:00:00Z' }, 'no-show'), [closed('no-show', visitId)])
  }
  for (const type of ['VisitCancelled', 'VisitCheckedIn', 'VisitCompleted', 'VisitNoShowMarked']) {
    t.same(rowsOf(type, { visitId }, 'no-show'), [closed('no-show', visitId)])
  }
  t.end()
})

test('a bulk move that has begun, there or back, is to get through', (t) => {
  const bulkMoveId = 'b-1'
  for (const type of ['BulkMoveCommitted', 'BulkMoveUndone']) {
    t.same(rowsOf(type, { bulkMoveId }, 'bulk-move'), [opened('bulk-move', bulkMoveId, '2026-03-02T12:00:10Z', {})])
  }
  for (const type of ['BulkMoveFinished', 'BulkMoveUndoFinished']) {
    t.same(rowsOf(type, { bulkMoveId }, 'bulk-move'), [closed('bulk-move', bulkMoveId)])
  }
  t.same(rowsOf('BulkMovePlanned', { bulkMoveId }, 'bulk-move'), [])
  t.end()
})

test('a series that was planned is to be booked, and one that was called off to be cancelled, as whoever asked', (t) => {
  const seriesId = 's-1'
  const kinds = ['series', 'series-cancellation']
  t.same(rowsOf('SeriesPlanned', { seriesId }, ...kinds), [opened('series', seriesId, '2026-03-02T12:00:10Z', {})])
  t.same(rowsOf('SeriesSettled', { seriesId }, ...kinds), [closed('series', seriesId)])
  const off = { seriesId, from: '2026-03-10T00:00:00Z', at: '2026-03-02T12:00:00Z' }
  t.same(rowsOf('SeriesCancelled', off, ...kinds), [
    opened('series-cancellation', `${seriesId} ${off.from}`, '2026-03-02T12:00:10Z', {
      from: Date.UTC(2026, 2, 10),
      role: 'channel',
      at: Date.UTC(2026, 2, 2, 12),
    }),
  ])
  t.end()
})

const entryId = WaitlistEntryId.derive('one')
const holdId = HoldId.derive('one')
const recordedAt = '2026-03-02T12:00:00Z'

test('time that is freed is looked at at once, all that is freed on one day together', (t) => {
  for (const type of ['SlotReleased', 'SlotUnblocked']) {
    t.same(rowsOf(type, {}, 'offer-freed-time'), [opened('offer-freed-time', stream, recordedAt, { stream })])
  }
  const expiry = `${stream} ${holdId}`
  const expiresAt = '2026-03-02T12:01:00Z'
  t.same(rowsOf('SlotHeld', { holdId, expiresAt }, 'offer-freed-time'), [
    opened('offer-freed-time', expiry, expiresAt, { stream }),
  ])
  t.same(rowsOf('SlotHoldReleased', { holdId }, 'offer-freed-time'), [
    closed('offer-freed-time', expiry),
    opened('offer-freed-time', stream, recordedAt, { stream }),
  ])
  t.same(rowsOf('ResourceConfigured', { resource: { id: 'ana' } }, 'offer-configured-time'), [
    opened('offer-configured-time', 'ana', recordedAt, {}),
  ])
  t.end()
})

test('who waits is kept in the order of the log, from when they join until they have a visit or wait no more', (t) => {
  const wish = { typeId: 'viewing', resourceIds: ['ana'], locationId: null, partOfDay: null, seats: 1 }
  const data = { entryId, ...wish, from: '2026-03-03T12:00:00Z', to: '2026-03-03T13:00:00Z' }
  const key = { tenant_id: tenant, entry_id: entryId }
  const row = {
    ...key,
    turn: 1n,
    starts_from: data.from,
    starts_before: data.to,
    ...{ type_id: 'viewing', resource_ids: ['ana'], location_id: null, part_of_day: null, seats: 1 },
  }
  t.same(rowsOf('WaitlistJoined', data, 'offer-freed-time'), [{ op: 'put', table: 'reactor.waiting', row }])
  for (const type of ['WaitlistOfferAccepted', 'WaitlistLeft', 'WaitlistClosed']) {
    t.same(rowsOf(type, { entryId }, 'offer-freed-time'), [{ op: 'remove', table: 'reactor.waiting', key }])
  }
  t.same(rowsOf('WaitlistJoined', data, 'close-waitlist-entry'), [opened('close-waitlist-entry', entryId, data.to, {})])
  t.end()
})

test('whoever begins to wait, or waits again, is looked for something at once', (t) => {
  for (const type of ['WaitlistJoined', 'WaitlistOfferDeclined', 'WaitlistOfferLapsed']) {
    t.same(rowsOf(type, { entryId }, 'seek-time'), [opened('seek-time', entryId, recordedAt, {})])
  }
  for (const type of ['WaitlistOfferAccepted', 'WaitlistLeft', 'WaitlistClosed']) {
    for (const kind of ['seek-time', 'lapse-offer', 'close-waitlist-entry']) {
      t.same(rowsOf(type, { entryId }, kind), [closed(kind, entryId)], `${type} ${kind}`)
    }
  }
  t.end()
})

test('an offer lapses when it expires, unless it is answered, and what was held for it is given back', (t) => {
  const expiresAt = '2026-03-02T12:15:00Z'
  t.same(rowsOf('WaitlistOffered', { entryId, number: 2, expiresAt }, 'lapse-offer'), [
    opened('lapse-offer', entryId, expiresAt, { number: 2 }),
  ])
  t.same(rowsOf('WaitlistOfferDeclined', { entryId }, 'lapse-offer'), [closed('lapse-offer', entryId)])
  for (const type of ['WaitlistOfferAccepted', 'WaitlistOfferDeclined', 'WaitlistLeft', 'WaitlistClosed']) {
    t.same(rowsOf(type, { entryId }, 'release-offer'), [opened('release-offer', entryId, '2026-03-02T12:00:05Z', {})])
  }
  t.end()
})

test('what is held for somebody who waits is to be offered to them; what is held for a booking is not', (t) => {
  const heldBy = `waitlist:${entryId}/1`
  const key = `${stream} ${holdId}`
  t.same(rowsOf('SlotHeld', { holdId, purpose: 'offer', heldBy }, 'offer-hold'), [
    opened('offer-hold', key, '2026-03-02T12:00:30Z', { holdId, stream, heldBy }),
  ])
  t.same(rowsOf('SlotHeld', { holdId, purpose: 'booking', heldBy: 'key:k' }, 'offer-hold'), [])
  t.same(rowsOf('SlotHoldReleased', { holdId }, 'offer-hold'), [closed('offer-hold', key)])
  t.end()
})

test('what obliges to nothing is passed by', (t) => {
  t.same(rowsOf('VisitNoteAdded', { visitId }, 'reservation', 'cancellation'), [])
  t.end()
})

test('every policy has a kind of its own', (t) => {
  const kinds = policies.map(({ kind }) => kind)
  t.same([...new Set(kinds)], kinds)
  t.end()
})

test('policies that look at the same event all react, each with what is its own', (t) => {
  const own = { name: 'reactor.own', key: ['tenant_id', 'visit_id'] }
  const row = { op: 'put', table: own.name, row: { tenant_id: tenant, visit_id: visitId } } as const
  const timer = (kind: string, more: Partial<Policy>): Policy => ({
    kind,
    on: { VisitCancelled: () => ({ close: ['a'], open: [{ key: 'a', dueAt: 0, payload: { n: 1 } }] }) },
    fulfil: async () => undefined,
    ...more,
  })
  const { on, tables } = obligations(
    [timer('one', {}), timer('two', { tables: [own], on: { VisitCancelled: () => ({ rows: [row] }) } })],
    graces,
  )
  t.same(on.VisitCancelled?.(event('VisitCancelled', { visitId })), [
    closed('one', 'a'),
    opened('one', 'a', '1970-01-01T00:00:00Z', { n: 1 }),
    row,
  ])
  t.same(
    tables.map(({ name }) => name),
    [table, own.name],
  )
  t.end()
})

test('what happens to a visit is to be told at once, each move by itself, and of one that is over nothing but that', (t) => {
  const start = '2026-03-03T10:00:00Z'
  const recordedAt = Date.UTC(2026, 2, 2, 12)
  const payload = { visitId, revision: 0, recordedAt, start: Date.UTC(2026, 2, 3, 10) }
  const now = '2026-03-02T12:00:00Z'
  t.same(rowsOf('VisitRequested', { visitId, start }, 'announce'), [
    opened('announce', `${visitId} requested`, now, payload),
  ])
  t.same(rowsOf('VisitRequested', { visitId, start: now }, 'announce'), [], 'nor of one that was written down too late')
  t.same(rowsOf('VisitConfirmed', { visitId, automatic: true }, 'announce'), [], 'that is told with the request')
  t.same(rowsOf('VisitConfirmed', { visitId, automatic: false }, 'announce'), [
    opened('announce', `${visitId} confirmed`, now, { ...payload, start: null }),
  ])
  t.same(rowsOf('VisitReassigned', { visitId, start }, 'announce'), [opened('announce', `${visitId} 0`, now, payload)])
  const closes = ['requested', 'confirmed', 'no-show'].map((what) => closed('announce', `${visitId} ${what}`))
  t.same(rowsOf('VisitCompleted', { visitId }, 'announce'), closes)
  t.same(rowsOf('VisitCancelled', { visitId }, 'announce'), [
    ...closes,
    opened('announce', `${visitId} cancelled`, now, { ...payload, start: null }),
  ])
  t.same(
    rowsOf('VisitNoShowMarked', { visitId, at: '2026-03-01T11:00:00Z' }, 'announce'),
    closes,
    'a day later it is no news',
  )
  t.end()
})

test('what failed goes on at once, what was taken when patience ends, and what arrived not at all', (t) => {
  const notificationId = 'n-1'
  const at = '2026-03-02T12:10:00Z'
  t.same(rowsOf('NotificationFailed', { notificationId }, 'fall-back'), [
    opened('fall-back', notificationId, '2026-03-02T12:00:00Z', {}),
  ])
  t.same(rowsOf('NotificationAccepted', { notificationId, as: 'first', fallbackAt: at }, 'fall-back'), [
    opened('fall-back', notificationId, at, {}),
  ])
  for (const type of ['NotificationDelivered', 'NotificationRead', 'NotificationRetried']) {
    t.same(rowsOf(type, { notificationId }, 'fall-back'), [closed('fall-back', notificationId)])
  }
  t.end()
})
