import { parseInstant, toInstant } from '@visita/runtime'
import fc from 'fast-check'
import { test } from 'tap'
import { capacityOf, createModel, type Step, step, type Wish } from './agenda-model.ts'
import { agent, booking, type Reply, startApi, startStores, visitType } from './harness.ts'
import { liveAndOwned, slotOf, visitOf } from './owned.ts'

const stores = await startStores()
const api = await startApi(stores)
const resources = ['ana', 'ben', 'flat', 'hall']
await api.send('admin', 'PUT', '/v1/admin/resources/hall', {
  ...agent('hall'),
  kind: 'room',
  capacity: capacityOf('hall'),
})
await api.send('admin', 'PUT', '/v1/admin/visit-types/open', visitType('open', [{ kind: 'room', count: 1 }]))
await api.send('admin', 'PUT', '/v1/admin/tenant/policies', { maxAdvanceDays: 730 })

let day = Date.UTC(2026, 2, 3)
/** Each run has a working day of its own, on which nothing is taken yet. */
function freshDay(): string {
  do day += 86_400_000
  while ([0, 6].includes(new Date(day).getUTCDay()))
  return new Date(day).toISOString().slice(0, 10)
}
// Open in winter and summer.
const startOf = (date: string, quarter: number) => parseInstant(`${date}T14:00:00Z`) + quarter * 15 * 60_000
const wishOf = (date: string, { typeId, resourceIds, quarter, seats }: Wish) => ({
  typeId,
  resourceIds: [...resourceIds],
  start: toInstant(startOf(date, quarter)),
  seats,
})

/** Everything live on that day's slot streams, in the model's words. */
async function agendaOn(date: string): Promise<string[]> {
  const live: string[] = []
  for (const resource of resources) {
    for (const claim of (await slotOf(api.store, resource, date)).claims) {
      if (claim.expiresAt !== undefined && claim.expiresAt <= api.clock.now()) continue
      const quarter = (claim.from - startOf(date, 0)) / (15 * 60_000)
      live.push([claim.kind, claim.visitId ?? claim.id, resource, quarter, claim.seats].join(' '))
    }
  }
  return live.sort()
}

/** At every quarter of every resource: no more seats than there are. */
async function overlaps(date: string): Promise<string[]> {
  const found: string[] = []
  for (const resource of resources) {
    const { claims } = await slotOf(api.store, resource, date)
    const reserved = claims.filter(({ kind }) => kind === 'reservation')
    for (const { from } of reserved) {
      const there = reserved.filter((one) => one.from <= from && from < one.until)
      const seats = there.reduce((sum, one) => sum + one.seats, 0)
      if (seats > capacityOf(resource)) found.push(`${resource} ${toInstant(from)}: ${seats}`)
    }
  }
  return found
}

const pick = <Item>(items: readonly Item[], which: number): Item | undefined => items[which % items.length]

type Send = typeof api.send
/** The requests that a step stands for; null where there is nothing yet that it could be about. */
const requests = {
  book: (send: Send, date: string, wish: Wish, holdId?: string) =>
    send('channel', 'POST', '/v1/visits', booking('x', { ...wishOf(date, wish), ...(holdId ? { holdId } : {}) })),
  hold: (send: Send, date: string, wish: Wish) => send('channel', 'POST', '/v1/holds', wishOf(date, wish)),
  giveBack: (send: Send, holdId: string) => send('channel', 'DELETE', `/v1/holds/${holdId}`),
  move: (send: Send, id: string, start: number) =>
    send('channel', 'POST', `/v1/visits/${id}/reschedule`, { start: toInstant(start) }),
  reassign: (send: Send, id: string, to: string) =>
    send('operator', 'POST', `/v1/admin/visits/${id}/reassign`, { resourceIds: [to] }),
  cancel: (send: Send, id: string) => send('channel', 'POST', `/v1/visits/${id}/cancel`, {}),
}

const reassigned = (wish: Wish, to: string): Wish => ({
  ...wish,
  resourceIds: wish.resourceIds.map((id) => (id === 'flat' ? id : to)),
})

/** Does the step, and tells where the answer is not the one that the model gives. */
async function compare(model: ReturnType<typeof createModel>, date: string, one: Step): Promise<string | null> {
  const differs = (reply: Reply, expected: number) =>
    reply.status === expected ? null : `${JSON.stringify(one)}: ${reply.status} instead of ${expected}`
  switch (one.do) {
    case 'book': {
      const isFree = model.canBook(one.wish)
      const reply = await requests.book(api.send, date, one.wish)
      if (reply.status === 201) model.booked(reply.body.id, one.wish)
      return differs(reply, isFree ? 201 : 409)
    }
    case 'hold': {
      const expected = model.canHold(one.wish)
      const reply = await requests.hold(api.send, date, one.wish)
      if (reply.status === 201) model.held(reply.body.holdId, one.wish)
      return differs(reply, expected)
    }
    case 'redeem': {
      const hold = pick(model.holds, one.which)
      if (!hold) return null
      const isFree = model.canBook(hold.wish, hold.id)
      const reply = await requests.book(api.send, date, hold.wish, hold.id)
      if (reply.status === 201) model.booked(reply.body.id, hold.wish, hold.id)
      return differs(reply, isFree ? 201 : 409)
    }
    case 'give back': {
      const hold = pick(model.holds, one.which)
      if (!hold) return null
      model.gaveBack(hold.id)
      return differs(await requests.giveBack(api.send, hold.id), 204)
    }
    case 'move':
    case 'reassign': {
      const visit = pick(model.visits, one.which)
      if (!visit || (one.do === 'reassign' && visit.wish.typeId === 'open')) return null
      const to = one.do === 'move' ? { ...visit.wish, quarter: one.quarter } : reassigned(visit.wish, one.to)
      const can = model.canMove(visit, to)
      const reply =
        one.do === 'move'
          ? await requests.move(api.send, visit.id, startOf(date, one.quarter))
          : await requests.reassign(api.send, visit.id, one.to)
      if (reply.status === 200) model.moved(visit, to)
      return differs(reply, can ? 200 : 409)
    }
    case 'cancel': {
      const visit = pick(model.visits, one.which)
      if (!visit) return null
      model.cancelled(visit)
      return differs(await requests.cancel(api.send, visit.id), 200)
    }
    case 'wait':
      api.clock.set(api.clock.now() + one.seconds * 1000)
      model.waited(one.seconds)
      return null
  }
}

