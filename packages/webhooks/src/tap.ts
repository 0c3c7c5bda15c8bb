import { cancelVisit, confirmVisit, type Request } from '@visita/agenda'
import { type ButtonAction, type ButtonUpdate, readButtonPayload } from '@visita/channels'
import { EventId, StreamName, type TenantId, VisitId, type VisitState } from '@visita/domain'
import { ProblemError } from '@visita/http'
import { messageOf, type TakenDelivery } from './deliveries.ts'
import { type Guest, guestOf } from './guest.ts'
import { noteHeard, ownerOf, tenantsSharing, writerOf } from './inbound.ts'
import { messageKey } from './provider-messages.ts'
import { type Answer, type Told, type Tools, toldOf } from './tools.ts'

/**
 * Somebody tapped a button of a message of ours. It acts on the visit that the button names, as the customer themselves, if the visit is
 * still placed as the message told, and the phone is one of somebody who comes; else they are told how it is placed now.
 * @throws Outage
 */
export async function applyTap(tools: Tools, update: ButtonUpdate, delivery: TakenDelivery): Promise<Told> {
  const owner = await ownerOf(tools, update, delivery)
  if (owner === null) return toldOf('unknown-number')
  const on = update.contextMessageId === null ? null : await tappedMessage(tools, update.contextMessageId, owner)
  const button = buttonOf(update.payload)
  const tenants = await tenantsOf(tools, update, delivery, owner, on?.tenant ?? null)
  for (const tenant of tenants) await noteHeard(tools, tenant, update, delivery)
  const [first = null] = tenants
  if (!button) return toldOf('heard', first)
  const found = await visitNamed(tools, tenants, button)
  if (!found) return toldOf('unknown-visit', first)
  const { tenant, visitId } = found
  const guest = await guestOf(tools, tenant, found.state, {
    phone: writerOf({ ...update, userId: null }),
    message: on?.tenant === tenant ? on.notificationId : null,
  })
  const told = (outcome: string) => toldOf(outcome, tenant, on?.tenant === tenant ? on.notificationId : null)
  if (!guest) return told('stranger')
  const kind = await act(tools, tenant, visitId, button, guest, delivery)
  await tools.answer({
    ...{ tenant, visitId, kind, recipient: guest },
    eventId: EventId.derive(delivery.provider, update.key),
    at: update.at ?? delivery.receivedAt,
    recordedAt: delivery.receivedAt,
  })
  return told(outcomes[kind])
}

const outcomes: { readonly [Kind in Answer['kind']]: string } = {
  'reply.confirmed': 'confirmed',
  'reply.canceled': 'cancelled',
  'reply.change': 'change-asked',
  'reply.moved_on': 'moved-on',
  'reply.not_possible': 'not-possible',
}

type Button = ButtonAction & { readonly visitId: VisitId }

function buttonOf(payload: string): Button | null {
  const button = readButtonPayload(payload)
  try {
    return button && { ...button, visitId: VisitId.parse(button.visitId) }
  } catch {
    return null
  }
}

/** The message that the button is on, where it was sent by whom the number is. */
async function tappedMessage({ readStore, safe }: Tools, id: string, owner: TenantId | 'shared') {
  const found = await messageOf(readStore, messageKey(safe, id))
  return found && (owner === 'shared' || owner === found.tenant) ? found : null
}

async function tenantsOf(
  tools: Tools,
  update: ButtonUpdate,
  delivery: TakenDelivery,
  owner: TenantId | 'shared',
  ofMessage: TenantId | null,
): Promise<readonly TenantId[]> {
  if (owner !== 'shared') return [owner]
  if (ofMessage !== null) return [ofMessage]
  const writer = writerOf(update)
  return writer === null ? [] : tenantsSharing(tools, writer, delivery)
}

interface Found {
  readonly tenant: TenantId
  readonly visitId: VisitId
  readonly state: VisitState & { readonly visit: object }
}

async function visitNamed({ agenda }: Tools, tenants: readonly TenantId[], button: Button): Promise<Found | null> {
  const { visitId } = button
  for (const tenant of tenants) {
    const { state } = await agenda.aggregates.visit.load(StreamName.visit(tenant, visitId), 0)
    if (state.visit) return { tenant, visitId, state }
  }
  return null
}

/** Does it at the revision that was looked at: where somebody was faster, it is looked at again. */
async function act(
  { agenda }: Tools,
  tenant: TenantId,
  visitId: VisitId,
  button: Button,
  guest: Guest,
  { id }: TakenDelivery,
): Promise<Answer['kind']> {
  const stream = StreamName.visit(tenant, visitId)
  const request: Request = {
    ...{ tenant, requestId: `webhook-${id}`, channel: 'whatsapp' },
    caller: { actor: `customer:${guest.personId}`, role: 'channel' },
  }
  for (;;) {
    const { state, revision } = await agenda.aggregates.visit.load(stream, 0)
    if (state.placedAtRevision !== button.revision) return isAhead(state) ? 'reply.moved_on' : 'reply.not_possible'
    const change = { request, visitId, stream, ifMatch: revision }
    try {
      switch (button.action) {
        case 'confirm':
          if (state.status === 'confirmed') return 'reply.confirmed'
          await confirmVisit(agenda, change)
          return 'reply.confirmed'
        case 'cancel':
          if (state.status === 'cancelled') return 'reply.canceled'
          await cancelVisit(agenda, change)
          return 'reply.canceled'
        case 'change':
          return isAhead(state) ? 'reply.change' : 'reply.not_possible'
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (error.slug === 'precondition-failed') continue
      if (error.status < 500) return 'reply.not_possible'
      throw error
    }
  }
}

/** Whether there is still something to tap on: what is over is only told as it is. */
const isAhead = ({ status }: VisitState): boolean => status === 'pending' || status === 'confirmed'
