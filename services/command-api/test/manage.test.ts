import { randomBytes } from 'node:crypto'
import { StreamName, VisitId } from '@visita/domain'
import { createManageLinks } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import { test } from 'tap'
import { booking, monday, publicUrl, startApi, startStores, tenant } from './harness.ts'
import { liveAndOwned } from './owned.ts'

const stores = await startStores()
const api = await startApi(stores)
await api.send('admin', 'PUT', '/v1/admin/locations/centro', {
  id: 'centro',
  name: 'Casa <b>Sol</b> & Luna',
  address: 'Calle "Uno" 1',
  timezone: 'America/Santiago',
})
const backToMonday = () => api.clock.set(parseInstant(monday))

async function booked(time: string, more: Record<string, unknown> = {}) {
  const { status, body } = await api.send('channel', 'POST', '/v1/visits', booking(time, more))
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
  const url: string = body.manageUrl
  return { ...body, link: url.slice(publicUrl.length) }
}
const open = (url: string, headers: Record<string, string> = {}) => api.app.inject({ method: 'GET', url, headers })
const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers })
const html = { accept: 'text/html,application/xhtml+xml' }
const submit = (url: string, fields: Record<string, string>) =>
  api.app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { ...html, 'content-type': 'application/x-www-form-urlencoded' },
  })
const lastOf = async (id: string) => (await api.store.read(StreamName.visit(tenant, VisitId.parse(id)))).at(-1)

test('every answer about a visit has its manage link, the same one', async (t) => {
  const visit = await booked('12:00')
  t.match(visit.manageUrl, new RegExp(`^${publicUrl}/v1/manage/[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{32}$`))
  const confirmed = await api.send('operator', 'POST', `/v1/visits/${visit.id}/confirm`, {})
  t.equal(confirmed.body.manageUrl, visit.manageUrl)
})

test('the link shows what its customer needs, and no more', async (t) => {
  const { link } = await booked('13:00', { notes: 'Private', participants: [{ name: 'Also private' }] })
  const reply = await open(link)
  t.equal(reply.statusCode, 200)
  const body = reply.json()
  t.match(body, {
    typeName: 'viewing',
    status: 'pending',
    start: '2026-03-03T13:00:00Z',
    end: '2026-03-03T13:30:00Z',
    timezone: 'America/Santiago',
    location: { name: 'Casa <b>Sol</b> & Luna', address: 'Calle "Uno" 1' },
    cancel: { until: '2026-03-03T11:00:00Z' },
    reschedule: { until: '2026-03-03T11:00:00Z' },
  })
  t.same(Object.keys(body).sort(), [
    'cancel',
    'end',
    'location',
    'reschedule',
    'start',
    'status',
    'timezone',
    'typeName',
  ])
  t.equal(body.reschedule.starts.length, 12)
  t.equal(body.reschedule.starts[0].start, '2026-03-02T12:00:00Z', 'the next one')
  for (const secret of ['Private', 'Customer', 'customerId', 'ana']) t.notMatch(reply.body, secret)
})

test('its customer moves and cancels it, and the log says that it was them', async (t) => {
  const visit = await booked('15:00')
  const moved = await post(`${visit.link}/reschedule`, { start: '2026-03-03T16:00:00Z' })
  t.match(moved.json(), { start: '2026-03-03T16:00:00Z', status: 'pending' })
  t.ok(moved.headers['visita-position'])
  const move = await lastOf(visit.id)
  t.equal(move?.type, 'VisitRescheduled')
  t.match(move?.meta, { actor: `customer:${visit.customerId}`, role: 'customer', channel: 'manage-link' })
  const again = await post(`${visit.link}/reschedule`, { start: '2026-03-03T16:00:00Z' })
  t.equal(again.headers['visita-unchanged'], 'true')

  const cancelled = await post(`${visit.link}/cancel`, { reason: 'Ill' })
  t.match(cancelled.json(), { status: 'cancelled', cancel: null, reschedule: null })
  t.match(await lastOf(visit.id), {
    type: 'VisitCancelled',
    data: { reason: /^sealed:v1:/ },
    meta: { actor: `customer:${visit.customerId}`, channel: 'manage-link' },
  })
  const { live } = await liveAndOwned(api.store, ['ana'], ['2026-03-03'], [])
  t.notOk(live.some((claim) => claim.startsWith(visit.id)))
  t.equal((await post(`${visit.link}/cancel`, {})).headers['visita-unchanged'], 'true')
})

