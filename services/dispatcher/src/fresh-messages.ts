import type { RecordedEvent } from '@visita/event-store'
import type { Notifications } from '@visita/notifications'
import type { Follow } from '@visita/read-store'
import { type Clock, parseInstant } from '@visita/runtime'

/** What is due so soon after it was scheduled is worked on while it still is in memory. */
const soonMs = 60_000

/**
 * The feed's subscription, by which the messages in memory hear of what is written to them, too: one that is sent as soon as it is
 * scheduled, or tried again soon, then costs no read. Only of what is news: a log that is caught up with has thousands of old ones.
 */
export const remembering =
  (
    follow: Follow<RecordedEvent>,
    notifications: Pick<Notifications, 'adopt' | 'observe'>,
    clock: Pick<Clock, 'now'>,
  ): Follow<RecordedEvent> =>
  (options) => {
    let live = false
    return follow({
      ...options,
      onCaughtUp: () => {
        live = true
        options.onCaughtUp?.()
      },
      onBrokenOff: () => {
        live = false
        options.onBrokenOff?.()
      },
      handle: async (batch, checkpoint) => {
        if (live) remember(batch, notifications, clock.now() + soonMs)
        await options.handle(batch, checkpoint)
      },
    })
  }

function remember(
  batch: readonly RecordedEvent[],
  notifications: Pick<Notifications, 'adopt' | 'observe'>,
  soon: number,
): void {
  const streams = Map.groupBy(
    batch.filter(({ category }) => category === 'notification'),
    ({ stream }) => stream,
  )
  for (const events of streams.values()) {
    if (events[0]?.revision === 0n) {
      if (events.some((event) => isDueBy(event, soon))) notifications.adopt(events)
    } else for (const event of events) notifications.observe(event)
  }
}

const isDueBy = ({ type, data }: RecordedEvent, soon: number): boolean =>
  type === 'NotificationScheduled' && parseInstant((data as { readonly dueAt: string }).dueAt) <= soon
