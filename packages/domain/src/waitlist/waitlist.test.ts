import { test } from 'tap'
import { HoldId, PersonId, ResourceId, TenantId, VisitId, VisitTypeId, WaitlistEntryId } from '../ids.ts'
import { epochOf } from '../instant.ts'
import { at, instant, scenario } from '../testing.ts'
import type { DeclineOffer, JoinWaitlist, OfferTime } from './commands.ts'
import { openOffer, partOfDayOf, type WaitlistEvent, waitlist, wants } from './index.ts'

const entryId = WaitlistEntryId.derive('entry')
const visitId = VisitId.derive('visit')
const ana = ResourceId.parse('ana')
const details = {
  entryId,
  tenant: TenantId.parse('demo'),
  typeId: VisitTypeId.parse('viewing'),
  customerId: PersonId.derive('customer'),
  resourceIds: [ana],
  locationId: null,
  partOfDay: 'morning',
  seats: 1,
} satisfies Partial<JoinWaitlist>
const join = (changes: Partial<JoinWaitlist> = {}): JoinWaitlist => ({
  type: 'JoinWaitlist',
  ...details,
  from: at('09:00'),
  to: at('18:00'),
  now: at('07:00'),
  ...changes,
})
/** The hold is the start's own, and the offer stands from 08:00 to 08:30. */
const offered = (start: string) => ({
  holdId: HoldId.derive(start),
  resourceIds: [ana],
  claims: [{ resourceId: ana, date: '2026-03-02' }],
})
const offer = (start: string, changes: Partial<OfferTime> = {}): OfferTime => ({
  type: 'OfferTime',
  ...offered(start),
  start: at(start),
  end: at(start) + 1_800_000,
  expiresAt: at('08:30'),
  now: at('08:00'),
  ...changes,
})
const decline = (number?: number): DeclineOffer => ({
  type: 'DeclineOffer',
  ...(number !== undefined && { number }),
  now: at('08:10'),
})
const lapse = (number: number, time = '08:30') => ({ type: 'LapseOffer', number, now: at(time) }) as const
const acceptAt = (time: string, id = visitId) => ({ type: 'AcceptOffer', visitId: id, now: at(time) }) as const
const leave = { type: 'LeaveWaitlist', now: at('08:20') } as const
const close = { type: 'CloseEntry', now: at('18:00') } as const

const joined: WaitlistEvent = {
  type: 'WaitlistJoined',
  data: { ...details, from: instant('09:00'), to: instant('18:00'), at: instant('07:00') },
}
const made = (number: number, start: string, end: string): WaitlistEvent => ({
  type: 'WaitlistOffered',
  data: {
    entryId,
    number,
    ...offered(start),
    start: instant(start),
    end: instant(end),
    expiresAt: instant('08:30'),
    at: instant('08:00'),
  },
})
const first = made(1, '09:00', '09:30')
const second = made(2, '10:00', '10:30')
const declined = (number: number): WaitlistEvent => ({
  type: 'WaitlistOfferDeclined',
  data: { entryId, number, at: instant('08:10') },
})
const lapsed = (number: number): WaitlistEvent => ({
  type: 'WaitlistOfferLapsed',
  data: { entryId, number, at: instant('08:30') },
})
const accepted = (number: number): WaitlistEvent => ({
  type: 'WaitlistOfferAccepted',
  data: { entryId, number, visitId, at: instant('08:29') },
})
const left: WaitlistEvent = { type: 'WaitlistLeft', data: { entryId, at: instant('08:20') } }
const closed: WaitlistEvent = { type: 'WaitlistClosed', data: { entryId, at: instant('18:00') } }

const ends = [
  { status: 'accepted', history: [joined, first, accepted(1)] },
  { status: 'left', history: [joined, left] },
  { status: 'closed', history: [joined, closed] },
] as const
const entryAfter = (...events: WaitlistEvent[]) => events.reduce(waitlist.evolve, waitlist.initial).entry

test('somebody joins, is offered time, and accepts it before it expires; each of it once', async (t) => {
  const { when } = scenario(t, waitlist)
  when(join())
    .yields(joined)
    .when(join())
    .changesNothing()
    .when(offer('09:00'))
    .yields(first)
    .when(offer('09:00'))
    .changesNothing()
    .when(join())
    .changesNothing()
    .when(acceptAt('08:29'))
    .yields(accepted(1))
    .when(acceptAt('08:29'))
    .changesNothing()
    .when(acceptAt('12:00'))
    .changesNothing()
    .when(acceptAt('08:29', VisitId.derive('another')))
    .isRefused({ type: 'waitlist-ended', status: 'accepted' })
})