test('the same rules hold as at every door', async (t) => {
  const [visit] = [await booked('17:00'), await booked('18:00')]
  t.match((await post(`${visit.link}/reschedule`, { start: '2026-03-03T18:00:00Z' })).json(), {
    type: '/problems/slot-unavailable',
    status: 409,
    reason: 'reserved',
  })
  t.equal((await post(`${visit.link}/reschedule`, { start: '2026-03-03T23:00:00Z' })).json().reason, 'outside-hours')
  for (const bad of [{}, { start: 'tomorrow' }, { start: '2026-03-03T18:30:00Z', resourceIds: ['ben'] }]) {
    t.equal((await post(`${visit.link}/reschedule`, bad)).statusCode, 400)
  }
  api.clock.set(parseInstant('2026-03-03T15:00:00.001Z'))
  t.match((await open(visit.link)).json(), { cancel: null, reschedule: null })
  t.match((await post(`${visit.link}/cancel`, {})).json(), {
    type: '/problems/cancellation-window-closed',
    until: '2026-03-03T15:00:00Z',
  })
  t.match((await post(`${visit.link}/reschedule`, { start: '2026-03-03T19:00:00Z' })).json(), {
    type: '/problems/reschedule-window-closed',
    until: '2026-03-03T15:00:00Z',
  })
  backToMonday()
})

test('a link is good until a day after the visit as it stands', async (t) => {
  const visit = await booked('19:00')
  await post(`${visit.link}/reschedule`, { start: '2026-03-04T19:00:00Z' })
  api.clock.set(parseInstant('2026-03-05T19:30:00Z'))
  t.equal((await open(visit.link)).statusCode, 200)
  api.clock.set(parseInstant('2026-03-05T19:30:00.001Z'))
  for (const reply of [await open(visit.link), await post(`${visit.link}/cancel`, {})]) {
    t.equal(reply.statusCode, 410)
    t.match(reply.json(), { type: '/problems/link-expired', until: '2026-03-05T19:30:00Z' })
  }
  t.equal((await lastOf(visit.id))?.type, 'VisitRescheduled')
  backToMonday()
})

test('revoked, the old link is gone and a new one is there', async (t) => {
  const visit = await booked('20:00')
  const url = `/v1/admin/visits/${visit.id}/links/revoke`
  t.equal((await api.send('channel', 'POST', url, {})).status, 403)
  const revoked = await api.send('operator', 'POST', url, {}, { 'idempotency-key': 'once' })
  t.equal(revoked.status, 200)
  t.not(revoked.body.manageUrl, visit.manageUrl)
  const again = await api.sendToTwin('operator', 'POST', url, {}, { 'idempotency-key': 'once' })
  t.same([again.body, again.headers['idempotent-replayed']], [revoked.body, 'true'])
  for (const reply of [await open(visit.link), await post(`${visit.link}/cancel`, {})]) {
    t.equal(reply.statusCode, 410)
    t.match(reply.json(), { type: '/problems/link-revoked' })
  }
  t.equal((await open(revoked.body.manageUrl.slice(publicUrl.length))).statusCode, 200)
})

