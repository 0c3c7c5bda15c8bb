import { createStreams } from '@visita/dispatcher'
import { StreamName, TenantId, VisitId } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { notificationQueue, queueMigrations } from '@visita/notifications'
import { projectionMigrations, projections } from '@visita/projections'
import { migrations as reactorMigrations } from '@visita/reactor'
import type { ReadStore } from '@visita/read-store'
import { parseInstant, systemClock } from '@visita/runtime'
import { providerMessagesName, webhookMigrations } from '@visita/webhooks'
import { type Booked, bookOnce, type Step, scratchTenant } from './booking.ts'
import { checkDisk } from './disk.ts'
import { type Examined, examine, type Finding, failed, ok, skipped } from './finding.ts'
import { ask } from './http.ts'
import { checkLag } from './lag.ts'
import { checkChannels, checkObligations, checkQueue } from './owed.ts'
import { checkKeys, checkService } from './services.ts'
import { checkEventStore, checkMasterKey, checkMigrations, checkPostgres, mostApartMs } from './stores.ts'

export interface Patient {
  readonly store: EventStore
  /** As `visita_writer`. */
  readonly readStore: ReadStore
  readonly postgresUrl: string
  readonly masterKey: Buffer
  readonly commandUrl: string
  readonly readUrl: string
  readonly platformKey: string | null
  readonly demoKeys: Readonly<Record<string, string>> | null
  /** Where the local stores are; null: they are somewhere else. */
  readonly localDir: string | null
  /** Whether a visit is booked, the only thing that is written. */
  readonly books: boolean
  /** How long what is made from the log may take to get to its end, ms. */
  readonly lagPatienceMs: number
}

export interface Examination {
  readonly healthy: boolean
  readonly checks: readonly Examined[]
  /** What the booking took, step by step; empty where there was none. */
  readonly booking: readonly Step[]
}

const { now } = systemClock()

/** Everything, one after the other, whatever is found on the way. `onChecked` is told of each. */
export async function examineAll(
  patient: Patient,
  signal: AbortSignal,
  onChecked: (done: number, of: number) => void,
): Promise<Examination> {
  const { store, readStore, postgresUrl, masterKey, commandUrl, readUrl } = patient
  const checks: Examined[] = []
  const total = 14
  async function check(...[name, advice, look]: Parameters<typeof examine>): Promise<Examined> {
    signal.throwIfAborted()
    const examined = await examine(name, advice, look)
    signal.throwIfAborted()
    checks.push(examined)
    onChecked(checks.length, total)
    return examined
  }
  const reach = (what: string) => `${what} cannot be reached: is it running, and is its address right?`

  await check('event store', reach('It'), () => checkEventStore(store))
  await check('postgres', reach('It'), () => checkPostgres(readStore, now))
  const sets = [projectionMigrations, reactorMigrations, queueMigrations, webhookMigrations]
  await check('migrations', reach('Postgres'), () => checkMigrations(postgresUrl, sets))
  await check('command API', 'See the log of command-api: it does not run, or not there.', () =>
    checkService('command-api', commandUrl, signal),
  )
  await check('read API', 'See the log of read-api: it does not run, or not there.', () =>
    checkService('read-api', readUrl, signal),
  )
  await check('demo keys', 'See the read API.', () => checkKeys(patient.demoKeys, readUrl, signal))

  let booked: Booked | null = null
  await check('booking', 'See the log of the service that the step is of.', async () => {
    if (!patient.books) return skipped('not asked for')
    if (patient.platformKey === null) return skipped('no platform key: set VISITA_PLATFORM_KEY')
    booked = await bookOnce({ commandUrl, readUrl, platformKey: patient.platformKey }, signal)
    return ok('booked, read, cancelled and read again')
  })
  const visit = booked as Booked | null
  // After it, since then there is somebody's data.
  await check('master key', reach('Postgres'), () => checkMasterKey(readStore, masterKey))
  await check('event store clock', 'See the event store.', async () => {
    if (!visit) return skipped('nothing was booked')
    if ((await servicesNow(patient, signal)) !== null) return skipped('the services go by a manual clock')
    const cancel = visit.steps.find(({ step }) => step === 'cancel')
    return checkStoreClock(store, visit.visitId, cancel?.ms ?? 0)
  })
  await check('read models', 'See the event store and Postgres.', async () =>
    checkLag(store, readStore, {
      names: [...projections.map(({ name }) => name), 'obligations', notificationQueue.name, providerMessagesName],
      target: visit?.position ?? (await store.head()),
      patienceMs: patient.lagPatienceMs,
      now,
      signal,
    }),
  )
  await check('obligations', 'See Postgres.', async () =>
    checkObligations(readStore, (await servicesNow(patient, signal)) ?? now()),
  )
  await check('queue', 'See Postgres.', async () =>
    checkQueue(readStore, (await servicesNow(patient, signal)) ?? now()),
  )
  await check('channels', 'See Postgres.', async () =>
    checkChannels(
      readStore,
      createStreams(store, systemClock()).tenants,
      (await servicesNow(patient, signal)) ?? now(),
    ),
  )
  await check('disk', 'The data directory cannot be looked at.', async () =>
    patient.localDir === null ? skipped('the stores are not in the data directory') : checkDisk(patient.localDir),
  )
  const healthy = checks.every(({ state }) => state !== 'failed')
  return { healthy, checks, booking: visit?.steps ?? [] }
}

/** What a manual clock says, epoch ms; null where the services go by the system's. */
async function servicesNow({ commandUrl, platformKey }: Patient, signal: AbortSignal): Promise<number | null> {
  if (platformKey === null) return null
  const key = { key: platformKey, headers: { 'x-visita-tenant': scratchTenant } }
  const answer = await ask(`${commandUrl}/v1/_clock`, key, signal).catch(() => null)
  return answer?.status === 200 ? parseInstant(String(answer.body?.now)) : null
}

/**
 * The command API notes when it made an event, and the store when it wrote it: both say what time it is, and what lies
 * between them is no longer than the request took.
 */
export async function checkStoreClock(
  store: Pick<EventStore, 'read'>,
  visitId: string,
  tookMs: number,
): Promise<Finding> {
  const events = await store.read(StreamName.visit(TenantId.parse(scratchTenant), VisitId.parse(visitId)))
  const [last] = events.slice(-1)
  if (!last) {
    return failed('the visit that was booked is not in the log', 'Look whether all services use this event store.')
  }
  const later = Math.round(last.created - parseInstant(last.meta.recordedAt))
  const detail = `writes ${later} ms after the command API’s time, in a request of ${tookMs} ms`
  const isRight = later >= -mostApartMs && later <= tookMs + mostApartMs
  return isRight ? ok(detail) : failed(detail, 'Have both machines keep time (NTP).')
}
