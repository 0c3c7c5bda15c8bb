import type { Answer, Failure, SendResult } from './channel.ts'

/** Enough of an answer for an audit. */
const longestBody = 4_096

export const answerOf = (latencyMs: number, httpStatus: number | null = null, body: string | null = null): Answer => ({
  httpStatus,
  latencyMs: Math.max(0, Math.round(latencyMs)),
  body: body?.slice(0, longestBody) ?? null,
})

export const accepted = (providerMessageId: string | null, answer: Answer): SendResult => ({
  kind: 'accepted',
  providerMessageId,
  answer,
})

export const unknown = (answer: Answer): SendResult => ({ kind: 'unknown', answer })

/** Codes are told in logs and events, so they are held to the form that the log takes: a provider's free text never passes. */
export const refused = (failure: Failure, answer: Answer, retryAfterMs: number | null = null): SendResult => ({
  kind: 'refused',
  ...failure,
  code: failure.code !== null && /^[A-Za-z0-9_.:-]{1,64}$/.test(failure.code) ? failure.code : null,
  retryAfterMs,
  answer,
})

/** Somebody handed a channel what another is for. */
export const wrongContent = (): SendResult =>
  refused({ class: 'our-bug', code: 'wrong-content', transient: false }, answerOf(0))

/** It was called off before anything was sent. */
export const calledOff = (latencyMs = 0): SendResult =>
  refused({ class: 'unavailable', code: 'aborted', transient: true }, answerOf(latencyMs))
