import { StreamName, type TemplateLanguage } from '@visita/domain'
import { test } from 'tap'
import { ownTemplates, templates, templateVersions } from '../index.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const which = (language: TemplateLanguage = 'es') => ({ key: 'visit.no_show', channel: 'in_app', language }) as const

/** What became of a text, one event after the other. */
const writer = (on: Stage, tenant: typeof demo, language?: TemplateLanguage) => {
  const one = which(language)
  const stream = StreamName.template(tenant, one.key, one.channel, one.language)
  const at = '2026-03-01T09:00:00Z'
  const document = (title: string) => ({ channel: 'in_app', title, body: 'b', url: null })
  return {
    save: (version: number, title: string) =>
      on.record(stream, { type: 'TemplateSaved', data: { ...one, at, version, document: document(title) } }),
    publish: (version: number) => on.record(stream, { type: 'TemplatePublished', data: { ...one, at, version } }),
    rollBack: (from: number, version: number) =>
      on.record(stream, { type: 'TemplateRolledBack', data: { ...one, at, version, from } }),
  }
}

test('a tenant’s own texts are there with their versions, and which is in force', async (t) => {
  const on = await stage(t, [templates])
  const es = writer(on, demo)
  es.save(2, 'a')
  es.publish(2)
  es.save(3, 'b')
  es.publish(3)
  es.rollBack(3, 2)
  es.save(4, 'c')
  writer(on, demo, 'ca').save(2, 'd')
  writer(on, other).save(2, 'e')
  await on.settled()

  const own = await on.ask(demo, (db) => ownTemplates(db, demo))
  t.same(
    own.sort((a, b) => (a.language < b.language ? -1 : 1)),
    [
      { ...which('ca'), newest: 2, first: 2, published: null },
      { ...which('es'), newest: 4, first: 2, published: 2 },
    ],
  )
  const { versions, published } = await on.ask(demo, (db) => templateVersions(db, demo, which()))
  t.equal(published, 2)
  t.match(versions, [
    { version: 4, document: { title: 'c' }, saved_at: '2026-03-01T09:00:00Z' },
    { version: 3, document: { title: 'b' } },
    { version: 2, document: { title: 'a' } },
  ])
  t.same(await on.ask(demo, (db) => ownTemplates(db, other)), [], 'nobody else’s')

  es.rollBack(2, 1)
  await on.settled()
  const now = await on.ask(demo, (db) => templateVersions(db, demo, which()))
  t.equal(now.published, 1)
  await on.rebuild()
  t.same(await on.ask(demo, (db) => templateVersions(db, demo, which())), now)
})
