import { test } from 'tap'
import { at, instant, scenario } from '../testing.ts'
import { newestVersion, publishedVersion, type SaveTemplate, type TemplateEvent, template } from './index.ts'

const which = { key: 'visit.created', channel: 'sms', language: 'ca' } as const
const command = { ...which, isShipped: true, now: at('08:00') } as const
const text = (words: string) => ({ channel: 'sms', text: words, ttlSeconds: 600 })
const save = (words: string, changes: Partial<SaveTemplate> = {}) =>
  ({ type: 'SaveTemplate', ...command, document: text(words), publish: true, ...changes }) as const
const publish = (version: number, { isShipped } = command as { isShipped: boolean }) =>
  ({ ...command, type: 'PublishTemplate', version, isShipped }) as const
const rollBack = { type: 'RollBackTemplate', ...command } as const

const fact = { ...which, at: instant('08:00') }
const saved = (version: number, words: string): TemplateEvent => ({
  type: 'TemplateSaved',
  data: { ...fact, version, document: text(words) },
})
const published = (version: number): TemplateEvent => ({ type: 'TemplatePublished', data: { ...fact, version } })
const rolledBack = (from: number, version: number): TemplateEvent => ({
  type: 'TemplateRolledBack',
  data: { ...fact, version, from },
})

test('a text of one’s own begins after the one that everybody has, and is published as it is saved', async (t) => {
  const { given } = scenario(t, template)
  given()
    .when(save('Bon dia'))
    .yields(saved(2, 'Bon dia'), published(2))
    .when(save('Bon dia'))
    .changesNothing()
    .when(save('Bona tarda'))
    .yields(saved(3, 'Bona tarda'), published(3))
  given()
    .when(save('Bon dia', { isShipped: false }))
    .yields(saved(1, 'Bon dia'), published(1))
})

test('a version waits until somebody publishes it', async (t) => {
  const { given } = scenario(t, template)
  given()
    .when(save('Bon dia', { publish: false }))
    .yields(saved(2, 'Bon dia'))
    .when(save('Bon dia', { publish: false }))
    .changesNothing()
    .when(publish(2))
    .yields(published(2))
    .when(publish(2))
    .changesNothing()
    .when(publish(1))
    .yields(published(1))
    .when(publish(7))
    .isRefused({ type: 'template-version-not-found', version: 7 })
  given(saved(2, 'Bon dia')).when(save('Bon dia')).yields(published(2))
})

test('a text is rolled back step by step to the one that everybody has, and no further', async (t) => {
  const { given } = scenario(t, template)
  given(saved(2, 'a'), published(2), saved(3, 'b'), published(3), published(2))
    .when(rollBack)
    .yields(rolledBack(2, 3))
    .when(rollBack)
    .yields(rolledBack(3, 2))
    .when(rollBack)
    .yields(rolledBack(2, 1))
    .when(rollBack)
    .isRefused({ type: 'nothing-to-roll-back' })
    .when(publish(3))
    .yields(published(3))
})

test('where everybody has none, the first is the first, and there is nothing before it', async (t) => {
  const { given } = scenario(t, template)
  const own = { ...rollBack, isShipped: false }
  given(saved(1, 'a'), published(1)).when(own).isRefused({ type: 'nothing-to-roll-back' })
  given().when(own).isRefused({ type: 'template-not-found' })
  given()
    .when(publish(1, { isShipped: false }))
    .isRefused({ type: 'template-not-found' })
  // One that everybody got later does not take the place of the tenant's own first.
  given(saved(1, 'a'), published(1)).when(rollBack).isRefused({ type: 'nothing-to-roll-back' })
  given(saved(1, 'a')).when(publish(1)).yields(published(1))
})

test('the state shows every version, and which is in force', async (t) => {
  const { given } = scenario(t, template)
  const { state } = given(saved(2, 'a'), published(2), saved(3, 'b'), published(3), rolledBack(3, 2), saved(4, 'c'))
  t.same([...state.versions.keys()], [2, 3, 4])
  t.equal(publishedVersion(state), 2)
  t.equal(newestVersion(state), 4)
  t.equal(publishedVersion(given().state), null)
  t.equal(newestVersion(given().state), null)
})
