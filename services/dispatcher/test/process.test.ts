import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fakeSecrets } from '@visita/channels/fakes'
import { systemClock } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { numberId, type Stage, startStage } from './stage.ts'

/** The service as it is run: where it listens, and how it ends. */
function startMain(stage: Stage, teardown: (fn: () => void) => void) {
  const { eventStore, postgres, masterKey, fakesUrl } = stage.places
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env: {
      ...{ PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' },
      ...{ VISITA_EVENTSTORE_URL: eventStore, VISITA_POSTGRES_URL: postgres, VISITA_MASTER_KEY: masterKey },
      ...{ VISITA_WHATSAPP_BASE_URL: fakesUrl, VISITA_WHATSAPP_PHONE_NUMBER_ID: numberId },
      ...{ VISITA_WHATSAPP_ACCESS_TOKEN: 'token', VISITA_WHATSAPP_APP_SECRET: fakeSecrets.whatsapp },
      ...{ VISITA_WHATSAPP_VERIFY_TOKEN: 'verify' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  teardown(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  let url: string | null = null
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    url ??= /http:\/\/127\.0\.0\.1:\d+/.exec(line.includes('Server listening') ? line : '')?.[0] ?? null
  })
  return { child, lines, url: () => url }
}

test('the service sends, tells how it is, and ends in good order while a provider keeps it waiting', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  stage.clock.set(systemClock().now())
  const { child, lines, url } = startMain(stage, t.teardown.bind(t))
  await until('it is ready', async () => url() !== null && (await fetch(`${url()}/health/ready`)).status === 200)
  const sent = await stage.request()
  t.equal((await stage.settled(sent)).status, 'sent')
  const figures = await (await fetch(`${url()}/metrics`)).text()
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
