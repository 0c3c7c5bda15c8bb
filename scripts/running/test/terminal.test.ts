import { test } from 'tap'
import { startVisita } from '../../import/running.ts'
import { doctorStory } from './doctor.ts'
import { redriveStory } from './redrive.ts'

test('from a terminal, with every process running', async (t) => {
  const running = await startVisita()
  t.teardown(() => running.stop())
  await doctorStory(t, running)
  // Last: it leaves dead letters, which a doctor would name.
  await redriveStory(t, running)
})
