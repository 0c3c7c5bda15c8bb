import { declineOffer, holdTime, leaveWaitlist } from '@visita/agenda'
import { HoldId } from '@visita/domain'
import { toInstant } from '@visita/runtime'
import { test } from 'tap'
import { hour, minute, requestOf, resourceOf, startStage, tour, viewing } from './stage.ts'
import { ana, at, ben, slugOf, waitingOn } from './waiting.ts'

const stage = await startStage()
const { agenda, book, clock, configure, liveClaims, settled } = stage
const { accept, bookOut, cancel, eventsOf, join, nextDay, offeredAt, offerTo, run, stateOf } = waitingOn(stage)

test('time that is freed is offered to whoever joined first, is theirs when they accept, and nobody else is asked', async (t) => {
  const date = nextDay()
  const [first] = await bookOut(date)
  await run(async () => {
    const [one, two] = [await join(date), await join(date)]
    await settled()
    t.equal(await offerTo(one), null, 'nothing is open')
    await cancel(first)
    await settled()
    const offer = await offerTo(one)
    t.match(offer, {
      number: 1,
      start: at(date, '09:00'),
      end: at(date, '09:30'),
      resourceIds: ['ana'],
      expiresAt: clock.now() + 15 * minute,
    })
    t.equal(await offerTo(two), null)
    t.match(await liveClaims('ana', date), [
      { kind: 'reservation' },
      { kind: 'hold', id: offer?.holdId, purpose: 'offer' },
    ])

    t.equal(await slugOf(book('rival', `${date}T09:00:00Z`)), 'slot-unavailable', 'the offer binds')
    const { state, replayed } = await accept(one)
    t.match(state, { status: 'confirmed', visit: { start: at(date, '09:00'), origin: 'waitlist' } })
    t.notOk(replayed)
    const again = await accept(one)
    t.same(again.state, state)
    t.ok(again.replayed)
    await settled()
    t.equal((await stateOf(two)).status, 'waiting')
  })
  t.same(
    (await liveClaims('ana', date)).map(({ kind }) => kind),
    ['reservation', 'reservation'],
  )
})

test('an offer that nobody answers lapses when its time is up, and goes on to the next', async (t) => {
  const date = nextDay()
  const [first] = await bookOut(date)
  await run(
    async () => {
      const [one, two] = [await join(date), await join(date)]
      await settled()
      await cancel(first)
      await settled()
      clock.set(clock.now() + 15 * minute - 1)
      await settled()
      t.ok(await offerTo(one))
      clock.set(clock.now() + 1)
      await settled()
      t.equal((await stateOf(one)).status, 'waiting')
      t.equal(await offeredAt(two), at(date, '09:00'))
      t.equal(await slugOf(accept(one)), 'offer-expired')
      clock.set(clock.now() + 15 * minute)
      await settled()
      t.same(
        await eventsOf(one),
        ['WaitlistJoined', 'WaitlistOffered', 'WaitlistOfferLapsed'],
        'who did not take it is not asked again',
      )
      t.same(await eventsOf(two), ['WaitlistJoined', 'WaitlistOffered', 'WaitlistOfferLapsed'])
    },
    { instances: 2 },
  )
  t.same(
    (await liveClaims('ana', date)).map(({ kind }) => kind),
    ['reservation'],
  )
})

test('what is declined goes on at once, and whoever leaves gives back what they were offered', async (t) => {
  const date = nextDay()
  const [first] = await bookOut(date)
  await run(async () => {
    const [one, two, three] = [await join(date), await join(date), await join(date)]
    await settled()
    await cancel(first)
    await settled()
    await declineOffer(agenda, requestOf('decline'), one)
    await settled()
    t.equal(await offeredAt(two), at(date, '09:00'))
    await leaveWaitlist(agenda, requestOf('leave'), two)
    await settled()
    t.equal(await offeredAt(three), at(date, '09:00'))
    t.equal(await offerTo(one), null)
    t.equal(await slugOf(accept(one)), 'no-offer')
    t.equal(await slugOf(accept(two)), 'waitlist-ended')
  })
})

test('whoever joins is offered what is open right now, one thing at a time', async (t) => {
  const date = nextDay()
  await run(async () => {
    const one = await join(date)
    await settled()
    t.equal(await offeredAt(one), at(date, '09:00'))
    const two = await join(date)
    await settled()
    t.equal(await offeredAt(two), at(date, '09:30'))
    await declineOffer(agenda, requestOf('other'), one)
    await settled()
    t.equal(await offerTo(one), null, 'the other time is offered to somebody else')
    t.equal(await offeredAt(two), at(date, '09:30'), 'and nobody has two offers')
    await declineOffer(agenda, requestOf('other'), two)
    await settled()
    t.equal(await offeredAt(one), at(date, '09:30'))
    t.equal(await offeredAt(two), at(date, '09:00'))
  })
})