test('a link that nobody here has made leads nowhere', async (t) => {
  const visit = await booked('20:30')
  const forged = createManageLinks(randomBytes(32), publicUrl).urlOf({ tenant, visitId: visit.id, generation: 0 })
  const masterKey = Buffer.from(stores.places.masterKey, 'base64')
  const ofNobody = createManageLinks(masterKey, publicUrl).urlOf({
    tenant,
    visitId: VisitId.derive('nobody'),
    generation: 0,
  })
  for (const url of [forged, ofNobody, `${visit.manageUrl}x`, `${publicUrl}/v1/manage/x`]) {
    const link = url.slice(publicUrl.length)
    for (const reply of [await open(link), await post(`${link}/cancel`, {})]) {
      t.equal(reply.statusCode, 404)
      t.match(reply.json(), { type: '/problems/not-found' })
    }
  }
})

test('a browser gets a page with forms, in its language, with everything escaped', async (t) => {
  const visit = await booked('14:00')
  const reply = await open(visit.link, html)
  t.equal(reply.statusCode, 200)
  t.match(reply.headers['content-type'], /^text\/html/)
  t.match(reply.headers['content-security-policy'], /default-src 'none'; style-src 'sha256-.+'; form-action 'self'/)
  t.match(reply.body, '<html lang="es">')
  t.match(reply.body, 'martes, 3 de marzo de 2026')
  t.match(reply.body, '11:00')
  t.match(reply.body, 'Casa &#60;b&#62;Sol&#60;/b&#62; &#38; Luna, Calle &#34;Uno&#34; 1')
  t.notMatch(reply.body, '<b>')
  t.notMatch(reply.body, '<script')
  t.match(reply.body, 'Cancelar la visita')
  t.equal(reply.body.match(/type="radio"/g)?.length, 12)
  for (const [languages, words] of [
    ['ca', 'Cancel·lar la visita'],
    ['pt-BR,pt;q=0.9', 'Cancelar a visita'],
    ['en-GB', 'Cancel the visit'],
    ['de-DE,de;q=0.9,en;q=0.5,ca;q=0.7', 'Cancel·lar la visita'],
    ['de', 'Cancelar la visita'],
    [';;;,q=,*', 'Cancelar la visita'],
  ] as const) {
    t.match((await open(visit.link, { ...html, 'accept-language': languages })).body, words, languages)
  }
})

test('forms work without scripts, and lead back to the page, which says what came of it', async (t) => {
  const visit = await booked('14:30')
  const follow = (location: unknown) =>
    open(new URL(String(location), `${publicUrl}${visit.link}/x`).href.slice(publicUrl.length), html)
  const page = await open(visit.link, html)
  t.match(page.body, `action="${visit.link.split('/').at(-1)}/reschedule"`)
  const taken = await submit(`${visit.link}/reschedule`, { start: '2026-03-03T14:00:00Z' })
  t.equal(taken.statusCode, 303)
  t.match((await follow(taken.headers.location)).body, 'Esa hora acaba de ocuparse')
  const moved = await submit(`${visit.link}/reschedule`, { start: '2026-03-05T15:00:00Z' })
  t.equal(moved.statusCode, 303)
  const after = await follow(moved.headers.location)
  t.match(after.body, 'La hora está cambiada')
  t.match(after.body, 'jueves, 5 de marzo')
  const cancelled = await submit(`${visit.link}/cancel`, { reason: '' })
  t.match((await follow(cancelled.headers.location)).body, /La visita está cancelada[\s\S]*Cancelada/)
  t.equal((await open(`${visit.link}?told=nonsense`, html)).statusCode, 400)
  t.equal((await submit('/v1/manage/x/cancel', {})).headers.location, '../x?told=unknown')
  const nothing = await open('/v1/manage/x', html)
  t.same([nothing.statusCode, nothing.headers['content-type']], [404, 'text/html; charset=utf-8'])
  t.match(nothing.body, 'Este enlace no es válido')
})

test('forms are for links alone', async (t) => {
  const form = await api.app.inject({
    method: 'POST',
    url: '/v1/visits',
    payload: 'typeId=viewing',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Bearer ${stores.places.keys.channel}`,
    },
  })
  t.equal(form.statusCode, 415)
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
