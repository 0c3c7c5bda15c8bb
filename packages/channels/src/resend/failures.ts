import type { Failure } from '../channel.ts'

// Resend's errors by name; statuses alone do not tell a spent quota from haste.

const byName: Readonly<Record<string, Omit<Failure, 'code'>>> = {
  rate_limit_exceeded: { class: 'rate-limited', transient: true },
  // The same key is being worked off at this moment.
  concurrent_idempotent_requests: { class: 'unavailable', transient: true },
  application_error: { class: 'unavailable', transient: true },
  internal_server_error: { class: 'unavailable', transient: true },
  daily_quota_exceeded: { class: 'account', transient: false },
  monthly_quota_exceeded: { class: 'account', transient: false },
  missing_api_key: { class: 'account', transient: false },
  invalid_api_key: { class: 'account', transient: false },
  restricted_api_key: { class: 'account', transient: false },
  invalid_access: { class: 'account', transient: false },
  invalid_from_address: { class: 'account', transient: false },
  security_error: { class: 'account', transient: false },
  // The same key with another text: what is sent is frozen, so this cannot be.
  invalid_idempotent_request: { class: 'our-bug', transient: false },
  invalid_idempotency_key: { class: 'our-bug', transient: false },
  missing_required_field: { class: 'our-bug', transient: false },
  invalid_attachment: { class: 'our-bug', transient: false },
  invalid_parameter: { class: 'our-bug', transient: false },
  not_found: { class: 'our-bug', transient: false },
  method_not_allowed: { class: 'our-bug', transient: false },
}

/** What an error means, or null when its name is not known. `message` is looked at where one name says two things. */
export function failureOfName(name: string, httpStatus: number, message: string): Failure | null {
  const known = byName[name]
  if (known) return { ...known, code: name }
  if (name !== 'validation_error') return null
  // 403: the sender's domain is not verified. Else a field is wrong: the address, which is theirs, or another, which is ours.
  if (httpStatus === 403) return { class: 'account', code: name, transient: false }
  return { class: message.includes('`to`') ? 'unreachable' : 'our-bug', code: name, transient: false }
}
