import { randomUUID } from 'node:crypto'
import { createAgenda, keepConfigurationCurrent } from '@visita/agenda'
import { StreamName } from '@visita/domain'
import { createTemplates } from '@visita/planning'
import { connectPostgres, createVault } from '@visita/read-store'
import { createLogger, monotonic } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)

const at = (key: string, channel: string, locale: string) =>
  `/v1/admin/notification-templates/${key}/${channel}/${locale}`
const put = (url: string, body: unknown) => api.send('admin', 'PUT', url, body)
const post = (url: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  api.send('admin', 'POST', url, body, headers)
const sms = (text: string) => ({ text, ttlSeconds: 600 })
const types = async (key: string, channel: string, language: string) =>
  (await api.store.read(StreamName.template(tenant, key, channel, language))).map(({ type }) => type)

test('a text of one’s own is in force as it is saved, with a preview; the same again is nothing new', async (t) => {
  const url = at('visit.created', 'sms', 'ca')
  const first = await put(url, sms('Hola {{ customer.first_name }}, fins aviat'))
  t.match(first, {
    status: 200,
    headers: { 'visita-position': String, 'visita-unchanged': undefined },
    body: {
      ...{ key: 'visit.created', channel: 'sms', locale: 'ca', version: 2, published: 2 },
      document: { channel: 'sms', text: 'Hola {{ customer.first_name }}, fins aviat', ttlSeconds: 600 },
      preview: { content: { channel: 'sms', text: 'Hola Marta, fins aviat' }, segments: 1 },
    },
  })
  const again = await put(url, { channel: 'sms', ...sms('Hola {{ customer.first_name }}, fins aviat') })
  t.match(again, { status: 200, headers: { 'visita-unchanged': 'true' }, body: { version: 2, published: 2 } })
  t.same(await types('visit.created', 'sms', 'ca'), ['TemplateSaved', 'TemplatePublished'])
})

test('a version that is not published is in force for nobody until it is; going back is once for each key', async (t) => {
  const url = at('visit.created', 'sms', 'ca')
  t.match(await put(url, { ...sms('Adeu'), publish: false }), { status: 200, body: { version: 3, published: 2 } })
  t.match(await post(`${url}/publish`, { version: 3 }), {
    status: 200,
    body: { version: 3, document: { text: 'Adeu' } },
  })
  t.match(await post(`${url}/publish`, { version: 9 }), { status: 404, body: { type: '/problems/not-found' } })
  const key = { 'idempotency-key': randomUUID() }
  const back = await post(`${url}/rollback`, {}, key)
  t.match(back, { status: 200, body: { version: 2, document: { text: 'Hola {{ customer.first_name }}, fins aviat' } } })
  const shipped = await post(`${url}/rollback`)
  t.match(shipped, { status: 200, body: { version: 1, document: { channel: 'sms' } } }, 'the one that everybody has')
  const replayed = await post(`${url}/rollback`, {}, key)
  t.match(replayed, { status: 200, headers: { 'idempotent-replayed': 'true' } })
  t.same(replayed.body, back.body)
  t.match(await post(`${url}/rollback`), { status: 409, body: { type: '/problems/nothing-to-roll-back' } })
  t.match(await post(`${at('never.heard', 'sms', 'es')}/rollback`), { status: 404 })
  const keyless = await post(`${url}/rollback`, {}, { 'idempotency-key': '' })
  t.equal(keyless.status, 400)
})

test('an e-mail is compiled when it is saved, and shown as it was written', async (t) => {
  const mail = {
    subject: 'Hola {{ customer.first_name }}',
    mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>Hola {{ customer.first_name }}</mj-text></mj-column></mj-section></mj-body></mjml>',
    text: 'Hola {{ customer.first_name }}',
    calendar: 'request',
  }
  const { status, body } = await put(at('visit.confirmed', 'email', 'es'), mail)
  t.equal(status, 200)
  t.same(body.document, { channel: 'email', ...mail })
  t.match(body.preview.content, { channel: 'email', subject: 'Hola Marta', html: /<!doctype html>[\s\S]*Hola Marta/ })
  const [saved] = await api.store.read(StreamName.template(tenant, 'visit.confirmed', 'email', 'es'))
  t.match(saved?.data, { document: { html: /<!doctype html>[\s\S]*{{ customer.first_name }}/ } })

  const broken = await put(at('visit.confirmed', 'email', 'es'), {
    ...mail,
    mjml: '<mjml><mj-body><mj-nothing/></mj-body></mjml>',
  })
  t.match(broken, { status: 400, body: { type: '/problems/invalid-request', errors: [{ in: 'body', path: '/mjml' }] } })
  const section = '<mj-section><mj-column><mj-text>Hola</mj-text></mj-column></mj-section>'
  const long = { ...mail, mjml: `<mjml><mj-body>${section.repeat(300)}</mj-body></mjml>` }
  t.match(await put(at('visit.confirmed', 'email', 'es'), long), {
    ...{ status: 400, body: { errors: [{ path: '/mjml', message: /^becomes \d+ bytes of HTML/ }] } },
  })
  t.equal((await put(at('visit.confirmed', 'email', 'es'), { ...mail, html: '<p>x</p>' })).body.errors[0].path, '/html')
})

test('what would go wrong is refused with the place named, and nothing is written', async (t) => {
  const url = at('visit.canceled', 'whatsapp', 'es')
  const good = {
    ...{
      name: 'visita_cancelada',
      parameters: ['{{ customer.first_name }}'],
      buttons: [],
      text: 'Hola',
      ttlSeconds: 600,
    },
  }
  const wrong: [body: object, path: string][] = [
    [{ ...good, parameters: ['{{ customer.shoe_size }}'] }, '/parameters/0'],
    [{ ...good, text: '{% if %}' }, '/text'],
    [{ ...good, buttons: [{ kind: 'url', title: 'Un título que no cabe en un botón' }] }, '/buttons/0/title'],
    [{ ...good, ttlSeconds: 86_400 }, '/ttlSeconds'],
    [{ ...good, name: undefined }, '/name'],
    [{ ...good, channel: 'sms' }, '/channel'],
    [{ ...good, publish: 'yes' }, '/publish'],
    [{ ...good, colour: 'red' }, '/colour'],
  ]
  for (const [body, path] of wrong) {
    const reply = await put(url, body)
    t.match(reply, { status: 400, body: { type: '/problems/invalid-request', errors: [{ in: 'body', path }] } }, path)
  }
  t.equal((await put(at('visit.canceled', 'pigeon', 'es'), good)).status, 400)
  t.equal((await put(at('visit.canceled', 'whatsapp', 'de'), good)).status, 400)
  t.equal((await put(at('Visit', 'whatsapp', 'es'), good)).status, 400)
  t.same(await types('visit.canceled', 'whatsapp', 'es'), [])
  for (const role of ['operator', 'channel', 'auditor'] as const) {
    t.equal((await api.send(role, 'PUT', url, good)).status, 403)
    t.equal((await api.send(role, 'POST', `${url}/rollback`, {})).status, 403)
  }
})

test('a key of one’s own begins in the tenant’s language', async (t) => {
  const refused = await put(at('vip.welcome', 'sms', 'en'), sms('Welcome'))
  t.match(refused, { status: 400, body: { errors: [{ in: 'path', path: '/locale' }] } })
  const hidden = await put(at('vip.welcome', 'sms', 'es'), { ...sms('Bienvenida'), publish: false })
  t.match(hidden, { status: 200, body: { version: 1, published: null } })
  t.equal((await put(at('vip.welcome', 'sms', 'en'), sms('Welcome'))).status, 400, 'nobody gets it yet')
  t.equal((await put(at('vip.welcome', 'sms', 'es'), sms('Bienvenida'))).body.published, 1)
  t.equal((await put(at('vip.welcome', 'sms', 'en'), sms('Welcome'))).status, 200)
  // For one that everybody has in every language, there is nothing to wait for.
  t.equal((await put(at('visit.no_show', 'in_app', 'pt'), { title: 'Olá', body: 'Olá', url: null })).status, 200)
})

test('a preview keeps nothing', async (t) => {
  const { status, body } = await post(
    `${at('visit.created', 'sms', 'pt')}/preview`,
    sms('Olá {{ customer.full_name }} ç'),
  )
  t.equal(status, 200)
  t.match(body, { content: { text: /^Olá Marta/ }, segments: 1 })
  t.same(await types('visit.created', 'sms', 'pt'), [])
  t.equal((await post(`${at('visit.created', 'sms', 'pt')}/preview`, sms('{{ nobody }}'))).status, 400)
})

test('messages are written by what is in force: own or everybody’s, in their language or the tenant’s', async (t) => {
  const logger = createLogger({ service: 'test', level: 'silent' })
  const { places } = stores
  const readStore = connectPostgres({ url: places.postgres, role: 'visita_writer', logger, applicationName: 'test' })
  const stop = new AbortController()
  const { aggregates } = createAgenda({
    ...{ store: api.store, clock: api.clock, readModel: api.readModel, monotonic },
    vault: createVault(readStore, Buffer.from(places.masterKey, 'base64')),
  })
  const following = keepConfigurationCurrent(api.store, aggregates, stop.signal)
  t.teardown(async () => {
    stop.abort()
    await following
    await readStore.end()
  })
  const templates = createTemplates(aggregates)
  const effective = (key: string, locale: string) => templates.effective(tenant, key, 'sms', locale)

  t.match(await effective('vip.welcome', 'en-GB'), { version: 1, language: 'en', document: { text: 'Welcome' } })
  t.match(await effective('vip.welcome', 'ca'), { version: 1, language: 'es', document: { text: 'Bienvenida' } })
  t.equal(await effective('vip.goodbye', 'ca'), null)
  const everybodys = await effective('visit.created', 'ca-ES')
  t.match(everybodys, { version: 1, language: 'ca' }, 'rolled back to it')
  t.match(await effective('visit.created', 'de-DE'), { version: 1, language: 'es' }, 'the tenant’s language')

  await put(at('visit.created', 'sms', 'ca'), sms('Hola de nou'))
  await until('the new text is in force', async () => (await effective('visit.created', 'ca'))?.version !== 1)
  const own = await effective('visit.created', 'ca')
  t.match(own, { version: 4, language: 'ca', document: { text: 'Hola de nou' } })
  t.equal(
    (await effective('visit.created', 'ca'))?.document,
    own?.document,
    'the same object, so that it is parsed once',
  )

  // Reminders of any duration are told as reminders are, until there is a text for that duration.
  await put(at('visit.reminder', 'sms', 'ca'), sms('Recordatori'))
  await until('reminders have it', async () => (await effective('visit.reminder.t90m', 'ca'))?.version === 2)
  await put(at('visit.reminder.t90m', 'sms', 'ca'), sms('En una hora i mitja'))
  await until('this one has its own', async () => {
    const found = await effective('visit.reminder.t90m', 'ca')
    return found?.document.channel === 'sms' && found.document.text === 'En una hora i mitja'
  })
})

test('stop', async () => {
  await api.close()
  await stores.stop()
})
