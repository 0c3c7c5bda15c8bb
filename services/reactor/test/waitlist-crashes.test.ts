import { declineOffer, leaveWaitlist, offerOpenTime, seekTime } from '@visita/agenda'
import { type ResourceId, StreamName, type WaitlistEntryId } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import { closeWaitlistEntry } from '../src/policies/close-waitlist-entry.ts'
import { dieAt, hour, Killed, minute, requestOf, startStage, tenant } from './stage.ts'
import { ana, at, ben, slugOf, waitingOn } from './waiting.ts'

// Whoever dies between two steps of an offer, or of its answer, leaves it to the reactor.

const stage = await startStage()
const { agenda, clock, liveClaims, newAgenda, settled, store } = stage
const { accept, bookOut, cancel, eventsOf, join, nextDay, offeredAt, offerTo, run, stateOf } = waitingOn(stage)

test('an offer that died between hold and record is made by the next try, with the same hold', async (t) => {
  const date = nextDay()
  const [first] = await bookOut(date)
  const one = await join(date)
  const two = await join(date)
  await cancel(first)
  let deaths = 0
  await run(
    async () => {
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
    t.equal(await slugOf(accept(two)), 'offer-expired')
  })
})

test('a window that passes while an acceptance is not written down closes nothing: they have a visit', async (t) => {
  const date = nextDay()
  let one: WaitlistEntryId | undefined
  await run(async () => {
    one = await join(date)
    await settled()
    await t.rejects(accept(one, newAgenda(dieAt('offer-booked'))), Killed)
    await settled()
  })
  clock.set(at(date, '12:00'))
  await stage.withReactors([closeWaitlistEntry], () =>
    until('it is settled', async () => one !== undefined && (await stateOf(one)).status !== 'offered'),
  )
  t.equal(one && (await stateOf(one)).status, 'accepted')
})

test('an acceptance that is under way when the offer expires is waited for; when it died, the time goes on to the next', async (t) => {
  const date = nextDay()
  const to = at(date, '09:30')
  await run(async () => {
    const [one, two] = [await join(date, { to }), await join(date, { to })]
    await settled()
    const expiry = clock.now() + 15 * minute
    clock.set(expiry - 10_000)
    await t.rejects(accept(one, newAgenda(dieAt('reserved'))), Killed)
    clock.set(expiry)
    await settled()
    t.equal((await stateOf(one)).status, 'offered')
    clock.set(expiry + minute)
    await settled()
    // The timer may have looked just before the watchdog ended the booking, and looks again a while later.
    clock.set(expiry + 2 * minute)
    await settled()
    t.same(await eventsOf(one), ['WaitlistJoined', 'WaitlistOffered', 'WaitlistOfferLapsed'])
    t.equal(await offeredAt(two), at(date, '09:00'))
  })
})

test('what was held for somebody who left, or was offered something else, in that very moment is given back', async (t) => {
  const date = nextDay()
  const within = (until: string) => join(date, { to: at(date, until) })
  /** Looks for time for them, and does something else between hold and offer. */
  const seek = async (entryId: WaitlistEntryId, meanwhile: () => Promise<unknown>, by: ResourceId[] = [ana]) => {
    const { entry } = await stateOf(entryId)
    if (!entry) throw new Error('there is no entry')
    const agenda = newAgenda(async (step) => {
      if (step === 'offer-held') await meanwhile()
    })
    const waitingWithin = async () => [{ ...entry, resourceIds: by }]
    const tools = { agenda, request: requestOf('seek'), waitingWithin, signal: new AbortController().signal }
    await offerOpenTime(tools, by[0] ?? ana, date)
  }
  const leaver = await within('09:30')
  await seek(leaver, () => leaveWaitlist(agenda, requestOf('leave'), leaver))
  t.same(await liveClaims('ana', date), [])

  const lucky = await within('09:30')
  await seek(lucky, () => seek(lucky, async () => {}, [ben]))
  t.match(await offerTo(lucky), { number: 1, resourceIds: ['ben'] })
  t.same(await liveClaims('ana', date), [])
  t.equal((await liveClaims('ben', date)).length, 1)

  const twin = await within('10:00')
  await seek(twin, () => seek(twin, async () => {}))
  t.match(await offerTo(twin), { number: 1, resourceIds: ['ana'] }, 'the same offer twice at once is one')
  t.equal((await liveClaims('ana', date)).length, 1)
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

test('end', () => stage.stop())
