import { recordedBy } from '@visita/audit'
import {
  epochOf,
  type MessageKind,
  type RuleEvent,
  reminderEvent,
  reminderOf,
  remindersOf,
  ruleEventOf,
  rulesOf,
  staleAfterMs,
  type TenantEvent,
  type TenantState,
  tenant,
  type VisitDetails,
  type VisitEvent,
  visit as visitDecider,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'

/** Why nobody was to be told of something. `at` is when it was decided that way, RFC 3339; null where nothing happened. */
export interface Missing {
  readonly kind: MessageKind
  readonly code:
    | 'not-happened'
    | 'no-reminder'
    | 'no-rule'
    | 'rule-disabled'
    | 'rule-for-others'
    | 'confirmed-instead'
    | 'import'
    | 'series'
    | 'bulk-move'
    | 'begun'
    | 'not-yet'
    | 'nobody-planned'
  readonly rule: string | null
  readonly at: string | null
}

/** As the log has it. */
type Told = VisitEvent & Pick<RecordedEvent, 'revision' | 'meta'>

export interface Gap {
  /** Of the visit, from its first; none where nobody asks about a visit. */
  readonly events: readonly Told[]
  readonly tenantEvents: readonly RecordedEvent<TenantEvent>[]
  /** What there are messages of. */
  readonly told: ReadonlySet<string>
  /** Null: everything that there was to tell. */
  readonly kind: MessageKind | 'visit.reminder' | null
  readonly now: number
}

/** What there was to tell of a visit, and nobody was to be told; each with the first reason. */
export function missingOf(gap: Gap): readonly Missing[] {
  const { visit } = gap.events.reduce((state, event) => visitDecider.evolve(state, event), visitDecider.initial)
  if (visit === null) return []
  return kindsOf(gap)
    .filter((kind) => !gap.told.has(kind))
    .map((kind) => missing(gap, visit, kind))
}

const causes = {
  'visit.created': 'VisitRequested',
  'visit.confirmed': 'VisitConfirmed',
  'visit.rescheduled': 'VisitRescheduled',
  'visit.canceled': 'VisitCancelled',
  'visit.no_show': 'VisitNoShowMarked',
} as const satisfies Partial<Record<RuleEvent, VisitEvent['type']>>
const placing: readonly VisitEvent['type'][] = ['VisitRequested', 'VisitRescheduled', 'VisitReassigned']

function kindsOf({ events, tenantEvents, kind, now }: Gap): readonly MessageKind[] {
  const { policies, notificationRules } = settingsAt(tenantEvents, now)
  const reminders = policies ? remindersOf({ policies, notificationRules }).map(reminderEvent) : []
  if (kind === 'visit.reminder') return reminders
  if (kind !== null) return [kind]
  const happened = Object.entries(causes).filter(([, type]) => events.some((event) => event.type === type))
  return [...happened.map(([kind]) => kind as RuleEvent), ...reminders]
}

function missing({ events, tenantEvents, now }: Gap, visit: VisitDetails, kind: MessageKind): Missing {
  const because = (code: Missing['code'], at: string | null, rule: string | null = null) => ({ kind, code, rule, at })
  const event = ruleEventOf(kind)
  const cause = causeOf(events, kind)
  if (event === null || !cause) return because('not-happened', null)
  const recordedAt = parseInstant(cause.meta.recordedAt)
  const at = cause.data.at
  const reminder = reminderOf(kind)
  // What was said of events counted as the rules were then; reminders are planned anew when they change.
  const settings = settingsAt(tenantEvents, reminder === null ? recordedAt : now)
  if (!settings.policies) return because('nobody-planned', at)
  if (reminder !== null && !remindersOf({ ...settings, policies: settings.policies }).includes(reminder)) {
    return because('no-reminder', at)
  }
  const { rules } = rulesOf(settings, event)
  const [first] = rules
  if (!first) return because('no-rule', at)
  const enabled = rules.filter(({ enabled }) => enabled)
  if (enabled.length === 0) return because('rule-disabled', at, first.id)
  const isForPeople = enabled.some(({ recipients }) => recipients.some((who) => who !== 'agents'))
  if (!isForPeople && !forAgents.has(event)) return because('rule-for-others', at, enabled[0]?.id ?? null)

  const isFirst = kind === 'visit.created' || (cause.type === 'VisitConfirmed' && cause.data.automatic)
  if (kind === 'visit.created' && isConfirmedAtOnce(events)) return because('confirmed-instead', at)
  if (visit.origin === 'import' && reminder === null) return because('import', at)
  if (visit.seriesFrom !== undefined && kind === 'visit.canceled') return because('series', at)
  if (visit.seriesId !== undefined && isFirst) return because('series', at)
  if ('bulkMoveId' in cause.data && cause.data.bulkMoveId !== undefined && reminder === null)
    return because('bulk-move', at)
  if (kind !== 'visit.no_show' && startAfter(events, cause) <= recordedAt) return because('begun', at)
  return because(now - recordedAt <= staleAfterMs ? 'not-yet' : 'nobody-planned', at)
}

/** What only agents are told. */
export const forAgents: ReadonlySet<string> = new Set<RuleEvent>(['visit.assigned', 'visit.unassigned'])

/** The last event that there was to tell of: of reminders, the one that placed the visit. */
function causeOf(events: readonly Told[], kind: MessageKind): Told | undefined {
  if (reminderOf(kind) !== null) return events.findLast(({ type }) => placing.includes(type))
  const type = causes[kind as keyof typeof causes] ?? (forAgents.has(kind) ? 'VisitReassigned' : undefined)
  return events.findLast((event) => event.type === type)
}

/** When the visit was to begin as of that event. */
function startAfter(events: readonly Told[], cause: Told): number {
  const placed = events.findLast(({ type, revision }) => placing.includes(type) && revision <= cause.revision)
  return placed && 'start' in placed.data ? epochOf(placed.data.start) : Number.POSITIVE_INFINITY
}

function isConfirmedAtOnce(events: readonly Told[]): boolean {
  const requested = events.findLast(({ type }) => type === 'VisitRequested')
  const confirmed = events.find(
    ({ type, revision }) => type === 'VisitConfirmed' && revision > (requested?.revision ?? 0n),
  )
  return confirmed?.type === 'VisitConfirmed' && confirmed.data.automatic && confirmed.data.at === requested?.data.at
}

/** The tenant as it had been recorded by then (epoch ms). */
export const settingsAt = (events: readonly RecordedEvent<TenantEvent>[], at: number): TenantState =>
  recordedBy(events, at).reduce((state, event) => tenant.evolve(state, event as unknown as TenantEvent), tenant.initial)
