import { test } from 'tap'
import { startStage } from './stage.ts'

test('a message that is due goes out, and every answer on its way is on record', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  stage.start()
  const id = await stage.request()
  const { status, notification } = await stage.settled(id)
  t.equal(status, 'sent')
  t.equal(notification?.attempts.length, 1)
  t.equal(stage.fakes.requests().length, 1)
  const types = (await stage.eventsOf(id)).map(({ type }) => type)
  t.same(types.slice(0, 5), [
    'NotificationRequested',
    'NotificationScheduled',
    'NotificationGatesJudged',
    'NotificationAttemptStarted',
    'NotificationAccepted',
  ])
})
