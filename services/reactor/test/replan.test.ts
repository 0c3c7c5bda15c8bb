import { PersonId, StreamName, type TenantCommand, type VisitId } from '@visita/domain'
import { test } from 'tap'
import { policies } from '../src/registry.ts'
import { outboxOf, type Sent } from './outbox.ts'
import { context, hour, minute, startStage, tenant } from './stage.ts'

const stage = await startStage()
const { agenda, book, clock, setPolicies, settled, withReactors } = stage
const outbox = outboxOf(stage)
await setPolicies({ notifications: 'live' })

const change = async (command: TenantCommand) => {
  const outcome = await agenda.aggregates.tenant.execute(StreamName.tenant(tenant), command, context)
  if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`)
}
/** Its reminders to the customer, `<reminder> <mode> <standing>`. */
const reminders = async (visitId: VisitId) => remindersIn(await outbox.of(visitId))
const remindersIn = (messages: readonly Sent[]) =>
  messages
    .filter(({ cause, to }) => cause.reminder !== null && to.startsWith('customer'))
    .map(({ cause, mode, standing }) => `${cause.reminder} ${mode} ${standing}`)
    .sort()
const afterGrace = async () => {
  clock.set(clock.now() + minute)
  await settled()
}

test('changed reminders are those of every visit ahead: what is not wanted any more is cancelled, what is wanted is requested', async (t) => {
  await withReactors(policies, async () => {
    const visitId = await book('ahead', '2026-03-05T10:00:00Z')
    await afterGrace()
    t.same(await reminders(visitId), ['PT24H live pending', 'PT2H live pending', 'PT30M live pending'])
    await setPolicies({ notifications: 'live', reminders: ['PT24H', 'PT3H'] })
    await afterGrace()
    const fewer = ['PT24H live pending', 'PT2H live cancelled', 'PT30M live cancelled', 'PT3H live pending']
    t.same(await reminders(visitId), fewer)
    await setPolicies({ notifications: 'live', reminders: ['PT24H', 'PT2H'] })
    await afterGrace()
    t.same(
      await reminders(visitId),
      ['PT24H live pending', 'PT2H live cancelled', 'PT2H live pending', 'PT30M live cancelled', 'PT3H live cancelled'],
      'what was called off comes back',
    )
  })
})

test('a rule that is switched off takes its reminders with it, and gives them back', async (t) => {
  await setPolicies({ notifications: 'live', reminders: ['PT24H'] })
  await withReactors(policies, async () => {
    const visitId = await book('ruled', '2026-03-06T10:00:00Z')
    await afterGrace()
    t.same(await reminders(visitId), ['PT24H live pending'])
    const event = 'visit.reminder.t24h' as const
    await change({ type: 'SetNotificationRules', event, rules: [], now: clock.now() })
    await afterGrace()
    t.same(await reminders(visitId), ['PT24H live cancelled'])
    await change({ type: 'ResetNotificationRules', event, now: clock.now() })
    await afterGrace()
    t.same(await reminders(visitId), ['PT24H live cancelled', 'PT24H live pending'])
  })
})

test('gone live, what had been planned in shadow is planned anew, and its shadow is called off', async (t) => {
  await setPolicies({ notifications: 'shadow', reminders: ['PT24H'] })
  await withReactors(policies, async () => {
    const visitId = await book('shadowed', '2026-03-07T10:00:00Z')
    await afterGrace()
    t.same(await reminders(visitId), ['PT24H shadow pending'])
    await setPolicies({ notifications: 'live', reminders: ['PT24H'] })
    await afterGrace()
    t.same(await reminders(visitId), ['PT24H live pending', 'PT24H shadow cancelled'])
  })
})

test('more visits than a portion are all seen to, and those whose reminder is due already keep it', async (t) => {
  await setPolicies({ notifications: 'live', reminders: ['PT24H'] })
  const many: VisitId[] = []
  for (let day = 9; day < 14; day++) {
    for (let i = 0; i < 12; i++) {
      const time = `${String(9 + Math.floor(i / 2)).padStart(2, '0')}:${i % 2 ? '30' : '00'}`
      many.push(await book(`${day} ${time}`, `2026-03-${String(day).padStart(2, '0')}T${time}:00Z`))
    }
  }
  await withReactors(policies, async () => {
    await afterGrace()
    clock.set(Date.UTC(2026, 2, 9, 9) - 23 * hour)
    await settled()
    await setPolicies({ notifications: 'live', reminders: [] })
    await afterGrace()
    const all = await outbox.all()
    const of = (ids: readonly VisitId[]) =>
      remindersIn(all.filter(({ visitId }) => visitId !== null && ids.includes(visitId)))
    t.same(of(many.slice(0, 1)), ['PT24H live pending'], 'it is on its way')
    t.same(of(many.slice(12)), Array(48).fill('PT24H live cancelled'))
  })
})

test('who was erased is told nothing', async (t) => {
  await setPolicies({ notifications: 'live', reminders: ['PT24H'] })
  const visitId = await book('erased', '2026-03-20T10:00:00Z', { customer: { name: 'Ana', phone: '+34612345670' } })
  const { state } = await agenda.aggregates.visit.load(StreamName.visit(tenant, visitId))
  const customerId = state.visit?.customerId ?? PersonId.create()
  await agenda.people.forget(tenant, customerId)
  await withReactors(policies, settled)
  t.same(await outbox.of(visitId), [])
})

test('end', () => stage.stop())
