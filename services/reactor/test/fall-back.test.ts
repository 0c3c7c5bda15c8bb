import { cancelVisit } from '@visita/agenda'
import { type NotificationId, StreamName, type VisitId } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import { policies } from '../src/registry.ts'
import { outboxOf, type Sent } from './outbox.ts'
import { Killed, minute, requestOf, startStage, tenant } from './stage.ts'

const stage = await startStage()
const { book, clock, newAgenda, settled, withReactors } = stage
const outbox = outboxOf(stage)
const kinds = ['announce', 'fall-back', 'withdraw']
const running = policies.filter(({ kind }) => kinds.includes(kind))
const marta = { name: 'Marta Puig', phone: '+34612345678', email: 'marta@example.com' }
await stage.setPolicies({ notifications: 'live' })

const ofKind = async (visitId: VisitId, kind: string): Promise<Sent[]> =>
  (await outbox.of(visitId)).filter((one) => one.kind === kind && one.channel !== 'in_app')
/** A reminder of a visit of its own, the clock at when it is due. */
async function reminderOf(
  key: string,
  start: string,
): Promise<{ visitId: VisitId; id: NotificationId; message: Sent }> {
  const visitId = await book(key, start, { customer: marta })
  await settled()
  const [message] = await ofKind(visitId, 'visit.reminder.t2h')
  if (!message) throw new Error('there is no reminder')
  clock.set(message.dueAt)
  return { visitId, id: message.notificationId, message }
}

test('what fails goes out on the next channel at once, with its own text and the same end; and on to the last', async (t) => {
  await withReactors(running, async () => {
    const { visitId, id, message } = await reminderOf('failing', '2026-03-03T10:00:00Z')
    t.same(message.fallbackOrder, ['whatsapp', 'sms', 'email'])
    await outbox.start(id)
    await outbox.fail(id)
    await settled()
    const [first, second] = await ofKind(visitId, 'visit.reminder.t2h')
    t.match(first, { standing: 'fell_back' })
    t.match(second, { channel: 'sms', parentId: id, fallbackIndex: 1, standing: 'pending', dueAt: clock.now() })
    t.equal(second?.notAfter, message.notAfter)
    t.match(second?.text, { channel: 'sms', text: String })
    for (const next of [1, 2]) {
      const child = (await ofKind(visitId, 'visit.reminder.t2h'))[next]
      if (!child) throw new Error('there is no child')
      await outbox.start(child.notificationId)
      await outbox.fail(child.notificationId)
      await settled()
    }
    const all = await ofKind(visitId, 'visit.reminder.t2h')
    t.same(
      all.map(({ channel, standing }) => `${channel} ${standing}`),
      ['whatsapp fell_back', 'sms fell_back', 'email failed'],
    )
  })
})

test('what was taken and not delivered in time goes out on the next channel then; what was delivered does not', async (t) => {
  await withReactors(running, async () => {
    const lost = await reminderOf('undelivered', '2026-03-04T10:00:00Z')
    const arrived = await reminderOf('delivered', '2026-03-04T10:30:00Z')
    for (const { id } of [lost, arrived]) {
      await outbox.start(id)
      await outbox.accept(id)
    }
    await outbox.report(arrived.id, 'delivered')
    const patience = (lost.message.fallbackAfterSeconds ?? 0) * 1000
    t.ok(patience > 0)
    clock.set(clock.now() + patience - 1)
    await settled()
    t.equal((await ofKind(lost.visitId, 'visit.reminder.t2h')).length, 1, 'not before')
    clock.set(clock.now() + 1)
    await settled()
    const told = await ofKind(lost.visitId, 'visit.reminder.t2h')
    t.same(
      told.map(({ channel, standing }) => `${channel} ${standing}`),
      ['whatsapp fell_back', 'sms pending'],
    )
    t.equal((await ofKind(arrived.visitId, 'visit.reminder.t2h')).length, 1)
  })
})

test('nobody is told on another channel what is not so any more, nor who said no, nor too late', async (t) => {
  await withReactors(running, async () => {
    const cancelled = await reminderOf('cancelled', '2026-03-05T10:00:00Z')
    const no = await reminderOf('said no', '2026-03-05T10:30:00Z')
    const late = await reminderOf('late', '2026-03-05T11:00:00Z')
    for (const { id } of [cancelled, no, late]) await outbox.start(id)
    const { visitId } = cancelled
    await cancelVisit(stage.agenda, { request: requestOf('c'), visitId, stream: StreamName.visit(tenant, visitId) })
    await outbox.fail(cancelled.id)
    await outbox.fail(no.id, 'opted-out')
    await settled()
    clock.set(late.message.notAfter)
    await outbox.fail(late.id)
    await settled()
    for (const one of [cancelled, no, late]) {
      const all = await ofKind(one.visitId, 'visit.reminder.t2h')
      t.same(
        all.map(({ channel, standing }) => `${channel} ${standing}`),
        ['whatsapp failed'],
      )
    }
  })
})

test('killed after the parent said that it fell back, the next reactor requests the child, once', async (t) => {
  let broken: { visitId: VisitId; id: NotificationId } | undefined
  let died = false
  const onStep = (step: string) => {
    if (step !== 'fell-back') return
    died = true
    throw new Killed(step)
  }
  await withReactors(
    running,
    async () => {
      broken = await reminderOf('killed', '2026-03-06T10:00:00Z')
      await outbox.start(broken.id)
      await outbox.fail(broken.id)
      await until('it died', () => died)
    },
    { onStep },
  )
  if (!broken) throw new Error('nothing was broken')
  t.match(await outbox.sent(broken.id), { standing: 'fell_back' })
  t.equal((await ofKind(broken.visitId, 'visit.reminder.t2h')).length, 1)
  clock.set(clock.now() + minute)
  await withReactors(running, settled, { instances: 2 })
  const all = await ofKind(broken.visitId, 'visit.reminder.t2h')
  t.same(
    all.map(({ channel, standing }) => `${channel} ${standing}`),
    ['whatsapp fell_back', 'sms pending'],
  )
})

test('killed between two messages of a booking, the next reactor requests the rest', async (t) => {
  let steps = 0
  const onStep = (step: string) => {
    if (step === 'requested' && ++steps === 2) throw new Killed(step)
  }
  let visitId: VisitId | undefined
  await withReactors(
    running,
    async () => {
      visitId = await book('half told', '2026-03-09T10:00:00Z', { customer: marta }, newAgenda())
      await until('it died', () => steps >= 2)
    },
    { onStep },
  )
  if (!visitId) throw new Error('there is no visit')
  await withReactors(running, settled)
  const all = await outbox.of(visitId)
  t.equal(all.length, 6)
  t.equal(new Set(all.map(({ notificationId }) => notificationId)).size, 6)
})

test('end', () => stage.stop())
