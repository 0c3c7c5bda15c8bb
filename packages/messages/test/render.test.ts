import { Value } from '@sinclair/typebox/value'
import { type Content, ContentSchema, readButtonPayload } from '@visita/channels'
import type { NotificationChannel } from '@visita/domain'
import { languages } from '@visita/http/language'
import fc from 'fast-check'
import { test } from 'tap'
import { type CompiledTemplate, localeIn, type MessageData, render, shipped, templateKeys } from '../src/index.ts'
import { scene } from './scenes.ts'

const reader = { locale: 'es-ES', timezone: 'Europe/Madrid' }

function told<Of extends NotificationChannel>(channel: Of, key: string, data: MessageData = scene(key)) {
  const template = shipped(key, channel, 'es')
  if (!template) throw new Error(`nothing is said about ${key} by ${channel}`)
  return render(template.document, data, reader) as Extract<Content, { channel: Of }>
}

const named = (key: string, name: string): MessageData => ({
  ...scene(key),
  customer: { firstName: name, fullName: name },
  tenant: { name },
})

test('what stands in HTML is escaped, and in text it is not', (t) => {
  const name = `<b>"O'Neill" & Söhne</b>`
  const { html, text, subject } = told('email', 'visit.confirmed', named('visit.confirmed', name))
  t.notOk(html.includes(name))
  t.match(html, '&lt;b&gt;&#34;O&#39;Neill&#34; &amp; Söhne&lt;/b&gt;')
  t.match(text, name)
  t.equal(subject, 'Tu visita del martes 24 de noviembre está confirmada')
  t.end()
})

test('nobody gets a second header, a second line of a title, or Liquid of theirs run', (t) => {
  const document: CompiledTemplate = {
    ...{ channel: 'email', subject: 'Para {{ customer.first_name }}', mjml: '-', html: '-', text: '-', calendar: null },
  }
  const content = render(document, named('visit.created', 'Eva\r\nBcc: x@y.example'), reader)
  t.equal(content.channel === 'email' && content.subject, 'Para Eva Bcc: x@y.example')
  const { text } = told('sms', 'visit.confirmed', named('visit.confirmed', '{{ links.manage }}{% if %}'))
  t.match(text, /^\{\{ links\.manage \}\}\{% if %\}: tu reserva/)
  t.end()
})

test('buttons carry the visit and the revision that placed it, those that lead somewhere the end of the address', (t) => {
  const { buttons } = told('whatsapp', 'visit.reminder.t24h')
  const { id: visitId, placedAtRevision: revision } = scene('visit.reminder.t24h').visit
  t.same(
    buttons.map(({ payload }) => readButtonPayload(payload)),
    ['confirm', 'change', 'cancel'].map((action) => ({ action, visitId, revision })),
  )
  t.same(told('whatsapp', 'visit.confirmed').buttons, [{ kind: 'url', title: 'Ver o cambiar', payload: 'abc.def' }])
  t.same(told('whatsapp', 'waitlist.matched').buttons, [{ kind: 'url', title: 'Quiero esta hora', payload: 'jkl' }])
  t.end()
})

test('parameters are as Meta takes them: one line, something, and not too long', (t) => {
  const parametersOf = (data: MessageData) => told('whatsapp', 'visit.confirmed', data).template.parameters
  t.equal(parametersOf(named('visit.confirmed', ' Eva\n\tMaria     Pons '))[0], 'Eva Maria Pons')
  t.equal(parametersOf(named('visit.confirmed', ''))[1], '-')
  const long = parametersOf(named('visit.confirmed', '🙂'.repeat(300)))[0] ?? ''
  t.equal(long, `${'🙂'.repeat(255)}…`)
  t.end()
})

test('who gave no name is greeted all the same', (t) => {
  const anonymous = { ...scene('visit.confirmed'), customer: { firstName: '', fullName: '' } }
  const textIn = (language: (typeof languages)[number]) => {
    const document = shipped('visit.confirmed', 'email', language)?.document
    const content = document && render(document, anonymous, { locale: localeIn(language, language), timezone: 'UTC' })
    return content?.channel === 'email' ? content.text.split(/[:,] [^c]/)[0] : null
  }
  t.same(languages.map(textIn), ['Hola, cliente', 'Hola, client', 'Olá, cliente', 'Hi there'])
  t.match(told('in_app', 'agent.visit.created', anonymous).body, /^Sin nombre · martes/)
  t.end()
})

