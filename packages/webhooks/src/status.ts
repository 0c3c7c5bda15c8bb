import type { StatusUpdate } from '@visita/channels'
import { type Notification, type ReportStatus, type Sealed, StreamName, type TenantId } from '@visita/domain'
import { openAll, personsIn, sealText } from '@visita/event-store'
import type { TakenDelivery } from './deliveries.ts'
import { messageNamed, type Named } from './naming.ts'
import { contextOf, type Told, type Tools, toldOf } from './tools.ts'
import { inItsTrace } from './traces.ts'

/** Notes on the message's own stream what became of it. @throws NotYet, Outage */
export async function applyStatus(tools: Tools, update: StatusUpdate, delivery: TakenDelivery): Promise<Told> {
  const named = await messageNamed(tools, update, delivery)
  if (named === 'not-theirs' || named === null) return toldOf(named ?? 'unknown-message')
  return inItsTrace(named, update, delivery, () => report(tools, named, update, delivery))
}

async function report(tools: Tools, named: Named, update: StatusUpdate, delivery: TakenDelivery): Promise<Told> {
  const { agenda, clock } = tools
  const { tenant, notification } = named
  const { notificationId } = notification
  const told = (outcome: string) => toldOf(outcome, tenant, notificationId)
  const stream = StreamName.notification(tenant, notificationId)
  const attempt = named.attempt ?? lastTaken(notification)
  if (attempt === null) return told('notification-attempt-closed')
  const { status, at, class: kind, code, providerMessageId } = update
  const command: ReportStatus = {
    ...{ type: 'ReportStatus', attempt, status, providerAt: at ?? delivery.receivedAt, now: clock.now() },
    providerMessageId: await sealedId(tools, tenant, notification, attempt, providerMessageId),
    ...(kind === null ? {} : { class: kind }),
    ...(status === 'undelivered' ? { code } : {}),
  }
  const outcome = await agenda.aggregates.notification.execute(stream, command, contextOf(tenant, delivery))
  if (kind === 'opted-out') await optOut(tools, tenant, notification, delivery)
  if (outcome.kind === 'rejected') return told(outcome.rejection.type)
  return told('applied')
}

/** Where attempts cannot be told from each other: the newest that was not refused. */
const lastTaken = ({ attempts }: Notification): number | null =>
  attempts.findLast(({ outcome }) => outcome !== 'refused')?.attempt ?? null

/** The provider's id, for an attempt whose answer nobody heard; null where it is known, or the person was erased. */
async function sealedId(
  { vault }: Tools,
  tenant: TenantId,
  { attempts, content }: Notification,
  attempt: number,
  id: string,
): Promise<Sealed | null> {
  const [personId] = personsIn(content)
  if (personId === undefined || attempts[attempt - 1]?.outcome === 'accepted') return null
  const key = (await vault.keys(tenant, [personId])).get(personId)
  return key ? sealText(key, tenant, personId, id) : null
}

/** Their provider says that they want nothing more from us. */
async function optOut(
  tools: Tools,
  tenant: TenantId,
  { notificationId, channel }: Notification,
  delivery: TakenDelivery,
) {
  const { agenda, vault, contactPoints, clock } = tools
  const to = await addressOf(tools, tenant, notificationId)
  if (to === null) return
  const keys = await vault.keys(tenant, personsIn(to))
  if (keys.size === 0) return
  const address = openAll<string>(to, tenant, keys)
  const contactPointId = contactPoints.idOf(tenant, address)
  const now = clock.now()
  await agenda.aggregates.contactPoint.execute(
    StreamName.contactPoint(tenant, contactPointId),
    { type: 'OptOut', contactPointId, via: channel, saidAt: now, now },
    contextOf(tenant, delivery),
  )
}

/** Where it was sent to last. */
async function addressOf(
  { store }: Tools,
  tenant: TenantId,
  notificationId: Notification['notificationId'],
): Promise<Sealed | null> {
  const recorded = await store.read(StreamName.notification(tenant, notificationId))
  const started = recorded.findLast(({ type }) => type === 'NotificationAttemptStarted')
  return (started?.data as { to?: Sealed | null } | undefined)?.to ?? null
}
