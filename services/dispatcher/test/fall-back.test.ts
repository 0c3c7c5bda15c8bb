import { systemClock } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { startService } from './processes.ts'
import { startStage } from './stage.ts'

test('what is urgent takes the next channel within its promise where one is closed, by the reactor', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  stage.clock.set(systemClock().now())
  stage.fakes.behave({ provider: 'whatsapp', mode: 'error', code: 190 })
  await Promise.all([
    startService('reactor', stage, t.teardown.bind(t)),
    startService('dispatcher', stage, t.teardown.bind(t)),
  ])
  const visitId = await stage.book()
  const urgent = async () => {
    stage.clock.set(systemClock().now())
    const fallbackOrder = ['whatsapp', 'sms'] as const
    const wish = { kind: 'visit.reminder.t2h', priority: 0, visitId, visitRevision: 0, slaSeconds: 120 }
    const id = await stage.request({ ...wish, fallbackOrder: [...fallbackOrder] })
    const { data } = await stage.happened(id, 'NotificationFellBack')
    t.match(data, { channel: 'sms', why: 'failed' })
    const child = data.childId as typeof id
    await until('it went out by SMS', async () => (await stage.load(child)).status === 'sent')
    const { notification: parent } = await stage.load(id)
    const { notification } = await stage.load(child)
    t.equal(notification?.parentId, id)
    t.equal(notification?.notAfter, parent?.notAfter, 'it is of use no longer than the first was')
    const accepted = await stage.happened(child, 'NotificationAccepted')
    const lateMs = Date.parse(String(accepted.data.at)) - (parent?.dueAt ?? 0)
    t.ok(lateMs < 120_000, `${lateMs} ms after it was due`)
    return parent
  }
  t.match(await urgent(), { attempts: [{ outcome: 'refused' }], failure: { class: 'account', code: '190' } })
  t.match(await urgent(), { attempts: [], failure: { class: 'channel-closed' } }, 'nobody asks a closed channel')
})