test('Portuguese is approved as two languages, and a template may name its own', (t) => {
  const languageOf = (locale: string, languageCode?: string) => {
    const document = {
      ...shipped('visit.confirmed', 'whatsapp', 'pt')?.document,
      ...(languageCode && { languageCode }),
    }
    const content = render(document as CompiledTemplate, scene('visit.confirmed'), { ...reader, locale })
    return content.channel === 'whatsapp' && content.template.language
  }
  t.same(
    ['pt-PT', 'pt-BR', 'es-MX', 'ca-ES', 'en-GB'].map((locale) => languageOf(locale)),
    ['pt_PT', 'pt_BR', 'es', 'ca', 'en'],
  )
  t.equal(languageOf('pt-PT', 'pt_BR'), 'pt_BR')
  t.end()
})

test('who may not unsubscribe is offered no way to', (t) => {
  const data = scene('visit.created')
  t.equal(told('email', 'visit.created').unsubscribeUrl, 'https://visitas.example/v1/unsubscribe/ghi')
  t.match(told('email', 'visit.created').html, 'No quiero recibir estos correos')
  const critical = told('email', 'visit.created', { ...data, links: { ...data.links, unsubscribe: null } })
  t.equal(critical.unsubscribeUrl, null)
  t.notMatch(critical.html + critical.text, 'No quiero recibir')
  t.end()
})

test('where it is: at a place, by video, by phone, or simply theirs', (t) => {
  const data = scene('visit.confirmed')
  const placeOf = (change: Partial<MessageData>) =>
    told('in_app', 'visit.confirmed', { ...data, ...change }).body.split(' · ')[1]
  t.equal(placeOf({}), 'Centro Balmes, C/ Balmes 120, 2.º 1.ª, Barcelona')
  t.equal(placeOf({ location: { name: 'Centro Balmes', address: null } }), 'Centro Balmes')
  t.equal(placeOf({ location: null }), 'Clínica Demo')
  t.equal(placeOf({ visit: { ...data.visit, mode: 'virtual' } }), 'Videollamada')
  t.equal(placeOf({ location: null, visit: { ...data.visit, mode: 'call' } }), 'Llamada telefónica')
  t.end()
})

test('who it is with, where it was before: told where it is known', (t) => {
  const data = scene('visit.rescheduled')
  t.match(
    told('email', 'visit.rescheduled').text,
    /Antes: lunes 23 de noviembre a las 17:00\nDónde: .*\nCon: Laura Vidal\n/,
  )
  const bare = told('email', 'visit.rescheduled', { ...data, former: null, resources: [] })
  t.notMatch(bare.text, /Antes|Con:/)
  t.notMatch(bare.html, /Antes|>Con</)
  t.end()
})

test('whatever the data, a message is one that its channel takes, and the same each time', (t) => {
  const words = fc.string({ unit: 'grapheme', maxLength: 200 })
  const instant = fc
    .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString())
  const zone = fc.constantFrom('Europe/Madrid', 'Atlantic/Canary', 'America/Mexico_City', 'Pacific/Auckland', 'UTC')
  const wild = fc.record({
    name: words,
    type: words,
    address: words,
    start: instant,
    end: instant,
    timezone: zone,
    placeZone: zone,
  })
  const property = fc.property(
    wild,
    fc.constantFrom(...templateKeys),
    fc.constantFrom(...languages),
    fc.constantFrom<NotificationChannel>('whatsapp', 'email', 'sms', 'in_app'),
    ({ name, type, address, start, end, timezone, placeZone }, key, language, channel) => {
      const template = shipped(key, channel, language)
      if (!template) return
      const data = scene(key)
      const visit = { ...data.visit, typeName: type, start, end, timezone: placeZone }
      const customer = { firstName: name, fullName: name }
      const given = { ...data, visit, customer, tenant: { name }, location: { name, address } }
      const made = () => render(template.document, given, { locale: localeIn(language, language), timezone })
      const content = made()
      if (!Value.Check(ContentSchema, content))
        throw new Error(JSON.stringify([...Value.Errors(ContentSchema, content)]))
      if (JSON.stringify(content) !== JSON.stringify(made())) throw new Error('another time it says something else')
    },
  )
  t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }))
  t.end()
})
