import { PersonId } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import { noon, startStage } from './stage.ts'

test('whatever goes wrong, nobody gets hundreds of messages at once; others are not held up by it', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const ids = []
  for (let i = 0; i < 62; i++) ids.push(await stage.request({ channel: 'sms' }))
  stage.start()
  await until('two wait for their turn', async () => {
    await stage.heard()
    return (await stage.count(`next_at > '${stage.at(noon)}' AND lease_token IS NULL`)) === 2
  })
  t.equal(stage.fakes.requests().length, 60)
  const bea = await stage.register(PersonId.derive('bea'), { phone: '+34600000009' })
  const other = await stage.request({ channel: 'sms', recipient: { kind: 'customer', personId: bea } })
  t.equal((await stage.settled(other)).status, 'sent')
  stage.clock.set(noon + 60_000)
  for (const id of ids) t.equal((await stage.settled(id)).status, 'sent', 'none is lost')
})
