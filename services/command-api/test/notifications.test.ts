import { randomUUID } from 'node:crypto'
import { StreamName } from '@visita/domain'
import { message } from '@visita/projections/testing'
import { test } from 'tap'
import { monday, project, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const stopProjecting = project(api, stores)
const url = '/v1/admin/notifications'
const at = (time: string) => `2026-03-02T${time}:00Z`
const retry = (id: string, body?: unknown) => api.send('operator', 'POST', `${url}/jobs/${id}/retry`, body)
const redrive = (body: unknown) => api.send('operator', 'POST', `${url}/redrive`, body)

/** Writes what a message's facts say, in their order. */
const log = (() => {
  let writing: Promise<unknown> = Promise.resolve()
  const meta = { tenant, actor: 'key:test', role: 'system', channel: 'dispatcher', correlationId: 'test' }
  const when = { occurredAt: monday, recordedAt: monday }
  return {
    record(stream: string, { type, data }: { type: string; data: unknown }) {
      const event = { id: randomUUID(), type, data, meta: { ...meta, ...when } }
      writing = writing.then(() => api.store.append(stream, [event], 'any'))
    },
    written: () => writing,
  }
})()

const unavailable = { class: 'unavailable', code: '131016' } as const
const fail = (deadLetter: boolean) => ({ type: 'FailNotification', ...unavailable, deadLetter }) as const
const eventsOf = async (id: string) =>
  (await api.store.read(StreamName.notification(tenant, id as never))).map(({ type }) => type)

test('a message that failed is tried again, once however often it is asked for', async (t) => {
  const failed = message(log, tenant, { due: at('11:00') }).ask(at('11:01'), fail(false))
  await log.written()
  const { notificationId: id } = failed
  t.match(await retry(id), {
    status: 202,
    body: { id, status: 'pending' },
    headers: { 'visita-position': /./, 'visita-unchanged': undefined },
  })
  t.match(await retry(id, {}), { status: 202, body: { status: 'pending' }, headers: { 'visita-unchanged': 'true' } })
  const events = await eventsOf(id)
  t.equal(events.filter((type) => type === 'NotificationRetried').length, 1)
  const [first] = (await api.store.read(StreamName.notification(tenant, id as never))).slice(-1)
  t.match(first?.meta, { role: 'operator', actor: /^key:/, channel: 'api' })
})

test('what has not failed, is of no use any more or is not there says so', async (t) => {
  const waiting = message(log, tenant, { due: at('13:00') })
  const late = message(log, tenant, { due: at('09:00') }).ask(at('09:01'), fail(false))
  await log.written()
  const notFailed = { status: 409, body: { type: '/problems/notification-not-failed', status: 409 } }
  t.match(await retry(waiting.notificationId), notFailed)
  t.match(await retry(late.notificationId), {
    status: 409,
    body: { type: '/problems/notification-too-late', notAfter: at('11:00') },
  })
  t.equal((await retry(randomUUID())).status, 404)
  t.equal((await retry('x')).status, 400)
  t.equal((await retry(waiting.notificationId, { force: true })).status, 400)
  t.equal((await api.send('channel', 'POST', `${url}/jobs/${waiting.notificationId}/retry`)).status, 403)
})

test('what another channel took the place of is tried again for whoever asks', async (t) => {
  const fellBack = message(log, tenant, { due: at('11:00') }).ask(at('11:01'), fail(true))
  fellBack.ask(at('11:02'), { type: 'FallBack', channel: 'email', childId: randomUUID() as never, why: 'failed' })
  await log.written()
  t.match(await retry(fellBack.notificationId), { status: 202, body: { status: 'pending' } })
})

test('dead letters are tried again in portions until none is left', async (t) => {
  const made = [
    message(log, tenant, { due: at('11:30') }),
    message(log, tenant, { due: at('11:20'), priority: 1 }),
    message(log, tenant, { due: at('11:40'), channel: 'email' }),
    message(log, tenant, { due: at('11:25') }),
  ]
  for (const one of made) one.ask(at('11:50'), fail(true))
  message(log, tenant, { due: at('08:00') }).ask(at('08:10'), fail(true))
  const bug = message(log, tenant, { due: at('11:45') })
  bug.ask(at('11:50'), { type: 'FailNotification', class: 'our-bug', code: '100', deadLetter: true })
  const failed = message(log, tenant, { due: at('11:30') }).ask(at('11:50'), fail(false))
  await log.written()
  const retried = async () => {
    const all = [...made, bug, failed].map(async ({ notificationId }) =>
      (await eventsOf(notificationId)).includes('NotificationRetried'),
    )
    return Promise.all(all)
  }
  const whatsapp = { failureClass: 'unavailable', channel: 'whatsapp', limit: 2 }
  t.match(await redrive(whatsapp), {
    status: 202,
    body: { retried: 2, left: 1, tooLate: 1 },
    headers: { 'visita-position': /./ },
  })
  t.same(await retried(), [true, false, false, true, false, false], 'critical ones first')
  t.match(await redrive(whatsapp), { status: 202, body: { retried: 1, left: 0, tooLate: 1 } })
  t.match(await redrive(whatsapp), { status: 202, body: { retried: 0, left: 0 } })
  const within = { from: at('11:41'), to: '2026-03-02T08:46:00-03:00' }
  t.match(await redrive(within), { status: 202, body: { retried: 1, left: 0, tooLate: 0 } })
  t.same(await retried(), [true, true, false, true, true, false])
  t.match(await redrive({}), { status: 202, body: { retried: 1, left: 0, tooLate: 1 } })
  t.same(await retried(), [true, true, true, true, true, false], 'what failed is no dead letter')

  for (const body of [{ limit: 0 }, { limit: 201 }, { channel: 'fax' }, { from: 'today' }, { status: 'failed' }]) {
    t.equal((await redrive(body)).status, 400, JSON.stringify(body))
  }
})

test('two who ask at once try each dead letter again once', async (t) => {
  const made = Array.from({ length: 20 }, () => message(log, tenant, { due: at('11:59') }).ask(at('12:00'), fail(true)))
  await log.written()
  const answers = await Promise.all([redrive({}), redrive({})])
  t.same(
    answers.map(({ status }) => status),
    [202, 202],
  )
  for (const { notificationId } of made) {
    const events = await eventsOf(notificationId)
    t.equal(events.filter((type) => type === 'NotificationRetried').length, 1)
  }
})

test('end', async () => {
  await stopProjecting()
  await api.close()
  await stores.stop()
})
