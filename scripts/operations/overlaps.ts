import { createHash } from 'node:crypto'
import { type AuditedEvent, createSlotAudit, MissingHistory, type Overlap, type SlotAudit } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { readLog } from './log.ts'
import type { LogProgress } from './progress.ts'

export interface NamedOverlap extends Overlap {
  readonly stream: string
}

/** What was looked at and what was found: anybody with the log can make it again and compare the hash. */
export interface Certificate {
  /** Null: every tenant. */
  readonly tenant: string | null
  /** The first and the last local day that has a stream, `YYYY-MM-DD`. */
  readonly from: string | null
  readonly to: string | null
  readonly streams: number
  readonly events: number
  /** The log was read up to here. */
  readonly position: string
  readonly overlaps: readonly NamedOverlap[]
  /** Reservations that staff laid over others on purpose. */
  readonly acknowledged: number
  readonly result: 'proven' | 'violated'
  /** SHA-256, hex, over a line `<stream> <revision> <event id>` for each event in the order of the log. */
  readonly hash: string
}

/**
 * Reads every slot stream up to the position, each into a book of its own, and proves that nothing was taken twice unless
 * somebody said so. @throws MissingHistory, Outage, InvalidEvent, or the signal's reason
 */
export async function auditOverlaps(
  store: EventStore,
  options: {
    readonly tenant: string | null
    readonly until: bigint
    readonly signal: AbortSignal
    readonly progress: LogProgress
  },
): Promise<Certificate> {
  const { tenant, until, signal, progress } = options
  const days = new Map<string, SlotAudit>()
  const overlaps: NamedOverlap[] = []
  const hash = createHash('sha256')
  const dates: { from: string | null; to: string | null } = { from: null, to: null }
  let events = 0

  await readLog(store, {
    prefixes: [tenant === null ? 'slot-' : `slot-${tenant}_`],
    until,
    signal,
    handle: (batch, checkpoint) => {
      for (const event of batch) {
        const { stream, revision, id, ids } = event
        let day = days.get(stream)
        if (!day) {
          day = createSlotAudit()
          days.set(stream, day)
          const date = ids[2] ?? ''
          if (dates.from === null || date < dates.from) dates.from = date
          if (dates.to === null || date > dates.to) dates.to = date
        }
        const overlap = inStream(stream, day, event as unknown as AuditedEvent)
        if (overlap) overlaps.push({ stream, ...overlap })
        hash.update(`${stream} ${revision} ${id}\n`)
        events += 1
      }
      progress.passed(batch.length, checkpoint)
    },
  })
  signal.throwIfAborted()
  let acknowledged = 0
  for (const day of days.values()) acknowledged += day.acknowledged
  return {
    tenant,
    ...dates,
    streams: days.size,
    events,
    position: until.toString(),
    overlaps,
    acknowledged,
    result: overlaps.length === 0 ? 'proven' : 'violated',
    hash: hash.digest('hex'),
  }
}

function inStream(stream: string, day: SlotAudit, event: AuditedEvent): Overlap | null {
  try {
    return day.add(event)
  } catch (error) {
    if (error instanceof MissingHistory) throw new MissingHistory(`${stream}: ${error.message}; nothing is proven`)
    throw error
  }
}
