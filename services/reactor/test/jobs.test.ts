import { cancelVisit, moveVisit } from '@visita/agenda'
import { StreamName, type VisitId } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { notificationQueue, queueMigrations } from '@visita/notifications'
import { listNotifications, notifications, projectionMigrations, type TenantDb } from '@visita/projections'
import { runProjections, waitForPosition, withEveryTenant, withTenant } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { sql } from 'kysely'
import { test } from 'tap'
import { policies } from '../src/registry.ts'
import { requestOf, startStage, tenant } from './stage.ts'

// A visit's life as operators see its messages: the list of jobs, and the queue that the dispatcher works off.

const stage = await startStage([projectionMigrations, queueMigrations])
const { agenda, book, postgresUrl, readStore, settled, store, withReactors } = stage
await stage.setPolicies({ notifications: 'live' })
const kept = [notifications, notificationQueue]
const stop = new AbortController()
const keeping = runProjections<RecordedEvent>({
  ...{ url: postgresUrl, logger: createLogger({ service: 'reactor', level: 'silent' }), retryMs: 20 },
  ...{ projections: kept, follow: (options) => store.follow(options), signal: stop.signal },
  openPersonal: async (events) => events,
})

/** The jobs of a visit that still are to be sent, `<kind> <channel> <due> <locale> <zone>`. */
async function waiting(visitId: VisitId): Promise<string[]> {
  await settled()
  const names = kept.map(({ name }) => name)
  if (!(await waitForPosition(readStore, names, await store.head(), 60_000))) throw new Error('the lists are behind')
  const filter = { status: ['pending' as const], visitId }
  const ask = (db: TenantDb) => listNotifications(db, tenant, filter, { limit: 50, after: null })
  const { items } = await withTenant(readStore, tenant, ask)
  return items.map((one) => `${one.cause_kind} ${one.channel} ${one.due_at} ${one.locale} ${one.timezone}`).sort()
}
const queued = (visitId: VisitId) =>
  withEveryTenant(readStore, async (db) => {
    const { rows } = await sql`SELECT FROM queue.notification_job WHERE visit_id = ${visitId}`.execute(db)
    return rows.length
  })

test('booked, moved there and back, and cancelled: the jobs are those of the visit as it is, and the queue has no other', async (t) => {
  const customer = { name: 'Inês', phone: '+351912345678', locale: 'pt-PT', timezone: 'Europe/Lisbon' }
  const visitId = await book('one', '2026-03-04T10:00:00Z', { customer })
  const hers = 'pt-PT Europe/Lisbon'
  const reminders = [
    `visit.reminder.t24h whatsapp 2026-03-03T10:00:00Z ${hers}`,
    `visit.reminder.t2h whatsapp 2026-03-04T08:00:00Z ${hers}`,
    'visit.reminder.t30m in_app 2026-03-04T09:30:00Z en-GB UTC',
    `visit.reminder.t30m whatsapp 2026-03-04T09:30:00Z ${hers}`,
  ]
  await withReactors(policies, async () => {
    const now = '2026-03-02T09:00:00Z'
    t.same(await waiting(visitId), [
      `visit.confirmed whatsapp ${now} ${hers}`,
      `visit.created in_app ${now} en-GB UTC`,
      ...reminders,
    ])
    for (const [key, to] of [
      ['there', '2026-03-05T12:00:00Z'],
      ['back', '2026-03-04T10:00:00Z'],
    ] as const) {
      await moveVisit(agenda, requestOf(key), { visitId, start: Date.parse(to) })
      await settled()
    }
    t.same(await waiting(visitId), [
      ...reminders,
      `visit.rescheduled in_app ${now} en-GB UTC`,
      `visit.rescheduled whatsapp ${now} ${hers}`,
    ])
    t.equal(await queued(visitId), 6)
    await cancelVisit(agenda, { request: requestOf('off'), visitId, stream: StreamName.visit(tenant, visitId) })
    t.same(await waiting(visitId), [`visit.canceled in_app ${now} en-GB UTC`, `visit.canceled whatsapp ${now} ${hers}`])
    t.equal(await queued(visitId), 2)
  })
})

test('end', async () => {
  stop.abort()
  await keeping
  await stage.stop()
})
