import type { Line } from './circuits.ts'
import type { Message } from './look-up.ts'

/** Whose circuit it is: a spare does not work, or does, apart from what it stands by for. */
export const lineOf = ({ tenant, facts, account, isBySpare }: Message): Line => {
  const { channel } = facts.notification
  return {
    tenant,
    channel: isBySpare ? `${channel}-spare` : channel,
    now: facts.now,
    accountSetAt: account?.setAt ?? null,
  }
}

/**
 * The message as its channel's spare would carry it; null: there is none, or what its account was given went out perhaps, which that
 * account alone would know again.
 */
export function bySpare(message: Message): Message | null {
  const { spare, channel, facts } = message
  const { attempts, attemptsBefore } = facts.notification
  const isDoubtful = ({ outcome, provider }: (typeof attempts)[number]) =>
    outcome === 'lost' && provider === channel?.provider
  if (!spare || attempts.slice(attemptsBefore).some(isDoubtful)) return null
  return { ...message, channel: spare.channel, account: spare.account, spare: null, isBySpare: true }
}

/** Its account has just refused it for a reason that lies in the account. */
export const isRefusedByAccount = ({ channel, facts }: Message): boolean =>
  facts.notification.failure?.class === 'account' && facts.notification.attempts.at(-1)?.provider === channel?.provider