test('only what they want is offered: window, part of the day, resources, seats, what the type needs', async (t) => {
  const date = nextDay()
  const whole = { from: at(date, '00:00'), to: at(date, '23:59') }
  await book(`${date} ben`, `${date}T16:00:00Z`, { resourceIds: [ben] })
  await run(async () => {
    const afternoon = await join(date, { ...whole, partOfDay: 'afternoon' })
    const either = await join(date, { from: at(date, '16:00'), to: at(date, '16:30'), resourceIds: [ana, ben] })
    const anybody = await join(date, { from: at(date, '17:30'), to: at(date, '18:00'), resourceIds: undefined })
    const party = await join(date, { ...whole, typeId: tour.id })
    const crowd = await join(date, { ...whole, seats: 2 })
    await settled()
    t.equal(await offeredAt(afternoon), at(date, '12:00'))
    t.equal(await offeredAt(either), at(date, '16:00'))
    t.same((await offerTo(either))?.resourceIds, ['ana'], 'either will do')
    t.match(await offerTo(anybody), { start: at(date, '17:30') })
    t.equal(await offeredAt(party), at(date, '09:00'))
    t.same((await offerTo(party))?.resourceIds, ['ana', 'room'])
    t.equal(await offerTo(crowd), null, 'an agent has one seat')
    t.match(
      (await accept(party)).state.visit?.claims.map(({ resourceId }) => resourceId),
      ['ana', 'room'],
    )
  })
})

test('a hold that runs out frees its time, though nobody tells', async (t) => {
  const date = nextDay()
  await book('first', `${date}T09:00:00Z`)
  await holdTime(agenda, requestOf('hold'), {
    holdId: HoldId.derive(date),
    typeId: viewing.id,
    start: at(date, '09:30'),
    resourceIds: [ana],
    seats: 1,
    purpose: 'booking',
    ttlMs: minute,
  })
  await run(async () => {
    const one = await join(date)
    await settled()
    t.equal(await offerTo(one), null)
    clock.set(clock.now() + minute)
    await settled()
    t.equal(await offeredAt(one), at(date, '09:30'))
  })
})

test('an offer does not stand beyond its own start', async (t) => {
  const date = nextDay()
  await run(async () => {
    clock.set(at(date, '09:25'))
    const one = await join(date)
    await settled()
    t.match(await offerTo(one), { start: at(date, '09:30'), expiresAt: at(date, '09:30') })
    clock.set(at(date, '09:30'))
    await settled()
    t.same(await eventsOf(one), ['WaitlistJoined', 'WaitlistOffered', 'WaitlistOfferLapsed'])
  })
})

test('hours that are opened anew are offered to whoever waits for them', async (t) => {
  const date = nextDay()
  await run(async () => {
    const one = await join(date, { from: at(date, '19:00'), to: at(date, '20:00') })
    await settled()
    t.equal(await offerTo(one), null)
    const { schedule, ...rest } = resourceOf('ana')
    const exceptions = [{ date, ranges: [{ start: '09:00', end: '20:00' }] }]
    await configure({ ...rest, schedule: { ...schedule, exceptions } })
    await settled()
    t.equal(await offeredAt(one), at(date, '19:00'))
    await leaveWaitlist(agenda, requestOf('leave'), one)
    await configure({ ...rest, schedule })
    await settled()
  })
})

test('an entry whose window has passed is closed', async (t) => {
  const date = nextDay()
  await bookOut(date)
  await run(async () => {
    const one = await join(date)
    await settled()
    clock.set(at(date, '10:00'))
    await settled()
    t.same(await eventsOf(one), ['WaitlistJoined', 'WaitlistClosed'])
    t.equal(await slugOf(accept(one)), 'waitlist-ended')
  })
})

test('a day that comes within reach is looked at, when it does', async (t) => {
  const date = nextDay()
  const far = toInstant(at(date, '00:00') + 31 * 24 * hour).slice(0, 10)
  await run(async () => {
    const one = await join(date, { from: at(far, '09:00'), to: at(far, '10:00') })
    await settled()
    t.equal(await offerTo(one), null)
    clock.set(at(date, '00:00') + 24 * hour)
    await settled()
    t.equal(await offeredAt(one), at(far, '09:00'))
    await leaveWaitlist(agenda, requestOf('leave'), one)
  })
  nextDay()
})

test('an offer is honoured while it stands, however many others want the time in the same moment', async (t) => {
  const date = nextDay()
  await run(async () => {
    const one = await join(date)
    await settled()
    const rivals = Array.from({ length: 20 }, (_, i) => slugOf(book(`${date} rival ${i}`, `${date}T09:00:00Z`)))
    const accepted = Promise.all(Array.from({ length: 5 }, (_, i) => accept(one, agenda, `accept ${i}`)))
    t.same([...new Set(await Promise.all(rivals))], ['slot-unavailable'])
    const visits = new Set((await accepted).map(({ state }) => state.visit?.visitId))
    t.equal(visits.size, 1, 'and five acceptances are one')
  })
})

test('end', () => stage.stop())
