import fc from 'fast-check'
import { test } from 'tap'
import { ClaimId, HoldId, VisitId, VisitTypeId } from '../ids.ts'
import { epochOf, instantOf } from '../instant.ts'
import { slot } from '../slot/index.ts'
import { at, minutes, policies, resourceOf, visitTypeOf } from '../testing.ts'
import type { Claim } from './claims.ts'
import { addDays } from './days.ts'
import { openingIntervals } from './openings.ts'
import { crossesMidnight, nearestStarts, openStarts, type StartContext, startRefusal } from './starts.ts'
import { localDate } from './zones.ts'

const monday = '2026-03-02'
const context = (changes: Partial<StartContext> = {}): StartContext => ({
  resource: resourceOf(),
  visitType: visitTypeOf(),
  policies,
  claims: [],
  now: at('08:00'),
  seats: 1,
  ...changes,
})
const times = (starts: readonly number[]) => starts.map((start) => instantOf(start).slice(11, 16))
const reservation = (from: string, until: string, name = 'ben'): Claim => ({
  kind: 'reservation',
  id: ClaimId.derive(name),
  visitId: VisitId.derive(name),
  from: at(from),
  until: at(until),
  seats: 1,
})
const holdId = HoldId.derive('ana')
const hold = (from: string, until: string, expiresAt: string): Claim => ({
  kind: 'hold',
  id: holdId,
  from: at(from),
  until: at(until),
  seats: 1,
  expiresAt: at(expiresAt),
})

test('the grid begins with each opening, and the last visit ends with it', async (t) => {
  const resource = resourceOf({
    schedule: {
      weekly: [
        { days: [1], start: '09:10', end: '10:20' },
        { days: [1], start: '15:00', end: '16:00' },
      ],
    },
  })
  t.strictSame(times(openStarts(context({ resource }), monday)), ['09:10', '09:40', '15:00', '15:30'])
  const visitType = visitTypeOf({ durationMinutes: 40, slotIntervalMinutes: 15 })
  t.strictSame(times(openStarts(context({ resource, visitType }), monday)), [
    '09:10',
    '09:25',
    '09:40',
    '15:00',
    '15:15',
  ])
  t.strictSame(openStarts(context({ resource }), '2026-03-03'), [], 'closed on Tuesday')
})

test('the visit lies inside opening hours; its buffers need not', async (t) => {
  const visitType = visitTypeOf({ bufferBeforeMinutes: 60, bufferAfterMinutes: 60 })
  const refusal = (time: string) => startRefusal(context({ visitType }), at(time))
  t.equal(refusal('08:59'), 'outside-hours')
  t.equal(refusal('09:00'), null)
  t.equal(refusal('17:30'), null)
  t.equal(refusal('17:31'), 'outside-hours')
  t.equal(startRefusal(context({ resource: resourceOf({ visitTypeIds: [] }) }), at('10:00')), 'outside-hours')
})

test('a start off the grid is as good as one on it', async (t) => {
  t.equal(startRefusal(context(), at('10:07')), null)
})

test('buffers take time from the neighbours', async (t) => {
  const visitType = visitTypeOf({ bufferBeforeMinutes: 15, bufferAfterMinutes: 30 })
  const refusal = (time: string) =>
    startRefusal(context({ visitType, claims: [reservation('12:00', '13:00')] }), at(time))
  t.equal(refusal('11:00'), null)
  t.equal(refusal('11:01'), 'reserved')
  t.equal(refusal('13:14'), 'reserved')
  t.equal(refusal('13:15'), null)
})

test('a start keeps the notice; the past is never open', async (t) => {
  const noticed = context({ policies: { ...policies, minNoticeMinutes: 120 } })
  t.equal(startRefusal(noticed, at('10:00') - 1), 'too-soon')
  t.equal(startRefusal(noticed, at('10:00')), null)
  const late = context({ now: at('12:00') })
  t.equal(startRefusal(late, at('11:59')), 'too-soon')
  t.equal(startRefusal(late, at('12:00')), null)
  t.equal(times(openStarts(late, monday))[0], '12:00')
})

