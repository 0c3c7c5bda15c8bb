import type { Account } from '@visita/accounts'
import { dayBounds, type GateVerdict, localDate, platformTenant, type TenantId } from '@visita/domain'
import type { Allowance, Wish } from './allowances.ts'
import type { Rate } from './bucket.ts'
import { bySpare, isRefusedByAccount, lineOf } from './carriers.ts'
import type { Circuits } from './circuits.ts'
import { nextChannels } from './facts.ts'
import type { Message } from './look-up.ts'
import type { Consequence } from './says.ts'

// What sending itself has to ask, after the gates: whether the channel works, whether the day's budget and the rates allow it.

// Of what several tenants share, half for each: whoever has thousands to send leaves the other half to who has one.

/** 80 a second by each number, with what comes in. */
const numberRate: Rate = { everyMs: 13, burst: 40 }
const sharedNumberRate: Rate = { everyMs: 25, burst: 20 }
/** To one person: 45 at once, paid back at one every six seconds. */
const pairRate: Rate = { everyMs: 6_000, burst: 45 }
/** Resend takes five requests a second from a whole team. */
const resendRate: Rate = { everyMs: 200, burst: 5 }
const sharedResendRate: Rate = { everyMs: 400, burst: 2 }

/** To one address, whoever carries it: a fault somewhere, ours or a caller's, storms at nobody. No day's work comes near it. */
const addressRate: Rate = { everyMs: 30_000, burst: 60 }

/** While one message tries whether a channel works again, the others ask so often. */
const triedAgainMs = 1_000

export interface LimitOptions {
  readonly circuits: Circuits
  readonly allow: (wish: Wish) => Promise<Allowance>
  /** From 0 to 1: so that what waits for the same does not come back in one moment. */
  readonly random: () => number
}

/** `again`: nothing is written, it is taken up once more follows, epoch ms. */
export type Leave =
  /** `message`: by whom it is carried now. */
  | { readonly kind: 'granted'; readonly gates: readonly GateVerdict[]; readonly message: Message }
  | { readonly kind: 'again'; readonly at: number }
  | { readonly kind: 'follows'; readonly gates: readonly GateVerdict[]; readonly follows: Consequence }

/** Asks for leave to hand it over now; what is granted is used up. `isItsTurn`: it was told before to come back now. */
export async function askLeave(options: LimitOptions, wanted: Message, isItsTurn: boolean): Promise<Leave> {
  const { notification, now } = wanted.facts
  if (notification.channel === 'in_app') return { kind: 'granted', gates: [], message: wanted }
  const message = await askCircuit(options, wanted)
  if ('kind' in message) return message
  const { wish, endOfDay } = wishOf(message, isItsTurn)
  const allowance = await options.allow(wish)
  const before = [{ gate: 'circuit', verdict: 'pass', why: message.isBySpare ? 'spare' : null }] as const
  if (allowance.kind === 'wait') return { kind: 'again', at: Math.min(allowance.until, notification.notAfter) }
  if (allowance.kind === 'spent') {
    const until = endOfDay + Math.ceil(options.random() * 60_000)
    const waits = nextChannels(notification).length === 0 && until < notification.notAfter && until > now
    return waits ? waiting('budget', 'budget', until, before) : closed('budget', 'budget', before)
  }
  return {
    kind: 'granted',
    gates: [...before, { gate: 'budget', verdict: 'pass', why: null }, { gate: 'rate', verdict: 'pass', why: null }],
    message,
  }
}

/** The message as whoever works carries it: its account, or else what stands by for that. */
async function askCircuit({ circuits, random }: LimitOptions, message: Message): Promise<Leave | Message> {
  const { notification, now } = message.facts
  const { priority, dueAt, nextAt, notAfter } = notification
  if (message.channel === null) return closed('circuit', 'not-configured', [])
  const spare = bySpare(message)
  const before = spare && isRefusedByAccount(message) ? null : await circuits.enter(lineOf(message))
  if (before?.kind === 'closed') return message
  if (spare && (await circuits.enter(lineOf(spare))).kind === 'closed') return spare
  const standing = before ?? (await circuits.enter(lineOf(message)))
  if (standing.kind === 'closed') return message
  const { cause, openedAt, isTried } = standing
  const until = isTried ? Math.min(standing.until, now + triedAgainMs) : standing.until
  const hasNext = nextChannels(notification).length > 0
  // What is urgent, or would wait for a person, takes the next channel at once.
  if (hasNext && (priority === 0 || cause === 'account')) return closed('circuit', cause, [])
  if (until >= notAfter) return closed('circuit', cause, [])
  const back = Math.min(until + Math.ceil(random() * 2_000), notAfter - 1)
  // It is on record that it waits for this circuit; how often it was looked at meanwhile need not be.
  if (isTried || back <= now || (nextAt > dueAt && nextAt >= openedAt))
    return { kind: 'again', at: Math.max(back, now + 1) }
  return waiting('circuit', cause, back, [])
}

const closed = (gate: 'circuit' | 'budget', why: string, before: readonly GateVerdict[]): Leave => ({
  kind: 'follows',
  gates: [...before, { gate, verdict: 'stop', why }],
  follows: { type: 'FailNotification', class: 'channel-closed', code: why, deadLetter: false },
})

const waiting = (gate: 'circuit' | 'budget', why: string, until: number, before: readonly GateVerdict[]): Leave => ({
  kind: 'follows',
  gates: [...before, { gate, verdict: 'wait', why }],
  follows: { type: 'DeferNotification', until, why: gate },
})

function wishOf(message: Message, isItsTurn: boolean): { wish: Wish; endOfDay: number } {
  const { tenant, facts, account } = message
  const { notification, policies, now } = facts
  const { channel, priority } = notification
  const day = localDate(now, policies.timezone)
  const most = channel === 'in_app' ? undefined : policies.messagesPerDay?.[channel]
  // What was tried before has been counted.
  const counts = most !== undefined && notification.attempts.length === 0
  return {
    wish: {
      now,
      isItsTurn,
      isCritical: priority === 0,
      rates: account ? ratesOf(message, account) : [],
      budget: counts ? { tenant, channel, day, most } : null,
    },
    endOfDay: dayBounds(day, policies.timezone).until,
  }
}

function ratesOf(message: Message, account: Account): Wish['rates'] {
  const { tenant, contactPointId } = message
  const rates = carrierRates(message, account)
  return contactPointId ? [...rates, { tenant, bucket: `to:${contactPointId}`, rate: addressRate }] : rates
}

function carrierRates({ tenant, contactPointId }: Message, account: Account): Wish['rates'] {
  if (account.provider === 'resend') return sharesOf(account, tenant, 'resend', resendRate, sharedResendRate)
  if (account.provider !== 'whatsapp-cloud') return []
  const number = `whatsapp:${account.settings.phoneNumberId}`
  return [
    ...sharesOf(account, tenant, number, numberRate, sharedNumberRate),
    ...(contactPointId ? [{ tenant, bucket: `${number}:to:${contactPointId}`, rate: pairRate }] : []),
  ]
}

const sharesOf = ({ source }: Account, tenant: TenantId, bucket: string, whole: Rate, each: Rate): Wish['rates'] =>
  source === 'platform'
    ? [
        { tenant: platformTenant, bucket, rate: whole },
        { tenant, bucket, rate: each },
      ]
    : [{ tenant, bucket, rate: whole }]
