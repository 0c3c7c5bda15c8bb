import { once } from 'node:events'
import { systemClock } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { startService } from './processes.ts'
import { startStage } from './stage.ts'

test('the service sends, tells how it is, and ends in good order while a provider keeps it waiting', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  stage.clock.set(systemClock().now())
  const { child, lines, url } = await startService('dispatcher', stage, t.teardown.bind(t))
  const sent = await stage.request()
  t.equal((await stage.settled(sent)).status, 'sent')
  const figures = await (await fetch(`${url}/metrics`)).text()
  t.match(
    figures,
    /visita_notification_attempts_total\{channel="whatsapp",provider="whatsapp-cloud",outcome="accepted",class="none",service="dispatcher"\} 1\n/,
  )
  t.match(figures, /visita_notification_lateness_seconds_count\{[^}]*priority="normal"[^}]*\} 1\n/)
  t.match(figures, /visita_queue_ended_total\{[^}]*kind="normal",outcome="fulfilled"/)

  stage.fakes.behave({ provider: 'whatsapp', mode: 'timeout' })
  const waits = await stage.request()
  await until('the provider has been called', () => stage.fakes.requests().length === 2)
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  t.same(await exit, [0, null])
  const types = (await stage.eventsOf(waits)).map(({ type }) => type)
  t.equal(types.at(-1), 'NotificationAttemptLost', 'that nobody knows is written down before it ends')
  t.notMatch(lines.join('\n'), /\+34612345678|ana@example|Hola, Ana/, 'nobody is named in the log')
})