test('the horizon counts in local days, and its last day is open as a whole', async (t) => {
  const near = context({ policies: { ...policies, maxAdvanceDays: 2 }, now: at('23:00') })
  t.equal(openStarts(near, '2026-03-04').length, 18)
  t.strictSame(openStarts(near, '2026-03-05'), [])
  t.equal(startRefusal(near, epochOf('2026-03-05T09:00:00Z')), 'too-far')
  // At 23:00 UTC it is already tomorrow in Madrid.
  const madrid = { ...near, resource: resourceOf({ timezone: 'Europe/Madrid' }), now: at('23:00') }
  t.equal(openStarts(madrid, '2026-03-05').length, 18)
})

test('each kind of claim gives its reason', async (t) => {
  const block: Claim = { kind: 'block', id: 'lunch', from: at('12:00'), until: at('13:00'), seats: 0 }
  const claims = [reservation('09:00', '10:00'), hold('10:00', '11:00', '08:10'), block]
  const reasons = ['09:00', '10:00', '11:00', '12:00'].map((time) => startRefusal(context({ claims }), at(time)))
  t.strictSame(reasons, ['reserved', 'held', null, 'blocked'])
  t.strictSame(times(openStarts(context({ claims }), monday)).slice(0, 3), ['11:00', '11:30', '13:00'])
  t.equal(startRefusal(context({ seats: 2 }), at('09:00')), 'capacity')
  t.equal(startRefusal(context({ claims, now: at('08:10') }), at('10:00')), null, 'the hold has expired')
})

test('hours, notice and horizon come before the claims: closed is closed, whoever sits there', async (t) => {
  const claims = [reservation('07:00', '09:30')]
  t.equal(startRefusal(context({ claims }), at('08:30')), 'outside-hours')
  t.equal(startRefusal(context({ claims, now: at('09:10') }), at('09:00')), 'too-soon')
})

test('staff and imports leave the rules aside, never the overlap and never the day’s end', async (t) => {
  const free = context({ skipRules: true, now: at('20:00'), claims: [reservation('12:00', '13:00')] })
  t.equal(startRefusal(free, at('03:00')), null, 'closed and past')
  t.equal(startRefusal(free, epochOf('2028-01-01T03:00:00Z')), null, 'far away')
  t.equal(startRefusal(free, at('12:30')), 'reserved')
  t.equal(startRefusal(free, at('23:45')), 'outside-hours', 'over midnight')
})

test('an own live hold is honoured whatever has changed since', async (t) => {
  const block: Claim = { kind: 'block', id: 'strike', from: at('09:00'), until: at('18:00'), seats: 0 }
  const strict = { ...policies, minNoticeMinutes: 600 }
  const holding = context({ claims: [hold('10:00', '10:30', '08:10'), block], policies: strict, holdId })
  t.equal(startRefusal(holding, at('10:00')), null)
  t.equal(startRefusal(holding, at('10:15')), 'too-soon', 'but for no other time')
  t.equal(startRefusal({ ...holding, seats: 2 }, at('10:00')), 'too-soon', 'and no more seats')
  t.equal(startRefusal({ ...holding, now: at('08:10') }, at('10:00')), 'too-soon', 'and no longer')
})

test('a visit that is moved is not in its own way', async (t) => {
  const claims = [reservation('10:00', '10:30', 'ana')]
  t.equal(startRefusal(context({ claims }), at('10:15')), 'reserved')
  t.equal(startRefusal(context({ claims, visitId: VisitId.derive('ana') }), at('10:15')), null)
})

