import { randomUUID } from 'node:crypto'
import {
  type DomainEvent,
  epochOf,
  instantOf,
  localDate,
  minuteMs,
  type Resource,
  StreamName,
  type VisitId,
} from '@visita/domain'
import {
  type BookedVisit,
  book,
  cancel,
  configured,
  held,
  message,
  move,
  policies,
  resource,
  tell,
} from '@visita/projections/testing'
import fc from 'fast-check'
import { test } from 'tap'
import { date, demo, monday, other, startReadApi } from './harness.ts'

const slot = (id: string, day = date) => StreamName.slot(demo, id as Resource['id'], day)
const zones: Record<string, string> = { tom: 'Asia/Tokyo' }
const dayOf = (id: string, start: string) => localDate(epochOf(start), zones[id] ?? 'America/Sao_Paulo')

const kinds = [
  ...['book', 'book', 'book', 'book', 'half', 'cancel', 'late release', 'move', 'move', 'status', 'status', 'hold'],
  ...['block', 'block', 'block', 'unblock', 'message', 'message', 'configure', 'archive', 'holiday', 'contact'],
] as const
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    who: fc.constantFrom('ana', 'bea', 'cai', 'tom'),
    which: fc.nat(1000),
    /** From noon, UTC; half of them within the next hours. */
    start: fc.oneof(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 44 })).map((step) => step * 15),
  }),
  { minLength: 50, maxLength: 50 },
)

