/**
 * How a fake provider behaves. `ok` takes everything. `timeout` takes nothing and never answers. `reset-after-accept` takes
 * it, tells its statuses, and breaks the connection instead of answering. `429` and `500` refuse as an overloaded and a
 * broken provider do. `error` refuses with a code of the provider's. `undelivered` takes it and tells later, with the code,
 * that it did not arrive; `silent` takes it and never tells anything.
 */
export const modes = ['ok', 'timeout', 'reset-after-accept', '429', '500', 'error', 'undelivered', 'silent'] as const
export type Mode = (typeof modes)[number]

export const providers = ['whatsapp', 'resend', 'twilio', 'smtp'] as const
export type Provider = (typeof providers)[number]

export interface Behaviour {
  readonly provider: Provider
  readonly mode: Mode
  /** The provider's own, for `error` and `undelivered`: a number, or of Resend's a name. */
  readonly code?: number | string
  /** For so many messages, and `ok` again after them; until it is told otherwise where it is left out. */
  readonly times?: number
}

/** What was asked for, checked; or why it cannot be. */
export function readBehaviour(asked: unknown): Behaviour | string {
  if (typeof asked !== 'object' || asked === null) return 'a behaviour is an object'
  const { provider, mode: wanted, code, times } = asked as Record<string, unknown>
  const mode = modes.find((one) => one === String(wanted))
  const who = providers.find((one) => one === provider)
  if (!who) return `provider is one of ${providers.join(', ')}`
  if (!mode) return `mode is one of ${modes.join(', ')}`
  if (code !== undefined && typeof code !== 'number' && typeof code !== 'string') return 'code is a number or a name'
  if (times !== undefined && (!Number.isInteger(times) || Number(times) < 1)) return 'times is a whole number from 1'
  return {
    provider: who,
    mode,
    ...(code !== undefined && { code }),
    ...(times !== undefined && { times: Number(times) }),
  }
}

export interface Behaviours {
  set(behaviour: Behaviour): void
  /** How to behave at the next message; counts it. */
  next(provider: Provider): Behaviour
  all(): readonly Behaviour[]
}

export function createBehaviours(): Behaviours {
  const set = new Map<Provider, Behaviour>()
  const of = (provider: Provider): Behaviour => set.get(provider) ?? { provider, mode: 'ok' }
  return {
    set: (behaviour) => void set.set(behaviour.provider, behaviour),
    next(provider) {
      const now = of(provider)
      if (now.times === 1) set.delete(provider)
      else if (now.times !== undefined) set.set(provider, { ...now, times: now.times - 1 })
      return now
    },
    all: () => providers.map(of),
  }
}