test('a window that ends before it begins is refused', async (t) => {
  const { when } = scenario(t, waitlist)
  when(join({ to: at('09:00') })).isRefused({
    type: 'invalid-configuration',
    errors: [{ path: '/to', message: 'must be after from' }],
  })
})

test('an offer binds until it expires, and not for an instant longer', async (t) => {
  const { given } = scenario(t, waitlist)
  const expired = { type: 'offer-expired', expiresAt: instant('08:30') } as const
  given(joined, first).when(acceptAt('08:30')).isRefused(expired)
  given(joined, first, lapsed(1)).when(acceptAt('08:30')).isRefused(expired)
  given(joined)
    .when(offer('09:00', { expiresAt: at('08:30'), now: at('08:30') }))
    .isRefused(expired)
})

test('an offer lapses once it has expired, and only then', async (t) => {
  const { given } = scenario(t, waitlist)
  given(joined, first)
    .when(lapse(1, '08:29'))
    .isRefused({ type: 'offer-outstanding', number: 1, expiresAt: instant('08:30') })
    .when(lapse(1))
    .yields(lapsed(1))
    .when(lapse(1))
    .changesNothing()
    .when(lapse(2))
    .isRefused({ type: 'no-offer' })
})

test('a timer that comes late lapses nothing but its own offer', async (t) => {
  const { given } = scenario(t, waitlist)
  given(joined, first, declined(1), second).when(lapse(1)).changesNothing()
  given(joined, first, accepted(1)).when(lapse(1)).changesNothing()
  given(joined, first, left).when(lapse(1)).changesNothing()
})

test('an offer that was accepted in time is accepted, though the timer was faster than the booking', async (t) => {
  const { given } = scenario(t, waitlist)
  given(joined, first, lapsed(1)).when(acceptAt('08:29')).yields(accepted(1)).when(acceptAt('08:29')).changesNothing()
  const late = { ...acceptAt('08:29'), number: 1 }
  given(joined, first, lapsed(1), second).when(late).yields(accepted(1))
  given(joined, first, declined(1), second).when(late).isRefused({ type: 'no-offer' })
  // What was offered instead is withdrawn.
  const entry = entryAfter(joined, first, lapsed(1), second, accepted(1))
  t.strictSame(
    entry?.offers.map(({ outcome }) => outcome),
    ['accepted', 'withdrawn'],
  )
})

test('an offer is declined, the newest or the one that is named, once', async (t) => {
  const { given } = scenario(t, waitlist)
  given(joined, first).when(decline()).yields(declined(1)).when(decline()).changesNothing()
  given(joined, first).when(decline(1)).yields(declined(1)).when(decline(1)).changesNothing()
  given(joined, first, declined(1), second).when(decline(1)).changesNothing().when(decline(2)).yields(declined(2))
  given(joined, first, declined(1), left).when(decline(1)).changesNothing()
})

test('without an offer there is none to answer', async (t) => {
  const { given } = scenario(t, waitlist)
  for (const waiting of [given(joined), given(joined, first, declined(1))]) {
    waiting.when(acceptAt('08:29')).isRefused({ type: 'no-offer' })
    waiting.when({ ...acceptAt('08:29'), number: 2 }).isRefused({ type: 'no-offer' })
  }
  given(joined).when(decline()).isRefused({ type: 'no-offer' })
  given(joined, first).when(decline(2)).isRefused({ type: 'no-offer' })
  given(joined, first, lapsed(1)).when(decline()).isRefused({ type: 'no-offer' })
})

test('there is one offer at a time, which stands until it is answered or has lapsed', async (t) => {
  const { given } = scenario(t, waitlist)
  const outstanding = { type: 'offer-outstanding', number: 1, expiresAt: instant('08:30') } as const
  given(joined, first).when(offer('10:00')).isRefused(outstanding)
  given(joined, first)
    .when(offer('10:00', { now: at('08:40'), expiresAt: at('09:00') }))
    .isRefused(outstanding)
  given(joined, first, declined(1)).when(offer('10:00')).yields(second)
  given(joined, first, lapsed(1)).when(offer('10:00')).yields(second)
})

test('a start that was declined or let lapse is never offered again, whatever the resource', async (t) => {
  const { given } = scenario(t, waitlist)
  const again = offer('09:00', { holdId: HoldId.derive('another'), resourceIds: [ResourceId.parse('bea')] })
  for (const over of [declined(1), lapsed(1)]) {
    given(joined, first, over)
      .when(again)
      .isRefused({ type: 'start-refused-before', start: instant('09:00') })
  }
})

