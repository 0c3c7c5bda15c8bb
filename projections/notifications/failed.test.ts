import { randomUUID } from 'node:crypto'
import { epochOf, type Resource, StreamName, type VisitId } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { test } from 'tap'
import {
  agendaDay,
  agendaRows,
  agendaVersion,
  configuration,
  configurationOf,
  customers,
  hasFailed,
  notificationRow,
  notifications,
} from '../index.ts'
import { book, configured, message, resource } from '../test/facts.ts'
import { demo, other, stage } from '../test/stage.ts'

const date = '2026-03-02'
const at = (time: string) => `${date}T${time}:00Z`
const fail = { type: 'FailNotification', class: 'no-address', code: null } as const
const refused = { type: 'RecordRefused', attempt: 1, class: 'no-address', code: null } as const

test('a critical message has failed from its last failure until somebody tries again, and the agenda’s version says so', async (t) => {
  const on = await stage(t, [configuration, agendaDay, customers, notifications])
  on.record(StreamName.resource(demo, 'ana' as Resource['id']), configured(resource('ana')))
  const booked = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('15:00') })
  const visitId = booked.visitId as VisitId
  async function day() {
    const { resources: configured } = await on.ask(demo, (db) => configurationOf(db, demo))
    const asked = { dates: [date], configured, locationId: null, resourceId: null, now: epochOf(at('09:00')) }
    return (await agendaRows(on.store, demo, asked))[0]
  }
  let known = ''
  /** Whether the day shows it as failed, and whether its version changed since it was last asked. */
  async function shown() {
    await on.settled()
    const before = known
    known = (await agendaVersion(on.store, demo)).whole
    const rows = await day()
    return [rows?.visits.get(visitId)?.message_failed, known !== before]
  }
  await shown()
  const one = message(on, demo, { due: at('10:00'), visitId })
  t.same(await shown(), [false, false])
  one.start(at('10:00'))
  t.same(await shown(), [false, false], 'what every message goes through changes no day')
  one.ask(at('10:01'), { ...refused, next: 'dead-letter' })
  t.same(await shown(), [true, true])
  one.ask(at('10:02'), { type: 'RetryNotification' })
  t.same(await shown(), [false, true], 'tried again by hand')
  one.start(at('10:03')).accepted(at('10:03')).told(at('10:04'), 'delivered')
  t.same(await shown(), [false, false])

  const second = message(on, demo, { due: at('11:00'), visitId }).start(at('11:00'))
  second.ask(at('11:01'), { ...refused, next: 'fail' })
  t.same(await shown(), [true, true], 'it failed, and nothing has taken its place yet')
  second.ask(at('11:02'), { type: 'FallBack', channel: 'email', childId: randomUUID() as never, why: 'failed' })
  t.same(await shown(), [false, true], 'the next channel has it now')

  const late = message(on, demo, { due: at('12:00'), visitId })
  late.ask(at('14:30'), { type: 'ExpireNotification', why: 'not-after' })
  t.same(await shown(), [true, true], 'it never went out')

  for (const more of [{ priority: 1 as const }, { mode: 'shadow' as const }]) {
    message(on, demo, { due: at('13:00'), visitId: randomUUID() as VisitId, ...more }).ask(at('13:01'), {
      ...fail,
      deadLetter: true,
    })
  }
  message(on, other, { due: at('13:00'), visitId }).ask(at('13:01'), { ...fail, deadLetter: true })
  const quiet = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('16:00') }).visitId as VisitId
  message(on, demo, { due: at('13:00'), visitId: quiet, priority: 1 }).ask(at('13:01'), { ...fail, deadLetter: true })
  // Booked too late for it: that is nobody's failure.
  message(on, demo, { due: at('08:00'), visitId: quiet }).ask(at('09:00'), { type: 'ExpireNotification', why: 'late' })
  await on.settled()
  t.equal((await day())?.visits.get(quiet)?.message_failed, false, 'it was not a critical one')
  const visitIds = [randomUUID() as VisitId, quiet]
  message(on, demo, { due: at('13:00'), visitIds }).ask(at('13:01'), { ...fail, deadLetter: true })
  await on.settled()
  t.equal(
    (await day())?.visits.get(quiet)?.message_failed,
    true,
    'one that tells of several visits failed each of them',
  )
})

test('whatever happens to a message, nothing brings it into or out of having failed without being noted', (t) => {
  let seed = 11
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  let turns = 0
  for (let life = 0; life < 400; life += 1) {
    const events: RecordedEvent[] = []
    const record = (stream: string, { type, data }: { type: string; data: object }) => {
      const [revision, at] = [BigInt(events.length), { occurredAt: '', recordedAt: '' }]
      events.push({
        id: '',
        stream,
        category: '',
        ids: [demo],
        revision,
        position: revision,
        type,
        data,
        meta: at,
      } as never)
    }
    const one = message({ record } as never, demo, { due: at('10:00') })
    for (let step = 0; step < 20; step += 1) {
      const now = at(`${10 + Math.floor(step / 8)}:${String(step).padStart(2, '0')}`)
      const attempt = Math.max(1, one.state().notification?.attempts.length ?? 1)
      const asked = [
        { ...refused, attempt, next: 'fail' },
        { ...refused, attempt, next: 'dead-letter' },
        { type: 'RecordAccepted', attempt, providerMessageId: null },
        { type: 'ReportStatus', attempt, status: 'delivered', providerAt: epochOf(now), providerMessageId: null },
        { ...fail, deadLetter: true },
        { type: 'FallBack', channel: 'email', childId: randomUUID(), why: 'failed' },
        { type: 'RetryNotification' },
        { type: 'RetryNotification' },
        { type: 'ExpireNotification', why: 'not-after', gates: [] },
        { type: 'CancelNotification', why: 'by-hand' },
      ][next(14)]
      try {
        if (asked) one.ask(now, asked as never)
        else one.start(now)
      } catch {
        // Refused: nothing happened.
      }
    }
    const failedAfter = (count: number) => {
      const row = notificationRow(events.slice(0, count))
      return row !== null && hasFailed(row)
    }
    events.forEach((event, index) => {
      if (failedAfter(index) === failedAfter(index + 1)) return
      turns += 1
      const noted = notifications.on[event.type]?.(event).some(({ table }) => table === 'read.notification_change')
      if (!noted) t.fail(`${event.type} is not noted`)
    })
  }
  t.ok(turns > 300, `${turns} turns were seen`)
  t.end()
})
