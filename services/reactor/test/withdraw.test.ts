import { cancelVisit, changeStatus, leaveWaitlist, moveVisit } from '@visita/agenda'
import { PersonId, ResourceId, StreamName, VisitId } from '@visita/domain'
import { test } from 'tap'
import type { Policy } from '../src/policy.ts'
import { policies } from '../src/registry.ts'
import { messagesOn } from './messages.ts'
import { context, hour, minute, requestOf, startStage, tenant } from './stage.ts'
import { waitingOn } from './waiting.ts'

const stage = await startStage()
const { agenda, book, clock, settled, withReactors } = stage
const { ask, request, standing } = messagesOn(stage)
const waiting = waitingOn(stage)
const kinds = ['withdraw', 'withdraw-erased', 'withdraw-offer']
const running: readonly Policy[] = policies.filter(({ kind }) => kinds.includes(kind))
const person = PersonId.derive('somebody')
const changeOf = (visitId: VisitId, key: string) => ({
  request: requestOf(key),
  visitId,
  stream: StreamName.visit(tenant, visitId),
})
const about = (visitId: VisitId, kind: string, visitRevision = 0) => ({
  visitId,
  visitRevision,
  cause: { eventId: VisitId.derive(kind), kind, reminder: null, at: clock.now() },
})
const standings = (ids: readonly Parameters<typeof standing>[0][]) => Promise.all(ids.map(standing))

test('what tells of a former place is superseded, wherever it was moved to and however far behind the queue is', async (t) => {
  const visitId = await book('moved', '2026-03-03T10:00:00Z')
  const other = await book('not moved', '2026-03-03T11:00:00Z')
  await withReactors(running, async () => {
    const [stale, answer, others] = [
      await request(person, about(visitId, 'visit.reminder.t2h')),
      await request(person, about(visitId, 'reply.confirmed')),
      await request(person, about(other, 'visit.reminder.t2h')),
    ] as const
    const start = Date.UTC(2026, 2, 3, 12)
    const { state } = await moveVisit(agenda, requestOf('move'), { visitId, start })
    const fresh = await request(person, about(visitId, 'visit.rescheduled', state.placedAtRevision))
    await settled()
    t.same(await standings([stale, answer, others, fresh]), ['superseded', 'pending', 'pending', 'pending'])
  })
  const { state } = await agenda.aggregates.visit.load(StreamName.visit(tenant, visitId))
  t.equal(state.placedAtRevision, 2, 'requested, confirmed, moved')
})

test('of a visit that is cancelled or over only that is told', async (t) => {
  const [cancelled, missed, done] = [
    await book('cancelled', '2026-03-04T10:00:00Z'),
    await book('missed', '2026-03-04T10:30:00Z'),
    await book('done', '2026-03-04T11:00:00Z'),
  ] as const
  await withReactors(running, async () => {
    const messages = [
      await request(person, about(cancelled, 'visit.reminder.t2h')),
      await request(person, about(cancelled, 'visit.canceled')),
      await request(person, about(missed, 'visit.reminder.t2h')),
      await request(person, about(missed, 'visit.no_show')),
      await request(person, about(done, 'visit.reminder.t2h')),
      await request(person, about(done, 'visit.no_show')),
    ]
    await cancelVisit(agenda, changeOf(cancelled, 'cancel'))
    clock.set(Date.UTC(2026, 2, 4, 12))
    await changeStatus(agenda, changeOf(missed, 'missed'), 'no_show', {})
    await changeStatus(agenda, changeOf(done, 'came'), 'checked_in', {})
    await settled()
    t.same(await standings(messages), ['cancelled', 'pending', 'cancelled', 'pending', 'cancelled', 'cancelled'])
  })
})