test('whoever has left, has a visit or was closed is offered nothing and answers nothing', async (t) => {
  const { given } = scenario(t, waitlist)
  for (const { status, history } of ends) {
    const over = given(...history)
    const ended = { type: 'waitlist-ended', status } as const
    over.when(join()).isRefused(ended)
    over.when(offer('10:00')).isRefused(ended)
    over.when(decline()).isRefused(ended)
    over.when(acceptAt('08:29', VisitId.derive('another'))).isRefused(ended)
    over.when(close).changesNothing()
  }
})

test('they leave, and the window closes, once; who has a visit cancels that instead', async (t) => {
  const { given } = scenario(t, waitlist)
  given(joined).when(leave).yields(left).when(leave).changesNothing()
  given(joined, first).when(leave).yields(left)
  given(joined, closed).when(leave).changesNothing()
  given(joined).when(close).yields(closed).when(close).changesNothing()
  given(joined, first).when(close).yields(closed)
  given(joined, first, accepted(1)).when(leave).isRefused({ type: 'waitlist-ended', status: 'accepted' })
})

test('nothing can happen to somebody who never joined', async (t) => {
  const { when } = scenario(t, waitlist)
  for (const command of [offer('09:00'), decline(), lapse(1), acceptAt('08:29'), leave, close]) {
    when(command).isRefused({ type: 'waitlist-entry-not-found' })
  }
})

test('the state tells what became of each offer, and which one stands', async (t) => {
  const outcomes = (...events: WaitlistEvent[]) => entryAfter(...events)?.offers.map(({ outcome }) => outcome)
  t.strictSame(outcomes(joined, first), ['open'])
  t.strictSame(outcomes(joined, first, declined(1), second, lapsed(2)), ['declined', 'lapsed'])
  t.strictSame(outcomes(joined, first, declined(1), second, accepted(2)), ['declined', 'accepted'])
  t.strictSame(outcomes(joined, first, declined(1), second, left), ['declined', 'withdrawn'])
  t.strictSame(outcomes(joined, first, closed), ['withdrawn'])
  t.equal(entryAfter(joined, first, accepted(1))?.visitId, visitId)
  const standing = (...events: WaitlistEvent[]) => {
    const entry = entryAfter(...events)
    return entry && openOffer(entry)?.number
  }
  t.equal(standing(joined), undefined)
  t.equal(standing(joined, first, declined(1), second), 2)
  t.equal(standing(joined, first, declined(1)), undefined)
})

test('the morning ends at noon, the afternoon at six', async (t) => {
  const parts = [0, 719, 720, 1079, 1080, 1439].map(partOfDayOf)
  t.strictSame(parts, ['morning', 'morning', 'afternoon', 'afternoon', 'evening', 'evening'])
})

test('they want what starts in their window and their part of the day, on the clock of the place', async (t) => {
  const entry = entryAfter(joined)
  if (!entry) throw new Error('there is an entry')
  const wanted = (time: string, timezone = 'UTC') => wants(entry, at(time), timezone)
  t.strictSame(
    ['08:59', '09:00', '11:59', '12:00', '17:59', '18:00'].map((time) => wanted(time)),
    [false, true, true, false, false, false],
  )
  // 14:30 is 11:30 in Santiago, and 09:30 is 10:30 in Madrid.
  t.ok(wanted('14:30', 'America/Santiago'))
  t.notOk(wanted('11:30', 'Europe/Madrid'))
  const anyTime = { ...entry, partOfDay: null }
  t.ok(wants(anyTime, at('17:59'), 'UTC'))
  t.notOk(wants(anyTime, at('18:00'), 'UTC'))
})

test('the part of the day follows the clock where it changes', async (t) => {
  const entry = entryAfter(joined)
  if (!entry) throw new Error('there is an entry')
  // Noon in Madrid on 29 March is 10:00 in UTC, an hour earlier than the day before.
  const from = epochOf('2026-03-28T00:00:00Z')
  const spring = { ...entry, from, to: from + 3 * 86_400_000 }
  t.ok(wants(spring, epochOf('2026-03-28T10:30:00Z'), 'Europe/Madrid'))
  t.notOk(wants(spring, epochOf('2026-03-29T10:30:00Z'), 'Europe/Madrid'))
  t.ok(wants(spring, epochOf('2026-03-29T09:30:00Z'), 'Europe/Madrid'))
})

test('they do not want again what they refused', async (t) => {
  const wanted = (...events: WaitlistEvent[]) => {
    const entry = entryAfter(...events)
    return entry && wants(entry, at('09:00'), 'UTC')
  }
  t.equal(wanted(joined, first, declined(1)), false)
  t.equal(wanted(joined, first, lapsed(1)), false)
  t.equal(wanted(joined, first), true)
})
