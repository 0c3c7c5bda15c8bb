import { setTimeout as sleep } from 'node:timers/promises'
import { StreamName } from '@visita/domain'
import { test } from 'tap'
import { context, demo, noon, startStage } from './stage.ts'

test('a visit that is cancelled while its message waits for a store is not told of as it was', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const visitId = await stage.book()
  const id = await stage.request({ visitId, visitRevision: 0 })
  let asked = 0
  stage.start({
    accounts: {
      ...stage.accounts,
      // The visit has been read by then, and what is read here takes longer than that may count as fresh.
      async channel(tenant, channel) {
        asked += 1
        if (asked === 1) {
          const cancel = {
            type: 'CancelVisit',
            reason: null,
            byCustomer: false,
            cancelMinMinutes: 0,
            now: noon,
          } as const
          await stage.streams.visits.execute(StreamName.visit(demo, visitId), cancel, context)
          await sleep(300)
        }
        return stage.accounts.channel(tenant, channel)
      },
    },
  })
  t.equal((await stage.settled(id)).notification?.resolution, 'cancelled')
  t.equal(asked, 2, 'everything was looked up again')
  t.same(stage.fakes.requests(), [])
})
