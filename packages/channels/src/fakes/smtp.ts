import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Behaviour } from './behaviour.ts'

export interface FakeMailServer {
  /** `smtp://127.0.0.1:4901`. */
  readonly url: string
  stop(): Promise<void>
}

/** A server's refusal with its code. */
const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

/** Codes that answer a log-in, and those that answer a recipient; all others answer the message. */
const ofLogin = [530, 534, 535, 538]
const ofRecipient = [450, 550, 551, 553]

/**
 * A mail server that takes everything from everybody and delivers nothing. `next` is asked once a message; `onMail` is told of
 * those that arrived whole, taken or not.
 */
export async function startFakeMailServer(options: {
  readonly host: string
  readonly port: number
  next(): Behaviour
  onMail(mail: {
    readonly from: string
    readonly to: readonly string[]
    readonly raw: string
    readonly mode: string
  }): void
}): Promise<FakeMailServer> {
  const behaviours = new Map<string, Behaviour>()
  const of = (session: SMTPServerSession): Behaviour => {
    const known = behaviours.get(session.id) ?? options.next()
    behaviours.set(session.id, known)
    return known
  }
  const codeOf = ({ mode, code }: Behaviour) => (mode === 'error' ? Number(code ?? 550) : null)
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth({ username }, session, done) {
      const code = codeOf(of(session))
      if (code !== null && ofLogin.includes(code)) return done(refusal(code, 'Authentication failed'))
      done(null, { user: username ?? '' })
    },
    onRcptTo(_address, session, done) {
      const code = codeOf(of(session))
      if (of(session).mode === '429') return done(refusal(450, '4.7.1 Too many messages, try again later'))
      done(code !== null && ofRecipient.includes(code) ? refusal(code, '5.1.1 The mailbox does not exist') : null)
    },
    onData(stream, session, done) {
      const behaviour = of(session)
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        behaviours.delete(session.id)
        const { mode } = behaviour
        const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
        const to = session.envelope.rcptTo.map(({ address }) => address)
        options.onMail({ from, to, raw: Buffer.concat(parts).toString('utf8'), mode })
        if (mode === 'timeout') return
        if (mode === '500') return done(refusal(451, '4.3.0 Local error in processing'))
        if (mode === 'error') return done(refusal(codeOf(behaviour) ?? 550, 'Refused as it was told to be'))
        if (mode !== 'reset-after-accept') return done(null, `queued as ${session.id}`)
        for (const connection of server.connections) if (connection.id === session.id) connection._socket.destroy()
      })
    },
    onClose: (session) => void behaviours.delete(session.id),
  })
  // A client that goes away in the middle is none of our concern.
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://${options.host}:${port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
