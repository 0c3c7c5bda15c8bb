import type { NotificationEvent } from '@visita/domain'
import type { NotificationRow } from '@visita/projections'
import type { Finding } from './finding.ts'

/** What became of a message, in the order in which it happened; `row` is what its whole stream makes. */
export function findingsOf(events: readonly NotificationEvent[], row: NotificationRow): readonly Finding[] {
  return events.flatMap((event) => found(event, row))
}

function found(event: NotificationEvent, row: NotificationRow): readonly Finding[] {
  const { at } = event.data
  switch (event.type) {
    case 'NotificationRequested': {
      const { ruleId: rule, channel, dueAt: due, parentId, fallbackOrder, fallbackIndex } = event.data
      const planned = { code: 'planned', at, rule, channel, due } as const
      const before = fallbackOrder[fallbackIndex - 1]
      return parentId === null || before === undefined
        ? [planned]
        : [planned, { code: 'took-over', at, channel: before }]
    }
    case 'NotificationGatesJudged': {
      const stops = event.data.gates.filter(({ verdict }) => verdict !== 'pass')
      if (stops.length === 0) return [{ code: 'gates-passed', at }]
      return stops.map(({ gate, verdict, why }) => ({
        ...{ code: verdict === 'stop' ? 'gate-stopped' : 'gate-waits', at, gate, detail: why },
      }))
    }
    case 'NotificationDeferred':
      return [{ code: 'deferred', at, reason: event.data.why, until: event.data.until }]
    case 'NotificationAttemptStarted':
      return [{ code: 'started', at, attempt: event.data.attempt, provider: event.data.provider }]
    case 'NotificationAccepted': {
      const { attempt, as } = event.data
      const code = as === 'late' ? 'accepted-late' : 'accepted'
      return [{ code, at, attempt, provider: row.provider ?? '' }]
    }
    case 'NotificationAttemptRefused': {
      const { attempt, class: failure, code: detail, retryAt } = event.data
      const refused = { at, attempt, failure, detail }
      return [
        retryAt === null ? { code: 'refused', ...refused } : { code: 'refused-for-now', ...refused, until: retryAt },
      ]
    }
    case 'NotificationAttemptLost':
      return [{ code: 'lost', at, attempt: event.data.attempt, until: event.data.lookAgainAt }]
    case 'NotificationSent':
      return [{ code: 'sent', at: event.data.providerAt }]
    case 'NotificationDelivered':
      return [{ code: 'delivered', at: event.data.providerAt }]
    case 'NotificationRead':
      return [{ code: 'read', at: event.data.providerAt }]
    case 'NotificationUndelivered':
      return [{ code: 'undelivered', at: event.data.providerAt, failure: event.data.class, detail: event.data.code }]
    case 'NotificationFailed':
      return [{ code: 'failed', at, failure: event.data.class, detail: event.data.code }]
    case 'NotificationDeadLettered':
      return [{ code: 'dead-letter', at, failure: event.data.class, detail: event.data.code }]
    case 'NotificationFellBack':
      return [{ code: 'fell-back', at, channel: event.data.channel, reason: event.data.why }]
    case 'NotificationRetried':
      return [{ code: 'retried', at }]
    case 'NotificationSuperseded':
      return [{ code: 'superseded', at }]
    case 'NotificationCancelled':
      return [{ code: 'cancelled', at, reason: event.data.why }]
    case 'NotificationSuppressed':
      return [{ code: 'suppressed', at, reason: event.data.why }]
    case 'NotificationExpired':
      return [{ code: 'expired', at, reason: event.data.why }]
    case 'NotificationShadowed':
      return [{ code: 'shadowed', at }]
    default:
      return []
  }
}

const endings: readonly Finding['code'][] = [
  ...(['shadowed', 'expired', 'suppressed', 'cancelled', 'superseded', 'fell-back', 'dead-letter', 'failed'] as const),
]
/** How far it came, the farthest first. What arrived did, whatever another of their devices said. */
const arrivals: readonly Finding['code'][] = ['read', 'delivered', 'undelivered', 'sent', 'accepted', 'accepted-late']

/**
 * What decides whether they got it: that they did; or how far it came; or what ended it; or what it waits for. `now` is what is said
 * of one that waits (RFC 3339, UTC).
 */
export function decisive(findings: readonly Finding[], row: NotificationRow, now: string): Finding {
  const last = (codes: readonly Finding['code'][]) =>
    codes.map((code) => findings.findLast((finding) => finding.code === code)).find((finding) => finding !== undefined)
  const arrived = last(['read', 'delivered'])
  if (arrived) return arrived
  if (row.status === 'sent' || row.resolution === 'fell_back') {
    const ended = last(endings) ?? last(arrivals)
    if (ended) return ended
  }
  if (row.resolution !== null || row.status === 'failed' || row.status === 'dead_letter') {
    const ended = last(endings)
    if (ended) return ended
  }
  if (row.status === 'processing') {
    const attempt = findings.findLast(({ code }) => code === 'lost' || code === 'started')
    return attempt?.code === 'lost' ? attempt : { code: 'being-sent', at: now }
  }
  return { code: 'waits', at: now, until: row.next_at }
}
