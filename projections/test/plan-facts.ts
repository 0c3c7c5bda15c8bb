import { randomUUID } from 'node:crypto'
import {
  type BlockId,
  type BulkMoveId,
  epochOf,
  instantOf,
  type SeriesId,
  StreamName,
  type TenantId,
  type WaitlistEntryId,
} from '@visita/domain'
import type { Recorder } from './facts.ts'

// Facts of what is planned beyond one visit, as the command API and the reactor write them.

const at = '2026-03-01T09:00:00Z'
const later = (start: string, minutes: number) => instantOf(epochOf(start) + minutes * 60_000)

/** Somebody who waits: `tell` records what happens to the entry, `offer` the next offer. */
export function joined(on: Recorder, tenant: TenantId, more: Record<string, unknown> = {}) {
  const entryId = randomUUID()
  const stream = StreamName.waitlist(tenant, entryId as WaitlistEntryId)
  let number = 0
  const tell = (type: string, data: Record<string, unknown> = {}) =>
    on.record(stream, { type, data: { entryId, at, ...data } })
  tell('WaitlistJoined', {
    ...{
      tenant,
      typeId: 'viewing',
      customerId: randomUUID(),
      from: '2026-03-02T03:00:00Z',
      to: '2026-03-09T03:00:00Z',
    },
    ...{ resourceIds: null, locationId: null, partOfDay: null, seats: 1, ...more },
  })
  return {
    entryId,
    tell,
    offer(start: string, expiresAt: string, resourceId = 'ana') {
      number += 1
      tell('WaitlistOffered', {
        ...{ number, holdId: randomUUID(), start, end: later(start, 30), expiresAt },
        ...{ resourceIds: [resourceId], claims: [{ resourceId, date: start.slice(0, 10) }] },
      })
      return number
    },
  }
}

/** A block of one resource; `tell` records what becomes of it. */
export function placed(on: Recorder, tenant: TenantId, start: string, end: string, more: Record<string, unknown> = {}) {
  const blockId = randomUUID()
  const stream = StreamName.block(tenant, blockId as BlockId)
  const tell = (type: string, data: Record<string, unknown> = {}) =>
    on.record(stream, { type, data: { blockId, at, ...data } })
  tell('BlockPlaced', {
    ...{ resourceIds: ['ana'], locationId: null, start, end, timezone: 'America/Sao_Paulo', repeat: null },
    ...{ onConflict: 'keep', reason: null, ...more },
  })
  return { blockId, tell }
}

/** A plan that moves every visit an hour later, the last one excepted, which cannot; `tell` records what becomes of it. */
export function planned(on: Recorder, tenant: TenantId, visitIds: readonly string[], reason: string | null = null) {
  const bulkMoveId = randomUUID()
  const stream = StreamName.bulkMove(tenant, bulkMoveId as BulkMoveId)
  const tell = (type: string, data: Record<string, unknown> = {}) =>
    on.record(stream, { type, data: { bulkMoveId, at, ...data } })
  const place = (minutes: number) => ({
    start: later('2026-03-02T12:00:00Z', minutes),
    end: later('2026-03-02T12:30:00Z', minutes),
    resourceIds: ['ana'],
  })
  tell('BulkMovePlanned', {
    ...{ tenant, reason, move: { kind: 'shift', shiftMinutes: 60 } },
    filter: { resourceIds: ['ana'], locationId: null, from: '2026-03-02T03:00:00Z', to: '2026-03-03T03:00:00Z' },
    plan: visitIds.map((visitId, index) => {
      const feasible = index < visitIds.length - 1
      const inTheWay = [{ kind: 'block', id: bulkMoveId }]
      const outcome = feasible ? { to: place(30 * index + 60), why: null } : { to: null, why: 'blocked', inTheWay }
      return { visitId, revision: 0, from: place(30 * index), feasible, ...outcome }
    }),
  })
  return { bulkMoveId, tell }
}

/** A weekly series of four from Monday 2026-03-02, whose last occurrence does not fit; `tell` records what becomes of it. */
export function recurring(on: Recorder, tenant: TenantId, customerId: string = randomUUID()) {
  const seriesId = randomUUID()
  const stream = StreamName.series(tenant, seriesId as SeriesId)
  const tell = (type: string, data: Record<string, unknown> = {}) =>
    on.record(stream, { type, data: { seriesId, at, ...data } })
  const dates = ['2026-03-02', '2026-03-09', '2026-03-16']
  const fitting = dates.map((date, index) => ({
    ...{ number: index + 1, date, feasible: true, visitId: randomUUID(), holdId: randomUUID() },
    ...{ start: `${date}T12:00:00Z`, end: `${date}T12:30:00Z`, resourceIds: ['ana'] },
  }))
  const last = { number: 4, date: '2026-03-23', feasible: false, start: null, end: null, why: 'no-such-time' }
  tell('SeriesPlanned', {
    ...{ tenant, typeId: 'viewing', customerId, mode: 'those-that-fit', timezone: 'America/Sao_Paulo' },
    repeat: { freq: 'weekly', interval: 1, count: 4, until: null },
    occurrences: [...fitting, last],
    ...{ locationId: null, unitId: null, seats: 1, origin: 'api', participants: [], notes: null, override: null },
  })
  return { seriesId, visitIds: fitting.map(({ visitId }) => visitId), tell }
}