test('whoever was taken off is not told so once they are back', async (t) => {
  const visitId = await book('to and fro', '2026-03-06T10:00:00Z')
  const [ana, ben] = [ResourceId.parse('ana'), ResourceId.parse('ben')]
  const give = (key: string, to: ResourceId) => moveVisit(agenda, requestOf(key), { visitId, resourceIds: [to] })
  await withReactors(running, async () => {
    const off = (resourceId: ResourceId) =>
      request(person, { ...about(visitId, 'visit.unassigned'), recipient: { kind: 'resource', resourceId } })
    await give('to ben', ben)
    const [anas, carlas] = [await off(ana), await off(ResourceId.parse('carla'))] as const
    await settled()
    t.same(await standings([anas, carlas]), ['pending', 'pending'])
    await give('back to ana', ana)
    await settled()
    t.same(await standings([anas, carlas]), ['cancelled', 'pending'], 'wherever else it goes, others stay off')
  })
})

test('what is being sent at that moment is looked at again: a fact if it went out, else withdrawn', async (t) => {
  const visitId = await book('racing', '2026-03-05T10:00:00Z')
  const gates = [{ gate: 'visit', verdict: 'pass', why: null }] as const
  const claim = { provider: 'fake', requestHash: 'a'.repeat(64), leaseToken: VisitId.derive('lease'), to: null }
  const began = () => ({ type: 'StartAttempt', gates, ...claim, now: clock.now() }) as const
  await withReactors(running, async () => {
    const due = { dueAt: clock.now() }
    const [gone, refused] = [
      await request(person, { ...about(visitId, 'visit.reminder.t2h'), ...due }),
      await request(person, { ...about(visitId, 'visit.reminder.t2h'), ...due }),
    ] as const
    await ask(gone, began())
    await ask(refused, began())
    await cancelVisit(agenda, changeOf(visitId, 'cancel the race'))
    await settled()
    t.same(await standings([gone, refused]), ['processing', 'processing'])
    t.match(await stage.owed(), [{ kind: 'withdraw', key: visitId }], 'it is still owed')

    const now = clock.now()
    await ask(gone, { type: 'RecordAccepted', attempt: 1, providerMessageId: null, now })
    const again = { class: 'unavailable', code: null, next: { retryAt: now + minute } } as const
    await ask(refused, { type: 'RecordRefused', attempt: 1, ...again, now })
    clock.set(now + 2_000)
    await settled()
    t.same(await standings([gone, refused]), ['sent', 'cancelled'])
    t.same(await stage.owed(), [])
  })
})

test('nothing waits for somebody who was erased, nor for the team about them', async (t) => {
  const erased = PersonId.create()
  const customer = { customerId: erased, contact: { name: null, phone: null, email: null, externalId: null } }
  const contact = { ...customer.contact, locale: null, timezone: null, consents: {} }
  const stream = StreamName.customer(tenant, erased)
  const register = { type: 'RegisterCustomer', customerId: erased, contact, now: clock.now() } as const
  await agenda.aggregates.customer.execute(stream, register, context)
  await withReactors(running, async () => {
    const team = { recipient: { kind: 'resource', resourceId: 'ana' as never } } as const
    const messages = [await request(erased), await request(erased, team), await request(person, team)]
    await agenda.aggregates.customer.execute(
      stream,
      { type: 'EraseCustomer', customerId: erased, isParticipant: true, now: clock.now() },
      context,
    )
    await settled()
    t.same(await standings(messages), ['cancelled', 'cancelled', 'pending'])
  })
})

test('an offer that has ended is not told any more, and the next one is', async (t) => {
  const entryId = await waiting.join(waiting.nextDay())
  const before = await request(person, { waitlistEntryId: entryId, ...of('waitlist.matched') })
  await leaveWaitlist(agenda, requestOf('leave'), entryId)
  const after = await request(person, { waitlistEntryId: entryId, ...of('waitlist.matched') })
  await withReactors(running, settled)
  t.same(await standings([before, after]), ['cancelled', 'pending'])
  clock.set(clock.now() + hour)
})

const of = (kind: string) => ({ cause: { eventId: VisitId.derive(kind), kind, reminder: null, at: clock.now() } })

test('end', () => stage.stop())