test('GET /v1/audit/agenda/day', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const day = async (role: 'operator' | 'auditor', query: string) =>
    (await api.get(role, `/v1/${role === 'auditor' ? 'audit' : 'admin'}/agenda/day?date=${query}`)).body
  /** As an auditor is shown it. */
  const withoutNames = (document: unknown): unknown =>
    JSON.parse(JSON.stringify(document), (key, value) => (key === 'customerName' && value !== null ? 'sealed' : value))
  const centro = { id: 'centro', name: 'Centro', timezone: 'America/Sao_Paulo' }

  t.test('as of each instant of a history it is what the live agenda was then', async (t) => {
    const [history = []] = fc.sample(steps, { numRuns: 1, seed: 4711 })
    let now = monday
    const later = { record: (stream: string, event: DomainEvent) => api.record(stream, event, now) }
    const customers = [
      await api.register(demo, { name: 'Ana Núñez', phone: '+56911111111' }),
      await api.register(demo, { name: 'Bruno' }),
    ]
    later.record(StreamName.tenant(demo), { type: 'LocationConfigured', data: { location: centro, at: monday } })
    const documents = new Map<string, Resource>()
    const configure = (id: string, more: Partial<Resource> = {}) => {
      const timezone = zones[id] ?? 'America/Sao_Paulo'
      const document = { ...resource(id, { timezone, locationId: 'centro' as never }), ...documents.get(id), ...more }
      documents.set(id, document)
      later.record(StreamName.resource(demo, document.id), configured(document))
    }
    for (const id of ['ana', 'bea', 'cai', 'tom']) configure(id)

    const queries = [date, `${date}&locationId=centro`, '2026-03-03']
    const seen: { at: string; documents: unknown[] }[] = []
    /** What has happened is recorded; the next happens 45 seconds later. */
    async function capture() {
      const documents: unknown[] = []
      for (const query of queries) documents.push(withoutNames(await day('operator', query)))
      seen.push({ at: now, documents })
      now = instantOf(epochOf(now) + 45_000)
      api.clock.set(epochOf(now))
    }

    const made: { visit: BookedVisit; start: string; attempt: number }[] = []
    const unreleased: BookedVisit[] = []
    const blocks: { id: string; who: string }[] = []
    for (const { kind, who, which, start: minutes } of history) {
      const start = instantOf(epochOf(monday) + minutes * minuteMs)
      const known = made.length === 0 ? undefined : made[which % made.length]
      const customerId = customers[which % 3] ?? randomUUID()
      // The reason of an override that the facts record is under a key that nobody has.
      const override = which % 3 === 2
      const booking = { tenant: demo, resourceIds: [who], date: dayOf(who, start), start, customerId }
      switch (kind) {
        case 'book':
          made.push({ visit: book(later, { ...booking, override }), start, attempt: 1 })
          break
        case 'half':
          book(later, booking, { dangling: true })
          break
        case 'cancel':
          if (known) cancel(later, demo, known.visit)
          break
        case 'late release':
          if (known) cancel(later, demo, known.visit, { release: false })
          if (known) unreleased.push(known.visit)
          break
        case 'move': {
          if (!known || unreleased.includes(known.visit)) break
          const { visit, start: from } = known
          const attempt = known.attempt + 1
          const steps = move(later, {
            ...{ tenant: demo, visit, attempt, from, start, resourceIds: [who], date: dayOf(who, start) },
          })
          steps.reserved()
          await capture()
          steps.recorded()
          await capture()
          steps.released()
          Object.assign(known, { visit: steps.moved, start, attempt })
          break
        }
        case 'status': {
          const statuses = [
            'VisitConfirmed',
            'VisitSetOut',
            'VisitCheckedIn',
            'VisitCompleted',
            'VisitNoShowMarked',
          ] as const
          const type = statuses[which % 5] ?? 'VisitConfirmed'
          const more = type === 'VisitConfirmed' || type === 'VisitNoShowMarked' ? { automatic: true } : {}
          if (known) tell(later, demo, known.visit, type, more)
          break
        }
        case 'hold': {
          const end = instantOf(epochOf(start) + 30 * minuteMs)
          const expiresAt = instantOf(epochOf(now) + (which % 10) * 30_000)
          later.record(slot(who, dayOf(who, start)), held(randomUUID(), start, end, expiresAt))
          break
        }
        case 'block': {
          const id = randomUUID()
          const span = { coversFrom: start, coversUntil: instantOf(epochOf(start) + 60 * minuteMs) }
          const source = which % 2 === 0 ? { source: 'google' } : {}
          later.record(slot(who, dayOf(who, start)), { type: 'SlotBlocked', data: { blockId: id, ...span, ...source } })
          if (dayOf(who, start) === date) blocks.push({ id, who })
          break
        }
        case 'unblock': {
          const block = blocks.pop()
          if (block) later.record(slot(block.who), { type: 'SlotUnblocked', data: { blockId: block.id } })
          break
        }
        case 'message': {
          const about = made.at(-1)?.visit
          if (!about) break
          const sent = message(later, demo, { due: now, visitId: about.visitId as VisitId }).start(now)
          const refused = { type: 'RecordRefused', attempt: 1, class: 'no-address', code: null } as const
          if (which % 3 > 0) sent.ask(now, { ...refused, next: which % 3 === 1 ? 'dead-letter' : 'fail' })
          await capture()
          if (which % 2 === 0 && which % 3 === 1) sent.ask(now, { type: 'RetryNotification' })
          break
        }
        case 'configure': {
          const hours = { days: [1, 2], start: `0${which % 9}:00`, end: '17:30' }
          const schedule = { weekly: [hours], exceptions: [], holidays: which % 2 === 0 ? { country: 'BR' } : null }
          configure(who, { schedule, capacity: 1 + (which % 2), name: `Agent ${which}` })
          break
        }
        case 'archive':
          later.record(StreamName.resource(demo, who as never), {
            type: 'ResourceArchived',
            data: { resourceId: who, at: monday },
          })
          break
        case 'holiday': {
          const holidays = which % 2 === 0 ? [{ date, name: 'Own' }] : []
          const changed = { ...policies, holidays, travelMinutes: which % 3 === 0 ? 30 : 0 }
          later.record(StreamName.tenant(demo), { type: 'TenantPoliciesSet', data: { policies: changed, at: monday } })
          break
        }
        case 'contact': {
          const customerId = customers[which % 2] ?? ''
          const email = which % 4 < 2 ? await api.sealed(demo, customerId, 'a@b.example') : null
          const contact = {
            ...{ name: null, phone: null, email, externalId: null, locale: null, timezone: null, consents: {} },
          }
          later.record(StreamName.customer(demo, customerId as never), {
            type: 'CustomerContactChanged',
            data: { customerId, contact, at: monday },
          })
          break
        }
        default:
          kind satisfies never
      }
      await capture()
    }
    for (const { at, documents } of seen) {
      for (const [index, query] of queries.entries()) {
        t.same(await day('auditor', `${query}&asOf=${at}`), documents[index], `${query} as of ${at}`)
      }
    }
    const told = JSON.stringify(seen)
    for (const kind of ['overlap', 'blocked', 'unconfirmed', 'no-contact', 'failed-message']) {
      t.ok(told.includes(`"kind":"${kind}"`), `${kind} was among the incidents`)
    }
    const between = instantOf(epochOf(seen[20]?.at ?? '') + 44_999)
    const asOf = async (at: string) =>
      ((await day('auditor', `${date}&asOf=${at}`)) as { visitCount: number }).visitCount
    t.equal(await asOf(between), await asOf(seen[20]?.at ?? ''), 'nothing happens between')
  })

  t.test('names are sealed to an auditor, and erased once their key is gone', async (t) => {
    const start = '2026-03-10T13:00:00Z'
    const customerId = await api.register(demo, { name: 'Carla', email: 'c@example.com' })
    book(api, { tenant: demo, resourceIds: ['ana'], date: '2026-03-10', start, customerId })
    const names = async (asOf: string) =>
      (await day('auditor', `2026-03-10&asOf=${asOf}`)).resources[0].visits.map(
        ({ customerName }: { customerName: string | null }) => customerName,
      )
    t.same(await names(monday), ['sealed'])
    await api.vault.erase(demo, customerId)
    t.same(await names(monday), ['erased'], 'known then, and not to be read any more')
    api.record(
      StreamName.customer(demo, customerId as never),
      { type: 'CustomerErased', data: { customerId, at: monday } },
      '2026-03-02T12:00:01Z',
    )
    t.same(await names(monday), ['erased'])
    t.same(await names('2026-03-02T12:00:01Z'), [null], 'from then on nobody was known')
  })

  t.test('the reading is on record, and so is the question why something was offered then', async (t) => {
    const reads = async () => {
      const today = instantOf(api.clock.now()).slice(0, 10)
      const events = await api.store.read(StreamName.auditLog(demo, today))
      return events.map(({ data, meta }) => ({ ...(data as Record<string, unknown>), by: meta.role }))
    }
    const before = (await reads()).length
    t.equal((await api.get('auditor', `/v1/audit/agenda/day?date=2026-03-10&asOf=${monday}`)).status, 200)
    await api.get('operator', `/v1/availability/explain?typeId=nothing&start=${monday}&asOf=${monday}`)
    await api.get('operator', `/v1/availability/explain?typeId=nothing&start=${monday}`)
    t.match((await reads()).slice(before), [
      { route: '/v1/audit/agenda/day', asked: { date: '2026-03-10', asOf: monday }, answered: 1, by: 'auditor' },
      { route: '/v1/availability/explain', asked: { typeId: 'nothing', start: monday }, answered: 0, by: 'operator' },
    ])
    t.equal((await reads()).length, before + 2, 'how things are now is no question to the log')
  })

  t.test('what is not there is not found, and what is to come is not known', async (t) => {
    const ask = (query: string, tenant = demo) =>
      api.get('auditor', `/v1/audit/agenda/day?date=${date}${query}`, tenant)
    t.equal((await ask('&locationId=nowhere')).status, 404)
    t.equal((await ask('&locationId=centro', other)).status, 404)
    t.equal((await ask('&locationId=centro&asOf=2026-03-02T11:59:59Z')).status, 404, 'it was not there yet')
    const ahead = instantOf(api.clock.now() + 1)
    t.match(await ask(`&asOf=${ahead}`), { status: 400, body: { errors: [{ path: '/asOf' }] } })
    t.match((await ask('', other)).body, { resources: [], visitCount: 0 })
    t.match(
      (await ask('&asOf=2026-02-01T00:00:00Z')).body,
      { resources: [], incidents: [] },
      'before there was anything',
    )
  })
})
