import { minuteMs, StreamName, type VisitId } from '@visita/domain'
import { inParallel, parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Deps, Due, Policy, Recorded } from '../policy.ts'
import { openOfVisit } from './messages.ts'
import { type Ahead, visitsAhead } from './visits-ahead.ts'
import { withdrawAll } from './withdrawal.ts'

interface Payload {
  /** The last visit that was seen to, in the order of their starts. Null: none yet. */
  readonly after: Ahead | null
}

/** Visits that are seen to before other timers get their turn, and at the same time. */
const portion = 50
const atOnce = 8
/** By then whoever was planning by what held before has finished. */
const graceMs = 5_000

type Changed = Recorded<
  | 'TenantPoliciesSet'
  | 'NotificationRulesSet'
  | 'NotificationRulesReset'
  | 'ChannelAccountSet'
  | 'ChannelAccountRemoved'
>
const changed = ({ meta }: Changed) => ({
  open: [{ key: 'reminders', dueAt: parseInstant(meta.recordedAt) + graceMs, payload: { after: null } }],
})

/**
 * The reminders of every visit ahead are as the tenant has them now: those that are not wanted any more are cancelled, those that are
 * and were not yet are requested. One for each tenant; changed again meanwhile, it begins anew.
 */
export const replan: Policy<Payload> = {
  kind: 'replan',
  on: {
    TenantPoliciesSet: changed,
    NotificationRulesSet: changed,
    NotificationRulesReset: changed,
    ChannelAccountSet: changed,
    ChannelAccountRemoved: changed,
  },
  async fulfil(deps, due) {
    const { readStore, clock, signal } = deps
    const after = due.payload.after ?? { start: clock.now() + minuteMs, visitId: '' as VisitId }
    const visits = await visitsAhead(readStore, due.tenant, after, portion)
    await inParallel(visits, atOnce, async ({ visitId }) => {
      signal.throwIfAborted()
      await replanVisit(deps, due, visitId)
    })
    const last = visits.at(-1)
    return last && visits.length === portion ? { again: clock.now(), payload: { after: last } } : undefined
  },
}

async function replanVisit(deps: Deps, due: Due, visitId: VisitId): Promise<void> {
  const { planning, readStore, clock, aggregates } = deps
  const { now: state, at } = await planning.readVisit(due.tenant, visitId)
  const placed = state && at(state.placedAtRevision)
  if (!placed || (state.status !== 'pending' && state.status !== 'confirmed')) return
  const { eventId, event, recordedAt } = placed
  const cause = { eventId, at: parseInstant(event.data.at), recordedAt }
  const wanted = await planning.tell(requestOf(due), [{ about: 'reminders', cause, state }], { settingsMs: 0 })
  const ids = new Set(wanted.map(({ notificationId }) => notificationId))
  const open = await openOfVisit(readStore, due.tenant, visitId)
  // What was due already waits for the end of somebody's night, and is theirs.
  const reminders = open.filter(({ kind, dueAt }) => kind.startsWith('visit.reminder.') && dueAt > clock.now())
  await withdrawAll(deps, due, reminders, ({ notificationId }, now) =>
    ids.has(notificationId) ? null : { type: 'CancelNotification', why: 'rule-removed', now },
  )
  const { state: since } = await aggregates.visit.load(StreamName.visit(due.tenant, visitId))
  if (since.placedAtRevision === state.placedAtRevision) return
  await withdrawAll(deps, due, wanted, ({ visitRevision }, now) =>
    visitRevision === since.placedAtRevision
      ? null
      : { type: 'SupersedeNotification', byRevision: since.placedAtRevision, now },
  )
}
