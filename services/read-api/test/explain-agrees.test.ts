import { randomUUID } from 'node:crypto'
import { type DomainEvent, instantOf, minuteMs, type Resource, StreamName } from '@visita/domain'
import { configured, policies, resource, visitType } from '@visita/projections/testing'
import fc from 'fast-check'
import { test } from 'tap'
import { demo, startReadApi } from './harness.ts'

const date = '2026-03-03'
const clocks = fc.integer({ min: 30, max: 92 }).map((quarter) => `${two(quarter / 4)}:${two((quarter % 4) * 15)}`)
const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
const ranges = fc
  .uniqueArray(clocks, { minLength: 2, maxLength: 2 })
  .map((pair) => pair.sort())
  .map(([start = '', end = '']) => ({ start, end }))
const locations = fc.constantFrom(undefined, 'north', 'south')

const claims = fc.record({
  kind: fc.constantFrom('SlotReserved', 'SlotReserved', 'SlotHeld', 'SlotBlocked'),
  /** In minutes from noon, UTC. */
  from: fc.integer({ min: 0, max: 50 }).map((step) => step * 10),
  minutes: fc.integer({ min: 1, max: 8 }).map((step) => step * 15),
  seats: fc.integer({ min: 1, max: 2 }),
  locationId: locations,
  isLive: fc.boolean(),
  isEnded: fc.nat(3).map((dice) => dice === 0),
})

const resources = fc.record({
  kind: fc.constantFrom('agent' as const, 'agent' as const, 'agent' as const, 'room' as const, 'vehicle' as const),
  capacity: fc.constantFrom(1, 1, 2),
  locationId: locations,
  timezone: fc.constantFrom('America/Sao_Paulo', 'America/Sao_Paulo', 'Europe/Madrid'),
  hours: fc.array(ranges, { minLength: 1, maxLength: 2 }),
  isExceptional: fc.nat(6).map((dice) => dice === 0),
  keepsHolidays: fc.boolean(),
  isArchived: fc.nat(9).map((dice) => dice === 0),
  takesType: fc.nat(9).map((dice) => dice > 0),
  claims: fc.array(claims, { maxLength: 4 }),
})

const situations = fc.record({
  resources: fc.array(resources, { minLength: 2, maxLength: 5 }),
  needs: fc.constantFrom<Resource['kind'][]>(['agent'], ['agent'], ['agent', 'room'], ['vehicle', 'agent']),
  count: fc.constantFrom(1, 1, 2),
  durationMinutes: fc.constantFrom(30, 45, 60),
  buffers: fc.constantFrom(0, 0, 10),
  slotIntervalMinutes: fc.constantFrom(20, 30, 60),
  policies: fc.record({
    minNoticeMinutes: fc.constantFrom(0, 0, 27 * 60),
    maxAdvanceDays: fc.constantFrom(30, 30, 1),
    travelMinutes: fc.constantFrom(0, 0, 30),
  }),
  isHoliday: fc.nat(7).map((dice) => dice === 0),
  locationId: fc.constantFrom(undefined, undefined, 'north'),
})

