import type { Accounts } from '@visita/accounts'
import type { Channel, OutgoingMessage } from '@visita/channels'

const answer = { httpStatus: 200, latencyMs: 0, body: null }

/**
 * A provider that takes everything at once. It has no account, so that no rate of a real one counts: what is measured is what a message
 * costs here.
 */
export function noProvider(called: (message: OutgoingMessage) => void): Accounts {
  const channel: Channel = {
    ...{ channel: 'sms', provider: 'twilio' },
    async send(message) {
      called(message)
      return { kind: 'accepted', providerMessageId: message.notificationId, answer }
    },
  }
  return {
    configured: async () => new Set(['sms', 'in_app']),
    channel: async () => channel,
    account: async () => null,
    spare: async () => null,
    webhookSecrets: async () => null,
  }
}
