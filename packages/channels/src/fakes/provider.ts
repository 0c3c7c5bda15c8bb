import type { Behaviour, Provider } from './behaviour.ts'

/** A request as it came. */
export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export interface FakeReply {
  readonly httpStatus: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What is told back, one after the other, each signed when it goes. */
export interface Callback {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** A message that was taken. */
export interface Taken {
  readonly reply: FakeReply
  /** To whom; shown masked only. */
  readonly to: string
  /** What kind of message: a template's name, an e-mail. Nobody's data. */
  readonly what: string
  /** Made when they are due: a signature may hold the time. */
  readonly callbacks: readonly (() => Callback)[]
}

/** What a fake knows of where it tells and with which secrets it signs. */
export interface FakeSettings {
  /** Where WhatsApp and Resend tell what became of messages; null: nowhere. Twilio tells where each message says. */
  readonly callbacks: { whatsapp: string | null; resend: string | null }
  readonly secrets: { readonly whatsapp: string; readonly resend: string; readonly twilio: string }
  now(): number
}

export interface HttpProvider {
  readonly provider: Provider
  matches(method: string, path: string): boolean
  /** A message, or what is asked of those that were taken. */
  take(request: FakeRequest, behaviour: Behaviour, settings: FakeSettings): Taken | FakeReply
  /** As it refuses with `429`, `500` or `error`. */
  refuse(behaviour: Behaviour): FakeReply
}

export const isTaken = (outcome: Taken | FakeReply): outcome is Taken => 'reply' in outcome
