import { readFile } from 'node:fs/promises'
import { Value } from '@sinclair/typebox/value'
import type { NotificationChannel } from '@visita/domain'
import { languages } from '@visita/http/language'
import { test } from 'tap'
import { compile } from '../src/compile.ts'
import { CompiledTemplateSchema, check, preview, shipped, type TemplateKey, templateKeys } from '../src/index.ts'
import { fileOf, golden } from './golden.ts'
import { file as layoutFile, layoutHtmlSource } from './layout-html.ts'

const channels: readonly NotificationChannel[] = ['whatsapp', 'email', 'sms', 'in_app']

function* everyTemplate() {
  for (const language of languages) {
    for (const key of templateKeys) {
      for (const channel of channels) {
        const template = shipped(key, channel, language)
        if (template)
          yield { language, key, channel, document: template.document, name: `${key} ${channel} ${language}` }
      }
    }
  }
}

const channelsOf = (key: TemplateKey): readonly string[] => {
  if (key.startsWith('agent.')) return ['in_app']
  return key.startsWith('reply.') ? ['whatsapp', 'sms'] : channels
}

test('there is a text for every occasion, channel and language, and it passes what tenants’ are held to', (t) => {
  for (const key of templateKeys) {
    const there = channels.filter((channel) => shipped(key, channel, 'es') !== null)
    t.same(there, channelsOf(key), key)
  }
  const wrong = [...everyTemplate()].flatMap(({ document, key, language, name }) => [
    ...(Value.Check(CompiledTemplateSchema, document) ? [] : [`${name} is of another form`]),
    ...check(document, { key, language }).map(({ path, message }) => `${name} ${path} ${message}`),
  ])
  t.same(wrong, [])
  t.end()
})

test('what is said is as it was last read by people who speak the language', async (t) => {
  for (const language of languages) {
    t.equal(golden(language), await readFile(fileOf(language), 'utf8'), `node packages/messages/test/golden.ts --write`)
  }
})

test('an SMS fits into two, link and all', (t) => {
  for (const { channel, document, key, language, name } of everyTemplate()) {
    if (channel === 'sms') t.ok((preview(document, { key, language }).segments ?? 9) <= 2, name)
  }
  t.end()
})

test('what Meta approves neither begins nor ends with a variable, and has as many as there are parameters', (t) => {
  for (const { document, name } of everyTemplate()) {
    if (document.channel !== 'whatsapp') continue
    const [approved = ''] = document.text.split('\n\n{{ links')
    t.notMatch(approved, /^\{\{|\}\}$|\{%|\}\}\s*\{\{/, name)
    t.same(document.parameters, approved.match(/\{\{.*?\}\}/g))
  }
  t.end()
})

test('the look of our e-mails is compiled, and words put in afterwards make the page that they would have made before', async (t) => {
  t.equal(
    await readFile(layoutFile, 'utf8'),
    await layoutHtmlSource(),
    'node packages/messages/test/layout-html.ts --write',
  )
  for (const { document, name, language, key } of everyTemplate()) {
    if (document.channel !== 'email' || (language !== 'es' && key !== 'visit.rescheduled')) continue
    const { html, ...source } = document
    const compiled = await compile(source)
    t.equal('document' in compiled && compiled.document.channel === 'email' && compiled.document.html, html, name)
  }
})

test('a reminder of any other duration has the text of every reminder', (t) => {
  t.equal(shipped('visit.reminder.p1dt2h', 'email', 'es'), shipped('visit.reminder', 'email', 'es'))
  t.equal(shipped('agent.visit.reminder.t30m', 'in_app', 'ca'), shipped('agent.visit.reminder', 'in_app', 'ca'))
  t.not(shipped('visit.reminder.t2h', 'email', 'es'), shipped('visit.reminder', 'email', 'es'))
  for (const key of ['visit.reminders', 'visit.reminder.', 'mine', 'toString']) t.equal(shipped(key, 'sms', 'es'), null)
  t.end()
})