test('whatever is configured and taken, a start is explained as offered exactly where it is offered', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const record = (stream: string, event: DomainEvent) => api.record(stream, event)
  const seen = { offered: 0, refused: 0 }
  for (const [index, given] of fc.sample(situations, { numRuns: 10, seed: 20260303 }).entries()) {
    const typeId = `type-${index}`
    const ids = given.resources.map((_, place) => `r-${index}-${place}`)
    record(StreamName.tenant(demo), {
      type: 'TenantPoliciesSet',
      data: {
        policies: { ...policies, ...given.policies, holidays: given.isHoliday ? [{ date, name: 'Own' }] : [] },
        at: '2026-03-01T09:00:00Z',
      },
    })
    const needs = given.needs.map((kind, place) => ({ kind, count: place === 0 ? given.count : 1 }))
    const { durationMinutes, slotIntervalMinutes, buffers } = given
    const type = visitType(typeId, {
      ...{ durationMinutes, slotIntervalMinutes, needs },
      ...{ bufferBeforeMinutes: buffers, bufferAfterMinutes: buffers },
    })
    record(StreamName.visitType(demo, type.id), {
      type: 'VisitTypeConfigured',
      data: { visitType: type, at: '2026-03-01T09:00:00Z' },
    })
    for (const [place, drawn] of given.resources.entries()) {
      const id = ids[place] as Resource['id']
      const document = resource(id, {
        ...{ kind: drawn.kind, capacity: drawn.capacity, timezone: drawn.timezone },
        ...(drawn.locationId && { locationId: drawn.locationId as never }),
        visitTypeIds: (drawn.takesType ? [typeId] : []) as never,
        schedule: {
          weekly: drawn.hours.map((range) => ({ days: [2], ...range })),
          exceptions: drawn.isExceptional ? [{ date, ranges: [{ start: '09:10', end: '15:00' }] }] : [],
          holidays: drawn.keepsHolidays ? { country: 'BR' } : null,
        },
      })
      record(StreamName.resource(demo, id), configured(document))
      if (drawn.isArchived) {
        record(StreamName.resource(demo, id), {
          type: 'ResourceArchived',
          data: { resourceId: id, at: '2026-03-01T09:00:00Z' },
        })
      }
      for (const claim of drawn.claims) {
        for (const event of claimed(claim, drawn.capacity)) record(StreamName.slot(demo, id, date), event)
      }
    }
    const named = given.resources.findIndex(({ kind, takesType, isArchived, locationId }, place) => {
      const fits = given.locationId === undefined || locationId === given.locationId
      return fits && takesType && !isArchived && given.needs.includes(kind) && place % 2 === index % 2
    })
    for (const resourceId of named < 0 ? [undefined] : [undefined, ids[named]]) {
      const asked = new URLSearchParams({
        typeId,
        ...(resourceId && { resourceId }),
        ...(given.locationId && { locationId: given.locationId }),
      })
      const open = await api.get('operator', `/v1/availability?from=${date}&to=${date}&${asked}`)
      t.equal(open.status, 200)
      const offered: string[] = open.body.slots.map(({ start }: { start: string }) => start)
      for (const start of looked(offered)) {
        const { status, body } = await api.get('operator', `/v1/availability/explain?start=${start}&${asked}`)
        const isRight = status === 200 && body.offered === offered.includes(start)
        const allOk = body.rules?.every(({ ok }: { ok: boolean }) => ok)
        if (!isRight || allOk !== body.offered || body.why === '') {
          t.fail(`${start} of ${asked} is ${offered.includes(start) ? '' : 'not '}offered`, { given, body })
        }
        seen[body.offered ? 'offered' : 'refused']++
      }
    }
  }
  t.ok(seen.offered > 50 && seen.refused > 200, `${JSON.stringify(seen)}: enough of both`)
})

/** A dozen of those offered, what lies ten minutes after each, and every hour of the day. */
function looked(offered: readonly string[]): ReadonlySet<string> {
  const some = offered.filter((_, place) => place % Math.ceil(offered.length / 12) === 0)
  const hours = Array.from({ length: 24 }, (_, hour) => Date.parse(`${date}T03:00:00Z`) + hour * 60 * minuteMs)
  const beside = some.map((start) => Date.parse(start) + 10 * minuteMs)
  return new Set([...some, ...[...hours, ...beside].map(instantOf)])
}

type Claim = typeof claims extends fc.Arbitrary<infer Drawn> ? Drawn : never

function claimed(claim: Claim, capacity: number): DomainEvent[] {
  const { kind, from, minutes, seats, locationId, isLive, isEnded } = claim
  const noon = Date.parse(`${date}T12:00:00Z`)
  const [start, end] = [instantOf(noon + from * minuteMs), instantOf(noon + (from + minutes) * minuteMs)]
  const span = { coversFrom: start, coversUntil: end }
  const id = randomUUID()
  if (kind === 'SlotBlocked') {
    const ended = { type: 'SlotUnblocked', data: { blockId: id } }
    return [{ type: kind, data: { blockId: id, ...span } }, ...(isEnded ? [ended] : [])]
  }
  const taken = { typeId: 'x', start, end, ...span, seats, capacity, ...(locationId && { locationId }) }
  if (kind === 'SlotHeld') {
    const expiresAt = isLive ? '2026-03-02T12:00:01Z' : '2026-03-02T12:00:00Z'
    const ended = { type: 'SlotHoldReleased', data: { holdId: id } }
    const made = { type: kind, data: { holdId: id, ...taken, expiresAt, purpose: 'booking' } }
    return [made, ...(isEnded ? [ended] : [])]
  }
  const visitId = randomUUID()
  const ended = { type: 'SlotReleased', data: { claimId: id, visitId, cause: 'cancelled' } }
  return [{ type: kind, data: { claimId: id, visitId, attempt: 1, ...taken } }, ...(isEnded ? [ended] : [])]
}
