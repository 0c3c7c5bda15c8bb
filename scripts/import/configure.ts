import { type Answer, type Api, member, problemOf } from './api.ts'
import { inParallel } from './concurrency.ts'
import { exitCode, ImportFailure } from './failure.ts'
import { fill, type Mapping } from './mapping.ts'
import type { Plan } from './plan.ts'
import { newest } from './position.ts'
import type { Target } from './target.ts'

/**
 * Puts the visit type, the locations and the agents that the plan needs. Putting them again changes nothing, and
 * whatever else the tenant has configured stays as it is.
 * @returns how far the log was then, as a token for the read API
 */
export async function configure(api: Api, target: Target, plan: Plan, mapping: Mapping): Promise<string | null> {
  const { timezone, hours, openDays, slotMinutes, visitType, agentName } = mapping
  let position: string | null = null
  const put = async (path: string, document: { readonly id: string }) => {
    const url = `${target.commandUrl}/v1/admin/${path}/${document.id}`
    const answer = await api.call({ method: 'PUT', url, key: target.keys.admin, body: document })
    if (answer.status !== 200) throw refusal(`${path}/${document.id}`, answer)
    position = newest(position, answer)
  }
  await put('visit-types', {
    ...visitType,
    durationMinutes: slotMinutes,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    seats: 1,
    needs: [{ kind: 'agent', count: 1 }],
    mode: 'in_person',
    slotIntervalMinutes: Math.min(slotMinutes, 60),
  } as { id: string })
  await inParallel(8, plan.sites, ({ id, name }) => put('locations', { id, name, timezone } as { id: string }))
  const agents = plan.sites.flatMap((site) => site.agents.map((id, index) => ({ id, site, number: index + 1 })))
  await inParallel(8, agents, ({ id, site, number }) =>
    put('resources', {
      id,
      kind: 'agent',
      name: fill(agentName, { location: site.name, number: String(number) }).slice(0, 200),
      timezone,
      locationId: site.id,
      capacity: 1,
      visitTypeIds: [visitType.id],
      schedule: { weekly: [{ days: openDays, ...hours }], exceptions: [], holidays: null },
    } as { id: string }),
  )
  return position
}

/** How long after a visit's start this tenant gives somebody up, in minutes: a no-show without a time of its own was then. */
export async function noShowAfter(api: Api, target: Target, position: string | null): Promise<number> {
  const answer = await api.call({
    method: 'GET',
    url: `${target.readUrl}/v1/admin/tenant/policies`,
    key: target.keys.admin,
    headers: position === null ? {} : { 'visita-min-position': position },
  })
  const minutes = member(answer.body, 'noShowAfterMinutes')
  if (answer.status === 200 && typeof minutes === 'number') return minutes
  throw new ImportFailure(exitCode.usage, `The tenant’s policies cannot be read: ${answer.status} ${problemOf(answer)}`)
}

/** A configuration that is refused is refused for every row: nothing is booked then. */
function refusal(what: string, answer: Answer): ImportFailure {
  const { status } = answer
  const hint = status === 401 || status === 403 ? ' (an admin key is needed)' : ''
  const text = JSON.stringify(answer.body)?.slice(0, 500) ?? ''
  return new ImportFailure(exitCode.usage, `${what} was refused: ${status} ${problemOf(answer)}${hint} ${text}`)
}
