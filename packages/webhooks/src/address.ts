import type { AddressUpdate } from '@visita/channels'
import { StreamName } from '@visita/domain'
import type { TakenDelivery } from './deliveries.ts'
import { messageNamed, type Named } from './naming.ts'
import { contextOf, type Told, type Tools, toldOf } from './tools.ts'
import { inItsTrace } from './traces.ts'

/** An address that nothing more is sent to: it is dead, or its owner has complained. @throws NotYet, Outage */
export async function applyAddress(tools: Tools, update: AddressUpdate, delivery: TakenDelivery): Promise<Told> {
  const named = await messageNamed(tools, update, delivery)
  if (named === 'not-theirs') return toldOf(named)
  const work = () => note(tools, named, update, delivery)
  return named ? inItsTrace(named, update, delivery, work) : work()
}

async function note(tools: Tools, named: Named | null, update: AddressUpdate, delivery: TakenDelivery): Promise<Told> {
  const { agenda, contactPoints, clock } = tools
  const tenant = named?.tenant ?? delivery.signedBy
  if (tenant === null) return toldOf('unknown-message')
  const notificationId = named?.notification.notificationId ?? null
  if (update.address === null) return toldOf('no-address', tenant, notificationId)
  const contactPointId = contactPoints.idOf(tenant, update.address)
  const about = { contactPointId, now: clock.now() }
  await agenda.aggregates.contactPoint.execute(
    StreamName.contactPoint(tenant, contactPointId),
    update.kind === 'bounce'
      ? { type: 'NoteBounce', ...about, code: update.code }
      : { type: 'NoteComplaint', ...about },
    contextOf(tenant, delivery),
  )
  return toldOf('applied', tenant, notificationId)
}