test('one after the other, every command is answered as a simple model of the agenda answers it', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const date = freshDay()
      const model = createModel()
      for (const one of steps) {
        const difference = await compare(model, date, one)
        if (difference) throw new Error(difference)
      }
      const [agenda, expected] = [await agendaOn(date), model.agenda()]
      if (agenda.join() !== expected.join()) {
        throw new Error(`on the streams ${agenda.join('; ')}, in the model ${expected.join('; ')}`)
      }
    }),
    { numRuns: 25, endOnFailure: true },
  )
  t.pass('held for 25 days')
})

test('all at once over two instances, every visit is where its newest answer says, and nothing overlaps', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 8 }),
      async (rounds) => {
        const date = freshDay()
        const holds: { id: string; wish: Wish }[] = []
        const visits = new Map<string, { answer: Reply['body']; wish: Wish }>()
        const odd: string[] = []
        for (const round of rounds) {
          const ids = [...visits.keys()]
          const held = [...holds]
          await Promise.all(round.map((one, i) => perform(one, i % 2 ? api.send : api.sendToTwin, ids, held)))
        }
        if (odd.length > 0) throw new Error(odd.join('\n'))

        for (const [id, { answer }] of visits) {
          const { status, visit } = await visitOf(api.store, id)
          const stands = [status, visit && toInstant(visit.start), visit?.claims.map((claim) => claim.resourceId)]
          const told = [answer.status, answer.start, answer.resourceIds]
          if (JSON.stringify(stands) !== JSON.stringify(told)) throw new Error(`${id}: ${stands} but ${told} was told`)
        }
        const { live, owned } = await liveAndOwned(api.store, resources, [date], [...visits.keys()])
        if (live.join() !== owned.join()) throw new Error(`taken ${live.join('; ')}, owned ${owned.join('; ')}`)
        const found = await overlaps(date)
        if (found.length > 0) throw new Error(found.join('; '))

        async function perform(one: Step, send: Send, ids: readonly string[], held: typeof holds): Promise<void> {
          const visitId = 'which' in one ? pick(ids, one.which) : undefined
          const hold = 'which' in one ? pick(held, one.which) : undefined
          const expect = (reply: Reply, ...right: number[]) => {
            if (!right.includes(reply.status)) odd.push(`${JSON.stringify(one)}: ${JSON.stringify(reply.body)}`)
          }
          const note = (reply: Reply, wish?: Wish) => {
            const known = visits.get(reply.body.id)
            if (known && known.answer.revision >= reply.body.revision) return
            const of = wish ?? known?.wish
            if (of) visits.set(reply.body.id, { answer: reply.body, wish: of })
          }
          switch (one.do) {
            case 'book':
            case 'redeem': {
              const wish = one.do === 'book' ? one.wish : hold?.wish
              if (!wish) return
              const reply = await requests.book(send, date, wish, one.do === 'redeem' ? hold?.id : undefined)
              expect(reply, 201, 409)
              if (reply.status === 201) note(reply, wish)
              return
            }
            case 'hold': {
              const reply = await requests.hold(send, date, one.wish)
              expect(reply, 201, 409, 429)
              if (reply.status === 201) holds.push({ id: reply.body.holdId, wish: one.wish })
              return
            }
            case 'give back':
              if (hold) expect(await requests.giveBack(send, hold.id), 204)
              return
            case 'wait':
              api.clock.set(api.clock.now() + one.seconds * 1000)
              return
            default: {
              if (!visitId || (one.do === 'reassign' && visits.get(visitId)?.wish.typeId === 'open')) return
              const reply =
                one.do === 'move'
                  ? await requests.move(send, visitId, startOf(date, one.quarter))
                  : one.do === 'reassign'
                    ? await requests.reassign(send, visitId, one.to)
                    : await requests.cancel(send, visitId)
              expect(reply, ...(one.do === 'cancel' ? [200] : [200, 409]))
              if (reply.status === 200) note(reply)
            }
          }
        }
      },
    ),
    { numRuns: 25, endOnFailure: true },
  )
  t.pass('held for 25 days')
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
