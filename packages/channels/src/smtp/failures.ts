import type { Failure } from '../channel.ts'

/** An error as nodemailer gives it: its own code, the server's answer, and the command that was answered. */
export interface SmtpError {
  readonly code: string | null
  readonly responseCode: number | null
  readonly command: string | null
}

/**
 * What an error means that came before the message was on its way, or with the server's answer to it. 4xx passes; 5xx does
 * not, and whom it concerns depends on the command it answers: the recipient, or the sender, which is the tenant's account.
 */
export function failureOfSmtp({ code, responseCode, command }: SmtpError): Failure {
  const said = responseCode === null ? code : String(responseCode)
  if (responseCode !== null && responseCode >= 400 && responseCode < 500) {
    return { class: 'unavailable', code: said, transient: true }
  }
  if (code === 'EAUTH' || code === 'ENOAUTH' || responseCode === 530 || responseCode === 535) {
    return { class: 'account', code: said, transient: false }
  }
  if (responseCode !== null && responseCode >= 500) {
    // Not a mailbox's refusal but the grammar's: the command, its parameters, their order.
    if (responseCode <= 504) return { class: 'our-bug', code: said, transient: false }
    return { class: command === 'MAIL FROM' ? 'account' : 'unreachable', code: said, transient: false }
  }
  if (code === 'EENVELOPE') return { class: 'unreachable', code: said, transient: false }
  if (code === 'EMESSAGE' || code === 'ECONFIG') return { class: 'our-bug', code: said, transient: false }
  // No connection, a name that does not resolve, TLS, a connection that ended: before the message was on its way.
  return { class: 'unavailable', code: said, transient: true }
}
