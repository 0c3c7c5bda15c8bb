import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fakeSecrets } from '@visita/channels/fakes'
import { until } from '@visita/testing'
import { numberId, type Stage } from './stage.ts'

const root = join(import.meta.dirname, '../..')

/** A service as it is run, on the system's clock, with accounts at the fakes: where it listens, what it says, and how it ends. */
export async function startService(name: 'dispatcher' | 'reactor', stage: Stage, teardown: (fn: () => void) => void) {
  const { eventStore, postgres, masterKey, fakesUrl } = stage.places
  const child = spawn(process.execPath, [join(root, name, 'src/main.ts')], {
    env: {
      ...{ PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' },
      ...{ VISITA_EVENTSTORE_URL: eventStore, VISITA_POSTGRES_URL: postgres, VISITA_MASTER_KEY: masterKey },
      ...{ VISITA_WHATSAPP_BASE_URL: fakesUrl, VISITA_WHATSAPP_PHONE_NUMBER_ID: numberId },
      ...{ VISITA_WHATSAPP_ACCESS_TOKEN: 'token', VISITA_WHATSAPP_APP_SECRET: fakeSecrets.whatsapp },
      ...{ VISITA_WHATSAPP_VERIFY_TOKEN: 'verify', VISITA_TWILIO_BASE_URL: fakesUrl },
      ...{ VISITA_TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`, VISITA_TWILIO_AUTH_TOKEN: fakeSecrets.twilio },
      ...{ VISITA_TWILIO_FROM: '+34600000000' },
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
  await until(`${name} is ready`, async () => url !== null && (await fetch(`${url}/health/ready`)).status === 200)
  return { child, lines, url: String(url) }
}
