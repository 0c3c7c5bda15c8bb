import { randomUUID } from 'node:crypto'
import { StreamName } from '@visita/domain'
import { book, configured, resource } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, other, startReadApi } from './harness.ts'

const customerId = randomUUID()
const uuid = randomUUID()
const event = 'visit.created'

const fromLog = ['/v1/admin/stream', '/v1/audit/events', '/v1/admin/notification-rules']

/** Every route of this service, who may use it, and a query that it takes. */
const routes: readonly { path: string; roles: readonly string[]; query?: string; body?: object }[] = [
  { path: '/v1/locations', roles: ['channel', 'operator', 'admin'] },
  { path: '/v1/resources', roles: ['channel', 'operator', 'admin'] },
  { path: '/v1/visit-types', roles: ['channel', 'operator', 'admin'] },
  { path: '/v1/admin/tenant/policies', roles: ['operator', 'admin'] },
  { path: '/v1/admin/notification-templates', roles: ['operator', 'admin'] },
  { path: '/v1/admin/notification-templates/visit.created/sms/es', roles: ['operator', 'admin'] },
  { path: '/v1/admin/channels', roles: ['operator', 'admin'] },
  { path: '/v1/admin/notification-rules', roles: ['operator', 'admin'] },
  { path: `/v1/admin/notification-rules/${event}`, roles: ['operator', 'admin'] },
  { path: '/v1/visits', roles: ['channel', 'operator'], query: `customerId=${customerId}` },
  { path: `/v1/visits/${uuid}`, roles: ['channel', 'operator'] },
  { path: '/v1/admin/visits', roles: ['operator'] },
  { path: `/v1/admin/visits/${uuid}`, roles: ['operator'] },
  { path: '/v1/admin/agenda/day', roles: ['operator'], query: `date=${date}` },
  { path: '/v1/admin/agenda/week', roles: ['operator'], query: 'week=2026-W10' },
  { path: '/v1/admin/trays/to-confirm', roles: ['operator'] },
  { path: '/v1/admin/trays/reschedules', roles: ['operator'] },
  { path: '/v1/admin/trays/no-contact', roles: ['operator'] },
  { path: '/v1/admin/trays/no-show-risk', roles: ['operator'] },
  { path: '/v1/admin/kpis', roles: ['operator'], query: `from=${date}&to=${date}` },
  { path: '/v1/admin/stream', roles: ['operator'] },
  { path: '/v1/availability', roles: ['channel', 'operator'], query: 'typeId=viewing' },
  {
    path: '/v1/availability/explain',
    roles: ['operator', 'auditor'],
    query: 'typeId=viewing&start=2026-03-03T09:00',
  },
  { path: `/v1/audit/visits/${uuid}`, roles: ['auditor'] },
  { path: '/v1/audit/events', roles: ['auditor'] },
  { path: '/v1/audit/agenda/day', roles: ['auditor'], query: `date=${date}` },
  { path: '/v1/admin/agenda/blocks', roles: ['operator'] },
  { path: '/v1/admin/agenda/bulk-moves', roles: ['operator'] },
  { path: `/v1/admin/agenda/bulk-moves/${uuid}`, roles: ['operator'] },
  { path: '/v1/admin/notifications/jobs', roles: ['operator'] },
  { path: `/v1/admin/notifications/jobs/${uuid}`, roles: ['operator'] },
  { path: '/v1/admin/notifications/why', roles: ['operator', 'admin'], query: `customerId=${customerId}` },
  { path: '/v1/admin/notifications/what-if', roles: ['operator', 'admin'], body: { from: monday, to: at('13:00') } },
  { path: '/v1/admin/notifications/sla', roles: ['operator', 'admin'], query: `from=${date}&to=${date}` },
  { path: '/v1/admin/notifications/shadow-report', roles: ['operator', 'admin'], query: `from=${date}&to=${date}` },
  { path: '/v1/admin/waitlist', roles: ['operator'] },
  { path: `/v1/visits/series/${uuid}`, roles: ['channel', 'operator'] },
  { path: `/v1/customers/${customerId}`, roles: ['channel', 'operator'] },
  { path: `/v1/customers/${customerId}/inbox`, roles: ['channel', 'operator'] },
  { path: '/v1/admin/inbox', roles: ['operator', 'admin'], query: 'recipient=resource:ana' },
]

