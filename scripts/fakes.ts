import { fakeSecrets, startFakes } from '@visita/channels/fakes'
import { systemClock } from '@visita/runtime'
import { Command, InvalidArgumentError } from 'commander'
import { interruptible } from './interruption.ts'

// `npm run fakes`: WhatsApp, Resend, Twilio and a mail server that deliver nothing, for tests and the demo.

const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('It is a whole number from 0 to 65535.')
  }
  return value
}

const flags = new Command('fakes')
  .description('The providers as servers with their real payloads; nothing is delivered')
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--port <number>', 'WhatsApp, Resend and Twilio; 0 picks a free one', whole, 4900)
  .option('--smtp-port <number>', 'the mail server; one more than --port unless set', whole)
  .option('--public-url <url>', 'where the command API takes webhooks: statuses go there, under /v1/webhooks')
  .option('--moment <ms>', 'time before each status', whole, 300)
  .option('--exit-with-stdin', 'stop when standard input closes')
  .addHelpText(
    'after',
    `
Signs with: WhatsApp app secret ${fakeSecrets.whatsapp}
            Resend  ${fakeSecrets.resend}
            Twilio auth token ${fakeSecrets.twilio}

GET /_requests · PUT /_behaviour {"provider":"whatsapp","mode":"error","code":131026,"times":3}
PUT /_callbacks {"whatsapp":"http://…","resend":"http://…"} · POST /_inbound (somebody writes on WhatsApp)
Stops on SIGINT and SIGTERM.`,
  )
  .parse()
  .opts<{ host: string; port: number; smtpPort?: number; publicUrl?: string; moment: number; exitWithStdin?: true }>()

await interruptible(
  async (signal) => {
    const { host, port, publicUrl, moment } = flags
    const webhooks = publicUrl && `${publicUrl.replace(/\/$/, '')}/v1/webhooks`
    const fakes = await startFakes({
      clock: systemClock(),
      ...{ host, port, momentMs: moment, smtpPort: flags.smtpPort ?? (port === 0 ? 0 : port + 1) },
      ...(webhooks && { callbacks: { whatsapp: `${webhooks}/whatsapp`, resend: `${webhooks}/resend` } }),
      log: (line) => console.log(line),
    })
    console.log(`WhatsApp, Resend, Twilio: ${fakes.url}`)
    console.log(`SMTP: ${fakes.smtpUrl}`)
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
      if (flags.exitWithStdin) process.stdin.on('end', resolve).on('error', resolve).resume()
    })
    // Otherwise an input that is still open would keep the process.
    process.stdin.destroy()
    await fakes.stop()
    return 0
  },
  (error) => {
    console.error(`fakes: ${error instanceof Error ? error.message : error}`)
    return 1
  },
)
