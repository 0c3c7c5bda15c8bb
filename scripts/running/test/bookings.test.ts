import { test } from 'tap'
import { startVisita } from '../../import/running.ts'
import { auditStory } from './audit.ts'
import { clientStory } from './client.ts'
import { raceStory } from './race.ts'

test('bookings over HTTP, with every process running', async (t) => {
  const running = await startVisita()
  t.teardown(() => running.stop())
  await auditStory(t, running)
  await raceStory(t, running)
  // Last: it kills the projector.
  await clientStory(t, running)
})
