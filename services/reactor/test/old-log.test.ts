import { randomUUID } from 'node:crypto'
import { ClaimId, PersonId, ResourceId, StreamName, type VisitEvent, VisitId } from '@visita/domain'
import { toInstant } from '@visita/runtime'
import { test } from 'tap'
import type { Policy } from '../src/policy.ts'
import { policies } from '../src/registry.ts'
import { outboxOf, told } from './outbox.ts'
import { context, hour, minute, monday, startStage, tenant, viewing } from './stage.ts'

// A log that was written before there was anybody to tell people of it, or that is read again.

const stage = await startStage()
const { readStore, settled, store, vault, withReactors } = stage
const outbox = outboxOf(stage)
const day = 24 * hour
const ana = ResourceId.parse('ana')
const customerId = PersonId.create()
await vault.createKey(tenant, customerId)
await stage.setPolicies({ notifications: 'live' })

type Life = 'completed' | 'cancelled' | 'no-show' | 'ahead'
/** A visit that was requested and confirmed at `recordedAt`, moved an hour later, and came to that end. Epoch ms. */
async function lived(name: string, start: number, recordedAt: number, life: Life): Promise<VisitId> {
  const visitId = VisitId.derive(name)
  const claims = [{ claimId: ClaimId.derive(name), resourceId: ana, date: toInstant(start).slice(0, 10) }]
  const placeAt = (from: number) => ({
    ...{ start: toInstant(from), end: toInstant(from + 30 * minute), timezone: 'UTC', claims, locationId: null },
  })
  const booked = toInstant(recordedAt)
  const moved = toInstant(recordedAt + hour)
  const ended = toInstant(start + hour)
  const events: (VisitEvent & { readonly at: string })[] = [
    {
      ...{ type: 'VisitRequested', at: booked },
      data: {
        ...{
          visitId,
          tenant,
          attempt: 1,
          typeId: viewing.id,
          customerId,
          ...placeAt(start - hour),
          unitId: null,
          seats: 1,
        },
        ...{ origin: 'api', participants: [], notes: null, override: null, at: booked },
      },
    },
    { type: 'VisitConfirmed', at: booked, data: { visitId, automatic: true, at: booked } },
    {
      ...{ type: 'VisitRescheduled', at: moved },
      data: {
        ...{ visitId, attempt: 2, former: placeAt(start - hour), ...placeAt(start) },
        ...{ reason: null, override: null, at: moved },
      },
    },
  ]
  if (life === 'completed') events.push({ type: 'VisitCompleted', at: ended, data: { visitId, at: ended } })
  if (life === 'cancelled')
    events.push({ type: 'VisitCancelled', at: moved, data: { visitId, reason: null, at: moved } })
  if (life === 'no-show') {
    events.push({ type: 'VisitNoShowMarked', at: ended, data: { visitId, automatic: true, at: ended } })
  }
  await store.append(
    StreamName.visit(tenant, visitId),
    events.map(({ type, data, at }) => ({
      ...{ id: randomUUID(), type, data, meta: { ...context, occurredAt: at, recordedAt: at } },
    })),
    'no_stream',
  )
  return visitId
}

/** The policies, and how often each of them was asked to fulfil something that needs a look at a stream. */
function counted() {
  const looks = new Map<string, number>()
  const watched = policies.map(
    (policy): Policy => ({
      ...policy,
      fulfil: (deps, due) => {
        const planning = {
          ...deps.planning,
          readVisit: (...asked: Parameters<typeof deps.planning.readVisit>) => {
            looks.set(policy.kind, (looks.get(policy.kind) ?? 0) + 1)
            return deps.planning.readVisit(...asked)
          },
        }
        return policy.fulfil({ ...deps, planning }, due)
      },
    }),
  )
  return { watched, looks }
}

test('a new reactor over a log of visits long past requests nothing, and looks at no more streams than it must', async (t) => {
  const lives = ['completed', 'cancelled', 'no-show'] as const
  for (let i = 0; i < 90; i++) {
    const start = monday - 30 * day + i * hour
    await lived(`past ${i}`, start, start - 3 * day, lives[i % 3] ?? 'completed')
  }
  const { watched, looks } = counted()
  await withReactors(watched, settled)
  t.same(await outbox.all(), [])
  t.same([...looks], [['announce', 30]], 'only those that were cancelled do not say when they would have been')
})

test('of a visit that lies ahead what happened long ago is written down and not told, and its reminders are planned', async (t) => {
  const visitId = await lived('ahead', monday + 2 * day, monday - 2 * day, 'ahead')
  await withReactors(policies, settled)
  const first = await outbox.of(visitId)
  t.same(told(first.filter(({ to }) => to.startsWith('customer'))), [
    'visit.reminder.t24h whatsapp pending',
    'visit.reminder.t2h whatsapp pending',
    'visit.reminder.t30m whatsapp pending',
    'visit.rescheduled whatsapp skipped_stale',
  ])
  const head = await store.head()
  await readStore.query("DELETE FROM visita.checkpoint WHERE projection = 'obligations'")
  await withReactors(policies, settled)
  t.equal(await store.head(), head, 'read once more, the log is as it was: nothing is requested twice')
})

test('end', () => stage.stop())
