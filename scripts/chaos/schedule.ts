import type { Behaviour } from '@visita/channels/fakes'
import { type Random, randomOf } from './random.ts'

/** What is killed now and then. There are two dispatchers. */
export const victims = [
  'dispatcher-1',
  'dispatcher-2',
  'reactor',
  'command-api',
  'projector',
  'local-node',
  'postgres',
] as const
export type Victim = (typeof victims)[number]

/** `atMs` after the beginning. */
export type Stroke =
  | { readonly atMs: number; readonly kind: 'kill'; readonly victim: Victim }
  | { readonly atMs: number; readonly kind: 'misbehave'; readonly behaviour: Behaviour }

/** Stores are killed rarely: while one is down, nothing else can go wrong. */
const often = ['dispatcher-1', 'dispatcher-2', 'reactor', 'command-api', 'projector'] as const
const rarely = ['local-node', 'postgres'] as const
const everyMs = { often: 7_000, rarely: 60_000, misbehaviour: 2_500 }

/** What a provider refuses for good: nobody has that number, or that address. */
const permanent = { whatsapp: 131026, resend: 'validation_error', twilio: 21211 } as const

/** When what is killed and which provider misbehaves how, in order: the same for the same seed and length. Everything is killed at least once. */
export function scheduleOf(seed: number, lengthMs: number): readonly Stroke[] {
  const random = randomOf(seed)
  const sometime = () => Math.round(lengthMs * (0.05 + 0.9 * random.next()))
  const kill = (victim: Victim): Stroke => ({ atMs: sometime(), kind: 'kill', victim })
  const times = (ms: number) => Math.floor(lengthMs / ms)
  return [
    ...victims.map(kill),
    ...Array.from({ length: times(everyMs.often) }, () => kill(random.pick(often))),
    ...Array.from({ length: times(everyMs.rarely) }, () => kill(random.pick(rarely))),
    ...Array.from({ length: Math.max(6, times(everyMs.misbehaviour)) }, (): Stroke => {
      return { atMs: sometime(), kind: 'misbehave', behaviour: misbehaviour(random) }
    }),
  ].sort((a, b) => a.atMs - b.atMs)
}

function misbehaviour(random: Random): Behaviour {
  const provider = random.pick(['whatsapp', 'whatsapp', 'resend', 'twilio'] as const)
  const mode = random.pick(['timeout', 'reset-after-accept', '429', '500', 'error', 'undelivered', 'silent'] as const)
  const times = 1 + random.below(mode === 'timeout' ? 2 : 5)
  return { provider, mode, times, ...(mode === 'error' && { code: permanent[provider] }) }
}
