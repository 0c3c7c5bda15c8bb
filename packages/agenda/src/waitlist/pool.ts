import type { Resource, VisitType, Waiting } from '@visita/domain'
import { type Need, suits } from '../booking/candidates.ts'

type Asked = Pick<Waiting, 'resourceIds' | 'locationId'>

/**
 * Who may serve somebody that waits, by what the type needs. Of a kind of which they named fewer than the type needs, or just
 * as many, all those serve; where they named more, any of them will do; a kind that they did not name is left open. Null:
 * nobody can, as things are. `all` holds every resource of the tenant, `named` those that they named, also where they are
 * archived by now.
 */
export function needsOf(
  visitType: VisitType,
  { resourceIds, locationId }: Asked,
  all: readonly Resource[],
  named: readonly Resource[],
): Need[] | null {
  const mayServe = all.filter((resource) => suits(resource, visitType, locationId ?? undefined))
  const needs = visitType.needs.map(({ kind, count }): Need & { kind: string } => {
    const ofKind = mayServe.filter((resource) => resource.kind === kind)
    const asked = named.filter((resource) => resource.kind === kind && resourceIds?.includes(resource.id))
    const mine = ofKind.filter(({ id }) => asked.some((one) => one.id === id))
    if (asked.length > count) return { kind, count, named: [], others: mine }
    if (mine.length < asked.length) return { kind, count, named: [], others: [] }
    return {
      kind,
      count,
      named: mine,
      others: mine.length === count ? [] : ofKind.filter((one) => !mine.includes(one)),
    }
  })
  return needs.every((need) => need.named.length + need.others.length >= need.count) ? needs : null
}

/** The same where this resource is one of those that serve; null where it cannot be. */
export function withResource(needs: readonly Need[], { id }: Pick<Resource, 'id'>): Need[] | null {
  let found = false
  const fixed = needs.map((need) => {
    if (need.named.some((one) => one.id === id)) {
      found = true
      return need
    }
    const [own] = need.others.filter((one) => one.id === id)
    if (!own || need.named.length === need.count) return need
    found = true
    const named = [...need.named, own]
    return { ...need, named, others: named.length === need.count ? [] : need.others.filter((one) => one !== own) }
  })
  return found ? fixed : null
}

/** The resources of which one at least serves, whoever else does: the shortest such list. */
export function scanned(needs: readonly Need[]): readonly Resource[] {
  const lists = needs.map(({ named, others }) => (named[0] ? [named[0]] : others))
  return lists.reduce((shortest, list) => (list.length < shortest.length ? list : shortest), lists[0] ?? [])
}
