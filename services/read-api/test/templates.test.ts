import { StreamName } from '@visita/domain'
import { shipped, templateKeys } from '@visita/messages'
import { test } from 'tap'
import { demo, other, type ReadApi, startReadApi } from './harness.ts'

const base = '/v1/admin/notification-templates'
const which = { key: 'visit.created', channel: 'email', language: 'es' } as const
const stream = StreamName.template(demo, which.key, which.channel, which.language)
const at = '2026-03-01T09:00:00Z'

async function all(api: ReadApi, tenant = demo, query = '') {
  const items: Record<string, unknown>[] = []
  for (let cursor = ''; ; ) {
    const { body } = await api.get('admin', `${base}?limit=100${query}${cursor}`, tenant)
    items.push(...body.items)
    if (body.nextCursor === null) return items
    cursor = `&cursor=${body.nextCursor}`
  }
}

test('templates', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const save = (version: number, subject: string) =>
    api.record(stream, {
      type: 'TemplateSaved',
      data: {
        ...{ ...which, at, version },
        document: { channel: 'email', subject, mjml: '<mjml/>', text: 'x', calendar: null, html: '<p>x</p>' },
      },
    })
  const publish = (version: number) =>
    api.record(stream, { type: 'TemplatePublished', data: { ...which, at, version } })
  const one = async (query = '') => (await api.get('operator', `${base}/visit.created/email/es${query}`)).body

  t.test('until somebody writes one, there are those that everybody has', async (t) => {
    const items = await all(api)
    t.ok(items.length > templateKeys.length * 4, `${items.length} texts`)
    t.same(new Set(items.map(({ key }) => key)), new Set(templateKeys))
    t.ok(items.every(({ version, published, isShipped }) => version === 1 && published === 1 && isShipped))
    const names = items.map(({ key, channel, locale }) => `${key} ${channel} ${locale}`)
    t.same([...names].sort(), names, 'in the order of their names')
    t.equal(new Set(names).size, names.length, 'each once, over all pages')
    const { html: _, ...document } = { html: '', ...shipped('visit.created', 'email', 'es')?.document }
    t.same(await one(), {
      ...{ key: 'visit.created', channel: 'email', locale: 'es', version: 1, published: 1, document },
      versions: [{ version: 1, isShipped: true, savedAt: null }],
    })
    t.equal((await api.get('admin', `${base}/vip.welcome/email/es`)).status, 404)
  })

  t.test('one’s own stand in their place, each version to be seen', async (t) => {
    save(2, 'a')
    t.match((await all(api, demo, '&key=visit.created')).find(isIt), { version: 2, published: 1, isShipped: true })
    publish(2)
    save(3, 'b')
    t.match((await all(api, demo, '&key=visit.created')).find(isIt), { version: 3, published: 2, isShipped: false })
    const shown = await one()
    t.match(shown, {
      ...{ version: 2, published: 2, document: { subject: 'a' } },
      versions: [
        { version: 3, isShipped: false, savedAt: at },
        { version: 2, isShipped: false, savedAt: at },
        { version: 1, isShipped: true, savedAt: null },
      ],
    })
    t.notOk('html' in shown.document, 'what is compiled is nobody’s to write')
    t.match(await one('?version=3'), { version: 3, published: 2, document: { subject: 'b' } })
    t.match(await one('?version=1'), { version: 1, published: 2 })
    t.equal((await api.get('admin', `${base}/visit.created/email/es?version=9`)).status, 404)

    api.record(stream, { type: 'TemplateRolledBack', data: { ...which, at, version: 1, from: 2 } })
    t.match(await one(), { version: 1, published: 1 })
    t.ok(
      (await all(api, other)).every(({ isShipped }) => isShipped),
      'nobody else has them',
    )
  })

  t.test('a text that nobody else has is there from the first version on', async (t) => {
    const own = { key: 'vip.welcome', channel: 'sms', language: 'es' } as const
    const document = { channel: 'sms', text: 'Bienvenida', ttlSeconds: 600 }
    api.record(StreamName.template(demo, own.key, own.channel, own.language), {
      type: 'TemplateSaved',
      data: { ...own, at, version: 1, document },
    })
    t.match(await all(api, demo, '&key=vip.welcome'), [
      { key: 'vip.welcome', channel: 'sms', locale: 'es', version: 1, published: null, isShipped: false },
    ])
    const { body } = await api.get('admin', `${base}/vip.welcome/sms/es`)
    t.match(body, { version: 1, published: null, document, versions: [{ version: 1, isShipped: false }] })
  })
})

const isIt = ({ channel, locale }: Record<string, unknown>) => channel === 'email' && locale === 'es'
