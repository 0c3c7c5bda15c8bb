import { acceptOffer, cancelVisit, declineOffer, joinWaitlist, leaveWaitlist, type WaitlistWish } from '@visita/agenda'
import {
  openOffer,
  ResourceId,
  StreamName,
  type VisitId,
  type WaitlistEntryId,
  type WaitlistOffer,
  type WaitlistState,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import { parseInstant, toInstant } from '@visita/runtime'
import { test } from 'tap'
import type { Policy } from '../src/policy.ts'
import { policies } from '../src/registry.ts'
import { dieAt, hour, Killed, minute, requestOf, type Stage, startStage, tenant, tour, viewing } from './stage.ts'

const stage = await startStage()
const { agenda, book, clock, liveClaims, newAgenda, settled, store, withReactors } = stage
const kinds = ['offer-freed-time', 'seek-time', 'lapse-offer', 'release-offer', 'close-waitlist-entry', 'offer-hold', 'reservation', 'cancellation'] // biome-ignore format: one list
const running: readonly Policy[] = policies.filter(({ kind }) => kinds.includes(kind))
const run = (work: () => Promise<void>, more: Parameters<typeof withReactors>[2] = {}) =>
  withReactors(running, work, more)

const [ana, ben] = ['ana', 'ben'].map((id) => ResourceId.parse(id)) as [ResourceId, ResourceId]
let day = 2
/** A day of its own for each test, on which ana is open from 09:00 to 10:00: two viewings. */
const nextDay = () => {
  day += 1
  clock.set(Date.UTC(2026, 2, day, 6))
  return `2026-03-${String(day).padStart(2, '0')}`
}
const at = (date: string, time: string) => parseInstant(`${date}T${time}:00Z`)
const streamOf = (entryId: WaitlistEntryId) => StreamName.waitlist(tenant, entryId)
const stateOf = async (entryId: WaitlistEntryId) => (await agenda.aggregates.waitlist.load(streamOf(entryId), 0)).state
const eventsOf = (entryId: WaitlistEntryId) => stage.eventsOf(streamOf(entryId))
const offerTo = async (entryId: WaitlistEntryId): Promise<WaitlistOffer | null> => {
  const { entry } = await stateOf(entryId)
  return entry && openOffer(entry)
}
const offeredAt = async (entryId: WaitlistEntryId) => (await offerTo(entryId))?.start
const idOf = ({ entry }: WaitlistState): WaitlistEntryId => {
  if (!entry) throw new Error('there is no entry')
  return entry.entryId
}
let keys = 0
/** Somebody who waits for a viewing with ana in the first hour of that day, unless they say otherwise. */
async function join(date: string, more: Partial<WaitlistWish> = {}, by = agenda): Promise<WaitlistEntryId> {
  const key = `join ${++keys}`
  const { state } = await joinWaitlist(by, requestOf(key), {
    typeId: viewing.id,
    customer: { name: key },
    from: at(date, '09:00'),
    to: at(date, '10:00'),
    resourceIds: [ana],
    seats: 1,
    ...more,
  })
  return idOf(state)
}
const cancel = (visitId: VisitId, by = agenda) =>
  cancelVisit(
    by,
    { request: requestOf(`cancel ${visitId}`), visitId, stream: StreamName.visit(tenant, visitId) },
    undefined,
  )
/** ana's first hour of the day, taken. */
const bookOut = async (date: string): Promise<[VisitId, VisitId]> => [
  await book(`${date} first`, `${date}T09:00:00Z`),
  await book(`${date} second`, `${date}T09:30:00Z`),
]
const slugOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked
    return 'accepted'
  } catch (error) {
    if (error instanceof ProblemError) return error.slug
    throw error
  }
}
const accept = (entryId: WaitlistEntryId, by: Stage['agenda'] = agenda, key = `accept ${entryId}`) =>
  acceptOffer(by, requestOf(key), entryId)

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
  await run(async () => {
    const afternoon = await join(date, { ...whole, partOfDay: 'afternoon' })
    const either = await join(date, { from: at(date, '16:00'), to: at(date, '16:30'), resourceIds: [ana, ben] })
    const anybody = await join(date, { from: at(date, '17:30'), to: at(date, '18:00'), resourceIds: undefined })
    const party = await join(date, { ...whole, typeId: tour.id })
    const crowd = await join(date, { ...whole, seats: 2 })
    await settled()
    t.equal(await offeredAt(afternoon), at(date, '12:00'))
    t.match(await offerTo(either), { start: at(date, '16:00'), resourceIds: ['ana'] })
    t.match(await offerTo(anybody), { start: at(date, '17:30') })
    t.match(await offerTo(party), { start: at(date, '09:00'), resourceIds: ['ana', 'room'] })
    t.equal(await offerTo(crowd), null, 'an agent has one seat')
    t.match(
      (await accept(party)).state.visit?.claims.map(({ resourceId }) => resourceId),
      ['ana', 'room'],
    )
  })
})

