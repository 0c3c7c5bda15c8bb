import {
  type Gate,
  type GateVerdict,
  inQuietHours,
  preferenceKindOf,
  type SuppressNotification,
  wantsMessage,
} from '@visita/domain'
import { type Facts, leavesTheHouse, nextChannels } from './facts.ts'
import { type Consequence, failing, pass, type Says, stop } from './says.ts'
import { visitGate } from './visit-gate.ts'

/** All the answers up to the first that is no pass, and what follows from that; null: it may go out, as far as these know. */
export interface Ruling {
  readonly gates: readonly GateVerdict[]
  readonly follows: Consequence | null
}

/** In the order in which they are asked. Those that follow (circuit, budget, rate, window) are of sending itself: `limits.ts`. */
const inOrder: readonly (readonly [Gate, (facts: Facts) => Says])[] = [
  ['visit', visitGate],
  ['not-after', notAfter],
  ['suppression', suppression],
  ['preference', preference],
  ['quiet-hours', quietHours],
  ['address', address],
]

/** Asks the gates one after another about a message that is due. */
export function judge(facts: Facts): Ruling {
  const gates: GateVerdict[] = []
  for (const [gate, ask] of inOrder) {
    const says = ask(facts)
    gates.push({ gate, verdict: says.verdict, why: says.why })
    if (says.verdict !== 'pass') return { gates, follows: says.follows }
  }
  return { gates, follows: null }
}

function notAfter({ notification, now }: Facts): Says {
  return now < notification.notAfter ? pass() : stop('not-after', { type: 'ExpireNotification', why: 'not-after' })
}

/** What the law, and the address itself, forbid: above everything, however critical. */
function suppression({ notification, choices, contactPoint }: Facts): Says {
  if (!leavesTheHouse(notification.channel)) return pass()
  const suppress = (why: SuppressNotification['why']) => stop(why, { type: 'SuppressNotification', why })
  if (contactPoint?.optedOut) return suppress('opted-out')
  if (choices.legalOptOut) return suppress('legal-opt-out')
  if (contactPoint?.complained) return suppress('complained')
  // Nobody is there, which is not a no: another channel may find them.
  if (contactPoint?.bounced) return failing('unreachable', 'bounced')
  return pass()
}

/** What they would rather not hear of here. What is critical is not asked about. */
function preference({ notification, choices }: Facts): Says {
  const { priority, channel, cause } = notification
  const kind = preferenceKindOf(cause.kind)
  if (priority === 0) return pass('critical')
  if (kind === null || wantsMessage(choices.preferences, channel, kind)) return pass()
  // Not here, but there: the next channel asks for itself.
  const elsewhere = nextChannels(notification).some((next) => wantsMessage(choices.preferences, next, kind))
  return elsewhere
    ? failing('unreachable', 'preference')
    : stop('preference', { type: 'SuppressNotification', why: 'preference' })
}

/** In the recipient's zone: their own hours, or else the tenant's. The inbox wakes nobody. */
function quietHours({ notification, choices, policies, now }: Facts): Says {
  const { channel, timezone } = notification
  if (!leavesTheHouse(channel)) return pass()
  const quiet = inQuietHours(notification, choices.quietHours ?? policies.quietHours, timezone, now)
  const why = 'quiet-hours'
  if (quiet.kind === 'send') return pass()
  if (quiet.kind === 'drop') return stop(why, { type: 'SuppressNotification', why })
  return { verdict: 'wait', why, follows: { type: 'DeferNotification', until: quiet.until, why } }
}

function address({ address: to, isErased }: Facts): Says {
  if (isErased) return stop('erased', { type: 'CancelNotification', why: 'erased' })
  return to === null ? failing('no-address', 'no-address') : pass()
}
