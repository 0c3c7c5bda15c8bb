import { readCorrelation } from '@visita/channels'
import type { Mode, RecordedRequest } from '@visita/channels/fakes'
import type { NotificationEvent, VisitEvent } from '@visita/domain'
import type { EventStore, RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'
import { readLog } from '../operations/log.ts'

/** An event as the proofs need it. */
export interface Fact<Event extends NotificationEvent | VisitEvent> {
  readonly event: Event
  readonly eventId: string
  /** Orders all facts of the log. */
  readonly position: bigint
  /** When the store wrote it, epoch ms of the machine's clock, whatever the manual one says. */
  readonly created: number
  /** When it was decided, epoch ms by the services' clock. */
  readonly recordedAt: number
}

/** A request as a provider had it. */
export interface Handed {
  readonly provider: 'whatsapp-cloud' | 'resend' | 'twilio'
  /** Epoch ms by the services' clock. */
  readonly at: number
  /** Null where it names no message of ours. */
  readonly notificationId: string | null
  /** Null of e-mail, whose tries are all the same request. */
  readonly attempt: number | null
  /** Whether the provider took it, so that somebody gets it. */
  readonly reached: boolean
}

/** All that the proofs are made from. */
export interface Records {
  /** Epoch ms by the services' clock. */
  readonly now: number
  readonly bookings: readonly { readonly visitId: string; readonly customerId: string }[]
  /** How long before a visit people are reminded of it, ISO 8601. */
  readonly reminders: readonly string[]
  /** What no answer ever came to. */
  readonly unanswered: readonly string[]
  readonly visits: ReadonlyMap<string, readonly Fact<VisitEvent>[]>
  readonly notifications: ReadonlyMap<string, readonly Fact<NotificationEvent>[]>
  readonly handed: readonly Handed[]
}

/** The streams of visits and of messages, read on from wherever the last look ended. */
export interface LogRecords {
  readonly visits: Map<string, Fact<VisitEvent>[]>
  readonly notifications: Map<string, Fact<NotificationEvent>[]>
  /** Up to the log's head; answers how many events came. @throws Outage */
  read(store: EventStore, signal: AbortSignal): Promise<number>
}

export function logRecords(): LogRecords {
  const visits = new Map<string, Fact<VisitEvent>[]>()
  const notifications = new Map<string, Fact<NotificationEvent>[]>()
  let from: bigint | null = null
  const add = <E extends NotificationEvent | VisitEvent>(all: Map<string, Fact<E>[]>, read: RecordedEvent) => {
    const { type, data, id, ids, position, created, meta } = read
    const facts = all.get(ids[1] ?? '') ?? []
    all.set(ids[1] ?? '', facts)
    facts.push({
      event: { type, data } as E,
      eventId: id,
      position,
      created,
      recordedAt: parseInstant(meta.recordedAt),
    })
  }
  return {
    ...{ visits, notifications },
    async read(store, signal) {
      const until = await store.head()
      let count = 0
      await readLog(store, {
        ...{ prefixes: ['visit-', 'notification-'], from, until, signal },
        handle(events, checkpoint) {
          for (const event of events) {
            if (event.category === 'visit') add(visits, event)
            else if (event.category === 'notification') add(notifications, event)
          }
          count += events.length
          from = checkpoint
        },
      })
      return count
    },
  }
}

/** Taken by the provider, so that it arrives, perhaps without our hearing of it. `undelivered` is told not to have arrived. */
const reaching: readonly Mode[] = ['ok', 'reset-after-accept', 'silent']

/** What a fake recorded, by what our messages say of themselves there. */
export function handedOf({ provider, at, headers, body, mode }: RecordedRequest): Handed {
  const fields = (body ?? {}) as Record<string, unknown>
  const common = { at: parseInstant(at), reached: reaching.some((one) => one === mode) }
  const read = (text: unknown) => readCorrelation(typeof text === 'string' ? text : '')
  if (provider === 'resend') {
    const correlation = read(headers['idempotency-key'])
    return { ...common, provider, notificationId: correlation?.notificationId ?? null, attempt: null }
  }
  const isTwilio = provider === 'twilio'
  const callback = String(fields.StatusCallback ?? '')
  const correlation = read(
    isTwilio ? URL.parse(callback)?.searchParams.get('correlation') : fields.biz_opaque_callback_data,
  )
  return {
    ...common,
    provider: isTwilio ? 'twilio' : 'whatsapp-cloud',
    notificationId: correlation?.notificationId ?? null,
    attempt: correlation?.attempt ?? null,
  }
}