test('the read API', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const ask = (
    role: Parameters<typeof api.get>[0],
    { body, path }: (typeof routes)[number],
    asked = path,
    headers: Record<string, string> = {},
  ) => (body ? api.post(role, asked, body, demo, headers) : api.get(role, asked, demo, headers))

  t.test('every route of the service is in the list of this test', async (t) => {
    const { body } = await api.get('operator', '/openapi.json')
    const known = routes.map(({ path }) =>
      path
        .replace(uuid, '{id}')
        .replace(customerId, '{id}')
        .replace(`rules/${event}`, 'rules/{event}')
        .replace('visit.created/sms/es', '{key}/{channel}/{locale}'),
    )
    t.same(
      Object.keys(body.paths)
        .filter((path) => path.startsWith('/v1/'))
        .sort(),
      known.sort(),
    )
  })

  t.test('each route is for its roles and for nobody else', async (t) => {
    for (const route of routes) {
      const { path, roles, query } = route
      const asked = query === undefined ? path : `${path}?${query}`
      for (const role of ['channel', 'operator', 'admin', 'auditor'] as const) {
        const { status, body } = await ask(role, route, asked)
        if (roles.includes(role)) t.ok([200, 404].includes(status), `${role} ${path}: ${status}`)
        else t.match({ status, type: body.type }, { status: 403, type: '/problems/forbidden' }, `${role} ${path}`)
      }
      t.match(await ask(null, route, asked), { status: 401, body: { type: '/problems/unauthenticated' } }, path)
    }
  })

  t.test('a query that a route does not know is refused, and so is a position that is none', async (t) => {
    for (const route of routes) {
      const { path, roles, query } = route
      const asked = `${path}?${query === undefined ? '' : `${query}&`}`
      const role = roles[0] as 'channel' | 'operator'
      const unknown = await ask(role, route, `${asked}nonsense=1`)
      t.match(
        unknown,
        { status: 400, body: { type: '/problems/invalid-request', errors: [{ path: '/nonsense' }] } },
        path,
      )
      const token = await ask(role, route, asked.replace(/[?&]$/, ''), { 'visita-min-position': 'AAAA' })
      t.match(token, { status: 400, body: { type: '/problems/position-invalid' } }, path)
    }
  })

  t.test('another tenant’s things are not there, whatever they are asked by', async (t) => {
    const location = { id: 'centro', name: 'Centro', timezone: 'America/Sao_Paulo' }
    api.record(StreamName.tenant(demo), { type: 'LocationConfigured', data: { location, at: monday } })
    const ana = resource('ana', { locationId: 'centro' as never })
    api.record(StreamName.resource(demo, ana.id), configured(ana))
    const customer = await api.register(demo, { name: 'Ana', externalId: 'crm-1' })
    const booking = {
      tenant: demo,
      resourceIds: ['ana'],
      date,
      start: at('13:00'),
      customerId: customer,
      locationId: 'centro',
    }
    const { visitId } = book(api, booking)
    const one = [
      `/v1/visits/${visitId}`,
      `/v1/admin/visits/${visitId}`,
      `/v1/customers/${customer}`,
      `/v1/admin/agenda/day?date=${date}&locationId=centro`,
    ]
    for (const path of one) {
      t.equal((await api.get('operator', path)).status, 200, path)
      t.match(await api.get('operator', path, other), { status: 404, body: { type: '/problems/not-found' } }, path)
    }
    const lists = [
      '/v1/locations',
      '/v1/resources',
      `/v1/visits?customerId=${customer}`,
      '/v1/visits?externalId=crm-1',
      '/v1/admin/visits',
      '/v1/admin/visits?resourceId=ana',
    ]
    for (const path of lists) {
      t.equal((await api.get('operator', path)).body.items.length, 1, path)
      t.same((await api.get('operator', path, other)).body, { items: [], nextCursor: null }, path)
    }
    const agenda = (await api.get('operator', `/v1/admin/agenda/day?date=${date}`, other)).body
    t.match(agenda, { resources: [], visitCount: 0, next120Minutes: [], incidents: [] })
  })

  t.test('a read waits for the position it names, and says when it is behind', async (t) => {
    const here = await api.settled()
    const token = { 'visita-min-position': api.token(here) }
    t.equal((await api.get('operator', '/v1/admin/visits', demo, token)).status, 200)
    const ahead = { 'visita-min-position': api.token(here + 1_000_000n) }
    for (const route of routes) {
      const { path, roles, query } = route
      const asked = query === undefined ? path : `${path}?${query}`
      const reply = await ask(roles[0] as 'channel', route, asked, ahead)
      // A visit and a message are folded from their streams: they are never behind.
      if ([`/v1/visits/${uuid}`, `/v1/admin/notifications/jobs/${uuid}`].includes(path)) t.equal(reply.status, 404)
      // What these tell comes from the log, or from the tenant's own stream.
      else if (fromLog.some((begin) => path.startsWith(begin))) t.equal(reply.status, 200)
      else
        t.match(
          reply,
          { status: 503, body: { type: '/problems/read-model-behind' }, headers: { 'retry-after': '1' } },
          path,
        )
    }
    const waiting = api.get('operator', `/v1/customers/${randomUUID()}`, demo, token)
    t.equal((await waiting).status, 404)
  })

  t.test('it is ready once its stores answer and the read models were built', async (t) => {
    t.match(await api.get(null, '/health/ready'), {
      status: 200,
      body: { checks: { postgres: { ok: true }, eventStore: { ok: true }, readModels: { ok: true } } },
    })
  })
})
