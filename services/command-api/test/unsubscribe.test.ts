import { PersonId, StreamName, TenantId } from '@visita/domain'
import { createManageLinks, createUnsubscribeLinks } from '@visita/http'
import { test } from 'tap'
import { booking, publicUrl, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const masterKey = Buffer.from(stores.places.masterKey, 'base64')
const links = createUnsubscribeLinks(masterKey, publicUrl)

let people = 0
async function registered(): Promise<PersonId> {
  const contact = {
    name: 'Ana Secreta',
    phone: `+5691111${String(++people).padStart(4, '0')}`,
    email: 'ana@example.com',
  }
  const { body } = await api.send('channel', 'POST', '/v1/customers', contact)
  return PersonId.parse(body.id)
}
const linkOf = (personId: PersonId, channel: 'email' | 'sms' = 'email', of: TenantId = tenant) =>
  links.urlOf({ tenant: of, personId, channel }).slice(publicUrl.length)
const html = { accept: 'text/html,application/xhtml+xml' }
const open = (url: string, headers: Record<string, string> = {}) => api.app.inject({ method: 'GET', url, headers })
const form = 'application/x-www-form-urlencoded'
const post = (url: string, payload: string, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers: { 'content-type': form, ...headers } })
const streamOf = (personId: PersonId, of: TenantId = tenant) => api.store.read(StreamName.customer(of, personId))
const none = { preferences: {}, quietHours: null, legalOptOut: false }

test('following the link changes nothing, and shows nothing of the person', async (t) => {
  const ana = await registered()
  const before = (await streamOf(ana)).length
  const shown = await open(linkOf(ana))
  t.same([shown.statusCode, shown.json()], [200, { channel: 'email', ...none }])
  const page = await open(linkOf(ana), { ...html, 'accept-language': 'ca' })
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
    'referrer-policy': 'no-referrer',
  })
  t.match(page.body, /<html lang="ca">[\s\S]*avisos de Demo[\s\S]*name="email.reminder" value="on" checked/)
  for (const secret of ['Secreta', '+569', 'ana@example.com', ana]) t.notMatch(page.body, secret)
  t.equal((await streamOf(ana)).length, before)
})

test('the page speaks every language', async (t) => {
  const ana = await registered()
  for (const [language, heading] of [
    ['es', 'Tus avisos'],
    ['ca', 'Els teus avisos'],
    ['pt', 'Os seus avisos'],
    ['en', 'Your messages'],
    ['de', 'Tus avisos'],
  ] as const) {
    const page = await open(linkOf(ana), { ...html, 'accept-language': language })
    t.match(page.body, `<h1>${heading}</h1>`)
  }
})

test('one click stops the channel that the link came by, however a mail program sends it', async (t) => {
  const boundary = 'xyz'
  const multipart = `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`
  for (const [payload, type] of [
    ['List-Unsubscribe=One-Click', form],
    [multipart, `multipart/form-data; boundary=${boundary}`],
    ['{}', 'application/json'],
  ] as const) {
    const ana = await registered()
    const reply = await post(linkOf(ana), payload, { 'content-type': type })
    t.same(
      [reply.statusCode, reply.json()],
      [200, { channel: 'email', ...none, preferences: { email: { all: false } } }],
    )
    t.ok(reply.headers['visita-position'])
    t.match((await streamOf(ana)).at(-1), {
      type: 'CustomerPreferencesSet',
      meta: { actor: `customer:${ana}`, role: 'customer', channel: 'unsubscribe-link' },
    })
  }
  const ana = await registered()
  const bare = await api.app.inject({ method: 'POST', url: linkOf(ana), headers: html })
  t.equal(bare.statusCode, 200, 'and never a redirect, which a mail program must not follow')
  const again = await post(linkOf(ana), 'List-Unsubscribe=One-Click')
  t.same([again.statusCode, again.headers['visita-unchanged']], [200, 'true'])
  t.equal((await streamOf(ana)).length, 2)
})

