import type { Update } from '@visita/channels'
import { applyAccount } from './account.ts'
import { applyAddress } from './address.ts'
import type { AppliedUpdate, TakenDelivery } from './deliveries.ts'
import { applyStatus } from './status.ts'
import { applyTap } from './tap.ts'
import { applyText } from './text.ts'
import type { Told, Tools } from './tools.ts'

/** Does what follows from one thing that was told. Done twice, or by two at once, it comes to the same. @throws NotYet, Outage */
export async function applyUpdate(tools: Tools, update: Update, delivery: TakenDelivery): Promise<AppliedUpdate> {
  const { safe, clock } = tools
  const { tenant, notificationId, outcome } = await toldBy(tools, update, delivery)
  return {
    key: safe.keyOf(delivery.provider, update.key),
    kind: update.kind,
    status: update.kind === 'status' ? update.status : null,
    ...{ tenant, notificationId, outcome },
    saidAt: update.at,
    receivedAt: delivery.receivedAt,
    appliedAt: clock.now(),
  }
}

function toldBy(tools: Tools, update: Update, delivery: TakenDelivery): Promise<Told> {
  switch (update.kind) {
    case 'status':
      return applyStatus(tools, update, delivery)
    case 'button':
      return applyTap(tools, update, delivery)
    case 'text':
      return applyText(tools, update, delivery)
    case 'bounce':
    case 'complaint':
      return applyAddress(tools, update, delivery)
    case 'account':
      return applyAccount(tools, update, delivery)
  }
}
