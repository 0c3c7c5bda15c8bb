import { test } from 'tap'
import { raceStory } from '../bench/race.story.ts'
import { clientStory } from '../client/client.story.ts'
import { startVisita } from '../import/running.ts'
import { auditStory } from '../operations/audit.story.ts'

test('bookings over HTTP, with every process running', async (t) => {
  const running = await startVisita()
  t.teardown(() => running.stop())
  await auditStory(t, running)
  await raceStory(t, running)
  // Last: it kills the projector.
  await clientStory(t, running)
})
