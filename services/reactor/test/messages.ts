import { randomUUID } from 'node:crypto'
import {
  identify,
  type NotificationChannel,
  type NotificationCommand,
  type NotificationId,
  type PersonId,
  type RequestNotification,
  type Sealed,
  StreamName,
} from '@visita/domain'
import { context, hour, type Stage, tenant } from './stage.ts'

/** Messages that somebody requested, without planning and text: to see what becomes of them. */
export function messagesOn({ agenda, clock }: Pick<Stage, 'agenda' | 'clock'>) {
  const ask = async (id: NotificationId, command: NotificationCommand) => {
    const outcome = await agenda.aggregates.notification.execute(StreamName.notification(tenant, id), command, context)
    if (outcome.kind !== 'accepted') throw new Error(`${command.type} was not accepted`)
  }
  return {
    ask,
    /** Requests and schedules one to that person, due in an hour. */
    async request(
      personId: PersonId,
      changes: Partial<Omit<RequestNotification, 'content' | 'expires'>> = {},
    ): Promise<NotificationId> {
      const now = clock.now()
      const details = {
        tenant,
        mode: 'live',
        eventKey: randomUUID(),
        ruleId: 'rule',
        channel: 'whatsapp',
        recipient: { kind: 'customer', personId },
        fallbackOrder: ['whatsapp', 'email'] as NotificationChannel[],
        ...changes,
      } as const
      const command: RequestNotification = {
        type: 'RequestNotification',
        visitId: null,
        waitlistEntryId: null,
        cause: { eventId: randomUUID(), kind: 'visit.reminder.t2h', reminder: 'PT2H', at: now },
        ...{ fallbackIndex: 0, parentId: null, fallbackAfterSeconds: null },
        ...{ template: { key: 'visit.reminder', version: 1 }, locale: 'es', timezone: 'Europe/Madrid', priority: 1 },
        ...{ dueAt: now + hour, notAfter: now + 100 * hour, slaSeconds: null, quietHours: 'send', visitRevision: null },
        ...details,
        ...identify(details),
        now,
      }
      await ask(command.notificationId, command)
      const content = `sealed:v1:${personId}:QQ` as Sealed
      await ask(command.notificationId, { type: 'ScheduleNotification', content, now })
      return command.notificationId
    },
    /** How it stands: its status, or why it goes no further. */
    async standing(id: NotificationId): Promise<string> {
      const { state } = await agenda.aggregates.notification.load(StreamName.notification(tenant, id), 0)
      return state.notification?.resolution ?? state.status
    },
  }
}