test('the form says it box by box, and leads back to the page with what came of it', async (t) => {
  const ana = await registered()
  const link = linkOf(ana)
  await api.send('channel', 'PUT', `/v1/customers/${ana}/preferences`, {
    preferences: { in_app: { all: false } },
    quietHours: { start: '22:00', end: '08:00' },
  })
  const kinds = ['created', 'confirmed', 'reminder', 'rescheduled', 'canceled', 'no_show', 'waitlist']
  const fields = [...kinds.map((kind) => `whatsapp.${kind}=on`), 'email.reminder=on'].join('&')
  const saved = await post(`${link}/preferences`, fields, html)
  t.same([saved.statusCode, saved.headers.location], [303, `../${link.split('/').at(-1)}?told=saved`])
  t.same((await open(link)).json(), {
    channel: 'email',
    preferences: {
      in_app: { all: false },
      whatsapp: { all: true },
      email: {
        ...{ all: true, created: false, confirmed: false, rescheduled: false, canceled: false, no_show: false },
        waitlist: false,
      },
      sms: { all: false },
    },
    quietHours: { start: '22:00', end: '08:00' },
    legalOptOut: false,
  })
  const page = await open(`${link}?told=saved`, html)
  t.match(page.body, /role="status">Guardado/)
  t.match(page.body, 'name="email.reminder" value="on" checked')
  t.match(page.body, 'name="email.created" value="on">')
  t.match(page.body, 'name="sms.reminder" value="on">')

  await post(`${link}/preferences`, 'whatsapp.created=on&never=on', html)
  t.match((await open(link)).json(), { legalOptOut: true })
  t.match((await open(link, html)).body, 'name="never" value="on" checked')
  await post(`${link}/preferences`, '', html)
  t.match((await open(link)).json(), { legalOptOut: false, preferences: { whatsapp: { all: false } } })
})

test('the button that stops the channel leaves the boxes as they were saved', async (t) => {
  const ana = await registered()
  const link = linkOf(ana, 'sms')
  const stopped = await post(`${link}/preferences`, 'email.reminder=on&stop=on', html)
  t.match(String(stopped.headers.location), /\?told=stopped$/)
  t.match((await open(link)).json(), { channel: 'sms', ...none, preferences: { sms: { all: false } } })
})

test('fields that the form does not have are refused', async (t) => {
  const ana = await registered()
  for (const field of ['email.birthday=on', 'fax.reminder=on', 'email.reminder=maybe', 'all=on']) {
    t.equal((await post(`${linkOf(ana)}/preferences`, field)).statusCode, 400, field)
  }
  t.equal((await streamOf(ana)).length, 1)
})

test('who only comes along to a visit may stop messages too', async (t) => {
  const { body } = await api.send('channel', 'POST', '/v1/visits', {
    ...booking('15:00'),
    participants: [{ name: 'Eva' }],
  })
  const [requested] = await api.store.read(StreamName.visit(tenant, body.id))
  const { participants = [] } = { ...(requested?.data as { participants: { personId: PersonId }[] }) }
  const eva = participants[0]?.personId ?? PersonId.create()
  t.equal((await post(`${linkOf(eva)}/preferences`, 'email.reminder=on')).statusCode, 200)
  t.equal((await post(linkOf(eva), 'List-Unsubscribe=One-Click')).statusCode, 200)
  t.match((await open(linkOf(eva))).json(), { preferences: { email: { all: false } } })
})

test('a link of another tenant, for something else or made up changes nobody', async (t) => {
  const ana = await registered()
  const other = TenantId.parse('other')
  const [payload = '', mac = ''] = (linkOf(ana).split('/').at(-1) ?? '').split('.')
  const forged = `${Buffer.from(`other ${ana} email`).toString('base64url')}.${mac}`
  const manage = createManageLinks(masterKey, publicUrl).urlOf({ tenant, visitId: ana as never, generation: 0 })
  for (const token of [forged, `${payload}.${'A'.repeat(32)}`, 'x', manage.split('/').at(-1)]) {
    const url = `/v1/unsubscribe/${token}`
    t.equal((await open(url)).statusCode, 404)
    t.equal((await post(url, 'List-Unsubscribe=One-Click')).statusCode, 404)
    t.equal((await post(`${url}/preferences`, 'never=on')).statusCode, 404)
    const page = await open(url, html)
    t.same([page.statusCode, /role="status">Este enlace no es válido/.test(page.body)], [404, true])
    t.match((await post(`${url}/preferences`, 'never=on', html)).headers.location, /told=unknown$/)
  }
  t.equal((await post(linkOf(ana, 'email', other), 'x=y')).statusCode, 200)
  t.equal((await streamOf(ana)).length, 1, 'what another tenant was told is said there, and not here')
  t.equal((await streamOf(ana, other)).length, 1)
})

test('who was erased is told so', async (t) => {
  const ana = await registered()
  await api.send('admin', 'DELETE', `/v1/customers/${ana}`)
  t.equal((await post(linkOf(ana), 'List-Unsubscribe=One-Click')).statusCode, 410)
  const page = await open(linkOf(ana), html)
  t.same([page.statusCode, /Ya no guardamos ningún dato tuyo/.test(page.body)], [410, true])
})

test('one link is asked a limited number of times', async (t) => {
  const ana = await registered()
  const answers = await Promise.all(Array.from({ length: 130 }, () => post(linkOf(ana), 'x=y')))
  t.ok(answers.some(({ statusCode }) => statusCode === 429))
  t.equal((await open(linkOf(await registered()))).statusCode, 200, 'and another one is not')
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