test('a claim that reaches over local midnight is refused, buffers included', async (t) => {
  const resource = resourceOf({
    timezone: 'America/Santiago',
    schedule: { weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00' }] },
  })
  const visitType = visitTypeOf({ bufferBeforeMinutes: 15, bufferAfterMinutes: 15 })
  const crossing = (start: string) => crossesMidnight(resource, visitType, epochOf(start))
  const midnight = '2026-03-02T03:00:00Z'
  t.equal(crossing('2026-03-02T03:14:00Z'), true, 'the buffer before lies in yesterday')
  t.equal(crossing('2026-03-02T03:15:00Z'), false)
  t.equal(crossing('2026-03-02T02:15:00Z'), false, 'ends with the day')
  t.equal(crossing('2026-03-02T02:16:00Z'), true)
  t.equal(startRefusal(context({ resource, visitType, now: 0 }), epochOf(midnight)), 'outside-hours')
  const starts = openStarts(context({ resource, visitType, now: epochOf(midnight) }), monday)
  t.equal(instantOf(Number(starts[0])), '2026-03-02T03:30:00Z')
  t.equal(instantOf(Number(starts.at(-1))), '2026-03-03T02:00:00Z')
})

test('in the night that clocks go back, the hour that comes twice is offered twice', async (t) => {
  const resource = resourceOf({
    timezone: 'America/Santiago',
    schedule: { weekly: [{ days: [6], start: '22:00', end: '24:00' }] },
  })
  const starts = openStarts(context({ resource, policies: { ...policies, maxAdvanceDays: 90 } }), '2026-04-04')
  t.strictSame(starts.map(instantOf), [
    '2026-04-05T01:00:00Z',
    '2026-04-05T01:30:00Z',
    '2026-04-05T02:00:00Z',
    '2026-04-05T02:30:00Z',
    '2026-04-05T03:00:00Z',
    '2026-04-05T03:30:00Z',
  ])
})

test('no instant is too strange for an answer', async (t) => {
  const free = context({ skipRules: true, resource: resourceOf({ timezone: 'Asia/Tokyo' }) })
  for (const [instant, refusal] of [
    ['0000-01-01T00:00:00Z', 'too-soon'],
    ['1899-12-31T23:59:59Z', 'too-soon'],
    ['1970-01-01T00:00:00Z', null],
    ['2199-12-31T00:00:00Z', null],
    ['2200-01-01T00:00:00Z', 'too-far'],
    ['9999-12-31T23:59:59Z', 'too-far'],
  ] as const) {
    t.equal(startRefusal(free, epochOf(instant)), refusal, instant)
    t.equal(crossesMidnight(free.resource, free.visitType, epochOf(instant)), false, instant)
    t.match(localDate(epochOf(instant), 'Asia/Tokyo'), /^\d{4}-\d{2}-\d{2}$/)
  }
})

test('the nearest starts come first, the earlier of two as near, and none twice', async (t) => {
  t.strictSame(nearestStarts([50, 10, 30, 20, 40, 30], 29, 4), [30, 20, 40, 10])
  t.strictSame(nearestStarts([30, 10], 20, 5), [10, 30])
  t.strictSame(nearestStarts([], 20, 5), [])
})

const zones = ['UTC', 'America/Santiago', 'Europe/Madrid', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu']
const dates = [monday, '2026-04-04', '2026-09-06', '2026-03-29', '2026-10-25', '2018-11-04', '2019-02-16', '2026-04-05']
const clock = fc
  .integer({ min: 0, max: 96 })
  .map(
    (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  )
const ranges = fc.uniqueArray(clock, { minLength: 2, maxLength: 2 }).map((pair) => pair.sort() as [string, string])
const hours = fc.array(ranges, { minLength: 1, maxLength: 3 })

test('every start that is offered is accepted, and every one on the grid that is left out is refused', async (t) => {
  const seen = new Map<string, number>()
  const typeId = VisitTypeId.parse('viewing')
  const someClaims = fc.array(
    fc.record({
      kind: fc.constantFrom('reservation' as const, 'hold' as const, 'block' as const),
      id: fc.uuid(),
      offset: fc.integer({ min: -60, max: 1500 }),
      length: fc.integer({ min: 60, max: 120 }),
      seats: fc.integer({ min: 1, max: 2 }),
      expiresIn: fc.integer({ min: -1, max: 1 }),
    }),
    { maxLength: 6 },
  )
  const cases = fc.record({
    timezone: fc.constantFrom(...zones),
    date: fc.constantFrom(...dates),
    hours,
    claims: someClaims,
    capacity: fc.constantFrom(1, 1, 3),
    seats: fc.integer({ min: 1, max: 2 }),
    durationMinutes: fc.integer({ min: 5, max: 90 }),
    bufferBeforeMinutes: fc.constantFrom(0, 0, 10, 45),
    bufferAfterMinutes: fc.constantFrom(0, 0, 10, 45),
    slotIntervalMinutes: fc.constantFrom(15, 20, 30),
    minNoticeMinutes: fc.constantFrom(0, 90),
    maxAdvanceDays: fc.integer({ min: 1, max: 3 }),
    nowHours: fc.integer({ min: -96, max: 20 }),
  })
  fc.assert(
    fc.property(cases, (given) => {
      const resource = resourceOf({
        timezone: given.timezone,
        capacity: given.capacity,
        schedule: {
          weekly: [],
          exceptions: [{ date: given.date, ranges: given.hours.map(([start, end]) => ({ start, end })) }],
        },
      })
      const midnight = epochOf(`${given.date}T00:00:00Z`)
      const now = midnight + given.nowHours * minutes(60)
      const claims = given.claims.map(({ kind, id, offset, length, seats, expiresIn }): Claim => {
        const from = midnight + minutes(offset)
        return {
          kind,
          id,
          from,
          until: from + minutes(length),
          seats,
          ...(kind === 'hold' && { expiresAt: now + expiresIn }),
        }
      })
      const visitType = visitTypeOf(given)
      const asked = context({ resource, visitType, claims, now, seats: given.seats, policies: given })
      const offered = new Set(openStarts(asked, given.date))

      for (const { from, until } of openingIntervals(resource, given.date, typeId)) {
        for (
          let start = from;
          start + minutes(given.durationMinutes) <= until;
          start += minutes(given.slotIntervalMinutes)
        ) {
          const refusal = startRefusal(asked, start)
          seen.set(refusal ?? 'open', (seen.get(refusal ?? 'open') ?? 0) + 1)
          if (offered.has(start) !== (refusal === null)) throw new Error('offered and accepted differ')
          offered.delete(start)

          const decision = slot.decide(
            {
              type: 'ReserveSlot',
              attempt: 1,
              claimId: ClaimId.derive('new'),
              visitId: VisitId.derive('new'),
              typeId,
              start,
              end: start + minutes(given.durationMinutes),
              bufferBeforeMinutes: given.bufferBeforeMinutes,
              bufferAfterMinutes: given.bufferAfterMinutes,
              seats: given.seats,
              capacity: given.capacity,
              now,
            },
            { claims, ended: [] },
          )
          const conflict =
            decision.accepted || decision.rejection.type !== 'slot-unavailable' ? null : decision.rejection.reason
          const rule = crossesMidnight(resource, visitType, start)
            ? 'outside-hours'
            : start - now < minutes(given.minNoticeMinutes)
              ? 'too-soon'
              : localDate(start, given.timezone) > addDays(localDate(now, given.timezone), given.maxAdvanceDays)
                ? 'too-far'
                : null
          if (refusal !== (rule ?? conflict)) throw new Error(`${refusal} instead of ${rule ?? conflict}`)
        }
      }
      return offered.size === 0
    }),
    { numRuns: 1_500 },
  )
  for (const answer of ['open', 'outside-hours', 'too-soon', 'too-far', 'reserved', 'held', 'blocked', 'capacity']) {
    t.ok((seen.get(answer) ?? 0) > 10, `${answer} was among the answers`)
  }
})