test('a hold that runs out frees its time, though nobody tells', async (t) => {
  const date = nextDay()
  const { holdTime } = await import('@visita/agenda')
  await book('first', `${date}T09:00:00Z`)
  const { HoldId } = await import('@visita/domain')
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

test('an offer that died between hold and record is made by the next try, with the same hold', async (t) => {
  const date = nextDay()
  const [first] = await bookOut(date)
  const one = await join(date)
  const two = await join(date)
  await cancel(first)
  let deaths = 0
  await run(
    async () => {
      const { until } = await import('@visita/testing')
      await until('it has died', () => deaths > 0)
    },
    {
      onStep: (step) => {
        if (step !== 'offer-held') return
        deaths += 1
        throw new Killed(step)
      },
    },
  )
  const [, held] = await liveClaims('ana', date)
  t.match(held, { kind: 'hold', purpose: 'offer' })
  t.equal(await offerTo(one), null)
  await run(settled)
  t.match(await offerTo(one), { holdId: held?.id, start: at(date, '09:00') })
  t.equal(await offerTo(two), null)
  t.equal((await store.read(StreamName.slot(tenant, ana, date))).filter(({ type }) => type === 'SlotHeld').length, 1)
})

test('a hold that no offer was made of is given back, once they do not wait any more', async (t) => {
  const date = nextDay()
  const one = await join(date)
  await run(async () => {}, {})
  const { seekTime } = await import('@visita/agenda')
  const { entry } = await stateOf(one)
  if (!entry) throw new Error('no entry')
  const tools = {
    agenda: newAgenda(dieAt('offer-held')),
    request: requestOf('seek'),
    waitingWithin: async () => [entry],
    signal: new AbortController().signal,
  }
  await t.rejects(seekTime(tools, one), Killed)
  await leaveWaitlist(agenda, requestOf('leave'), one)
  t.equal((await liveClaims('ana', date)).length, 1)
  clock.set(clock.now() + minute)
  await run(settled)
  t.same(await liveClaims('ana', date), [])
})

test('an acceptance that died between booking and record is one, however late that is found', async (t) => {
  const date = nextDay()
  await run(async () => {
    const [one, two] = [await join(date), await join(date)]
    await settled()
    await t.rejects(accept(one, newAgenda(dieAt('offer-booked'))), Killed)
    t.equal((await stateOf(one)).status, 'offered')
    clock.set(clock.now() + hour)
    await settled()
    t.same(await eventsOf(one), ['WaitlistJoined', 'WaitlistOffered', 'WaitlistOfferAccepted'])
    t.match((await accept(one)).state, { visit: { start: at(date, '09:00') } }, 'and asked again it is the same visit')
    t.ok((await eventsOf(two)).includes('WaitlistOfferLapsed'))

    await t.rejects(accept(two, newAgenda(dieAt('offer-booked'))), ProblemError)
  })
})

test('an acceptance that died before its visit was made is undone, and the time goes on to the next', async (t) => {
  const date = nextDay()
  await run(async () => {
    const one = await join(date, { to: at(date, '09:30') })
    const two = await join(date, { to: at(date, '09:30') })
    await settled()
    await t.rejects(accept(one, newAgenda(dieAt('reserved'))), Killed)
    clock.set(clock.now() + 15 * minute)
    await settled()
    clock.set(clock.now() + minute)
    await settled()
    t.same(await eventsOf(one), ['WaitlistJoined', 'WaitlistOffered', 'WaitlistOfferLapsed'])
    t.equal(await offeredAt(two), at(date, '09:00'))
  })
})

test('what was declined or left is given back by the reactor, where whoever wrote it down has died', async (t) => {
  const date = nextDay()
  await run(async () => {
    const [one, two] = [await join(date), await join(date)]
    await settled()
    const die = newAgenda(dieAt('offer-ended'))
    await t.rejects(declineOffer(die, requestOf('decline'), one), Killed)
    await t.rejects(leaveWaitlist(die, requestOf('leave'), two), Killed)
    t.equal((await liveClaims('ana', date)).length, 2)
    const three = await join(date, { from: at(date, '09:00'), to: at(date, '09:30') })
    clock.set(clock.now() + 5_000)
    await settled()
    t.equal(await offeredAt(one), at(date, '09:30'))
    t.equal(await offeredAt(three), at(date, '09:00'))
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
  day += 1
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
