import { Readable } from 'node:stream'
import { monotonic } from '@visita/runtime'
import SmtpConnection from 'nodemailer/lib/smtp-connection'
import type { Channel, SendResult } from '../channel.ts'
import { isRecord } from '../http-call.ts'
import { accepted, answerOf, calledOff, refused, unknown, wrongContent } from '../outcome.ts'
import { failureOfSmtp } from './failures.ts'
import { composeMail, type Mail } from './mail.ts'

export interface SmtpOptions {
  /** `smtp://user:password@host:587` (STARTTLS where it is offered) or `smtps://…:465`. */
  readonly url: string
  /** `Clínica Demo <citas@demo.example>`. */
  readonly from: string
  /** nodemailer's own limits are minutes; a critical message has two of them in all. */
  readonly timeouts?: {
    readonly connectMs?: number
    readonly greetingMs?: number
    readonly idleMs?: number
    readonly dnsMs?: number
  }
}

/**
 * E-mail by any mail server. A connection per message: nothing to leak between tenants, and exactly known how far a message
 * came. Once its body is on the way, an end without the server's answer is `unknown`.
 * @throws TypeError when `url` is none
 */
export function smtp(options: SmtpOptions): Channel {
  const server = serverOf(options)
  return {
    provider: 'smtp',
    channel: 'email',
    async send(message, signal) {
      const { content } = message
      if (content.channel !== 'email') return wrongContent()
      if (signal.aborted) return calledOff()
      const mail = await composeMail(message, content, options.from).catch(() => null)
      if (mail === null) return refused({ class: 'our-bug', code: 'EMESSAGE', transient: false }, answerOf(0))
      return deliver(mail, server, signal)
    },
  }
}

function deliver(mail: Mail, server: SmtpServer, signal: AbortSignal): Promise<SendResult> {
  const { promise, resolve } = Promise.withResolvers<SendResult>()
  const since = monotonic()
  const latency = () => monotonic() - since
  const { auth, ...address } = server
  const connection = new SmtpConnection(address)
  let isUnderWay = false
  const end = (result: SendResult) => {
    signal.removeEventListener('abort', onAbort)
    // Before it is closed, which it reports as an end of its own.
    resolve(result)
    connection.close()
  }
  const onAbort = () => end(isUnderWay ? unknown(answerOf(latency())) : calledOff(latency()))
  signal.addEventListener('abort', onAbort, { once: true })

  const fail = (error: unknown) => {
    const { code, responseCode, command, response } = partsOf(error)
    const answer = answerOf(latency(), null, response)
    if (isUnderWay && responseCode === null) return end(unknown(answer))
    end(refused(failureOfSmtp({ code, responseCode, command }), answer))
  }
  const send = () => {
    // The connection reads from it once the server has said that it may come (354), and not before.
    const body = new Readable({
      read() {
        isUnderWay = true
        this.push(mail.raw)
        this.push(null)
      },
    })
    connection.send({ from: mail.envelope.from, to: [...mail.envelope.to] }, body, (error, info) => {
      if (error) return fail(error)
      end(accepted(mail.messageId, answerOf(latency(), null, info?.response ?? null)))
    })
  }
  connection.on('error', fail)
  connection.on('end', () => fail({ code: 'ECONNECTION' }))
  connection.connect((error) => {
    if (error) return fail(error)
    if (!auth) return send()
    connection.login(auth, (refusal) => (refusal ? fail(refusal) : send()))
  })
  return promise
}

type SmtpServer = ReturnType<typeof serverOf>

/** The server's part of the address, as the connection takes it. */
function serverOf({ url, timeouts = {} }: SmtpOptions) {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const user = decodeURIComponent(username)
  return {
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    connectionTimeout: timeouts.connectMs ?? 10_000,
    greetingTimeout: timeouts.greetingMs ?? 10_000,
    socketTimeout: timeouts.idleMs ?? 20_000,
    dnsTimeout: timeouts.dnsMs ?? 5_000,
    auth: user === '' ? null : { user, pass: decodeURIComponent(password) },
  }
}

function partsOf(error: unknown) {
  const of = isRecord(error) ? error : {}
  return {
    code: typeof of.code === 'string' ? of.code : null,
    responseCode: typeof of.responseCode === 'number' ? of.responseCode : null,
    command: typeof of.command === 'string' ? of.command : null,
    response: typeof of.response === 'string' ? of.response : null,
  }
}
