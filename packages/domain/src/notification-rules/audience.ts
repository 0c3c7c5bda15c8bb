import type { ResourceId } from '../ids.ts'
import { recipientKey } from '../notification/key.ts'
import type { Recipient } from '../notification/words.ts'
import type { PlanningGround, ToldVisit } from './occasion.ts'
import type { NotificationRule } from './rule.ts'
import type { MessageKind, RuleRecipient } from './words.ts'

/** One person and the visits that they are told of, in the order of time. */
export interface Told {
  readonly recipient: Recipient
  readonly visits: readonly ToldVisit[]
}

/** Whom a rule tells of these visits: each person once, with all of theirs. */
export function audienceOf(
  { agents }: Pick<PlanningGround, 'agents'>,
  kind: MessageKind,
  { recipients }: Pick<NotificationRule, 'recipients'>,
  visits: readonly ToldVisit[],
): readonly Told[] {
  const told = new Map<string, { recipient: Recipient; visits: ToldVisit[] }>()
  for (const one of [...visits].sort((a, b) => a.state.visit.start - b.state.visit.start)) {
    for (const recipient of recipients.flatMap((who) => named(who, kind, one, (id) => agents.has(id)))) {
      const key = recipientKey(recipient)
      const known = told.get(key)
      if (!known) told.set(key, { recipient, visits: [one] })
      else if (!known.visits.includes(one)) known.visits.push(one)
    }
  }
  return [...told.values()]
}

function named(
  who: RuleRecipient,
  kind: MessageKind,
  one: ToldVisit,
  isAgent: (id: ResourceId) => boolean,
): readonly Recipient[] {
  const { visit } = one.state
  switch (who) {
    case 'customer':
      return [{ kind: 'customer', personId: visit.customerId }]
    case 'participants':
      return visit.participants
        .filter(({ personId }) => personId !== visit.customerId)
        .map(({ personId }) => ({ kind: 'participant', personId }))
    case 'agents':
      return resourcesFor(kind, one)
        .filter(isAgent)
        .map((resourceId) => ({ kind: 'resource', resourceId }))
  }
}

/** Of a move, those who stay, those who come and those who go are each told something else; of the rest, all who are with it. */
function resourcesFor(kind: MessageKind, { state, former }: ToldVisit): readonly ResourceId[] {
  const idsOf = (claims: readonly { readonly resourceId: ResourceId }[]) => [
    ...new Set(claims.map(({ resourceId }) => resourceId)),
  ]
  const now = idsOf(state.visit.claims)
  const before = idsOf(former?.claims ?? [])
  if (kind === 'visit.unassigned') return before.filter((id) => !now.includes(id))
  if (kind === 'visit.assigned') return now.filter((id) => !before.includes(id))
  return kind === 'visit.rescheduled' ? now.filter((id) => before.includes(id)) : now
}
