import { test } from 'tap'
import { compile } from '../src/compile.ts'
import {
  check,
  type EmailTemplate,
  type InAppTemplate,
  type SmsTemplate,
  type TemplateDocument,
  type WhatsAppTemplate,
} from '../src/index.ts'

const whatsApp = (change: Partial<WhatsAppTemplate>): TemplateDocument => ({
  ...{ channel: 'whatsapp', name: 'mine_v1', parameters: ['{{ when }}'], buttons: [], text: 'Tu visita: {{ when }}' },
  ttlSeconds: 3600,
  ...change,
})
const mjml =
  '<mjml><mj-body><mj-section><mj-column><mj-text>{{ when }}</mj-text></mj-column></mj-section></mj-body></mjml>'
const email = (change: Partial<EmailTemplate>): EmailTemplate => ({
  ...{ channel: 'email', subject: 'Tu visita', mjml, text: '{{ when }}', calendar: null },
  ...change,
})
const sms = (text: string): SmsTemplate => ({ channel: 'sms', text, ttlSeconds: 60 })
const inApp = (change: Partial<InAppTemplate>): TemplateDocument => ({
  ...{ channel: 'in_app', title: 'Visita', body: '{{ when }}', url: null },
  ...change,
})

const problems = (document: TemplateDocument, key = 'visit.confirmed') => check(document, { key, language: 'es' })
const messages = (document: TemplateDocument, key?: string) => problems(document, key).map(({ message }) => message)

test('what is right is right', (t) => {
  for (const text of [
    'Sin nada que rellenar',
    '{{ visits.size }} {{ visits.first.when }} {{ visits[0].time }} {{ visit["date"] }} {{ customer.full_name.size }}',
    '{% for one in visits %}{{ forloop.index }}. {{ one.when | upcase }}{% unless forloop.last %}; {% endunless %}{% endfor %}',
    '{% if location.address contains "Balmes" and agents != "" %}{{ place | truncate: 20 }}{% else %}-{% endif %}',
    '{% case visit.mode %}{% when "call" %}Te llamamos{% else %}Te esperamos{% endcase %}',
    '{% comment %}nothing{% endcomment %}{{ resources.last.name | default: "nadie" }}',
  ]) {
    t.same(messages(sms(text)), [], text)
  }
  t.same(problems(whatsApp({})), [])
  t.same(problems(email({})), [])
  t.same(problems(inApp({ url: '{{ links.manage }}' })), [])
  t.end()
})

test('a variable that is not there is named, with its place', (t) => {
  t.same(problems(sms('{{ when }}\n{{ visit.foo }}')), [
    { path: '/text', message: 'line 2: there is no visit.foo here' },
  ])
  for (const [text, name] of [
    ['{{ nombre }}', 'nombre'],
    ['{{ customer.first_name.x }}', 'customer.first_name.x'],
    ['{{ "a" | append: tenant.nombre }}', 'tenant.nombre'],
    ['{% if zzz %}x{% endif %}-', 'zzz'],
    ['{% if when %}{{ yyy }}{% endif %}-', 'yyy'],
    ['{% if when == "x" %}-{% elsif xxx %}{% else %}-{% endif %}', 'xxx'],
    ['{% case visit.mode %}{% when www %}{% else %}-{% endcase %}', 'www'],
    ['{% for one in visits limit: vvv %}-{% endfor %}', 'vvv'],
    ['{% for one in visits %}{{ one.foo }}{% endfor %}', 'one.foo'],
    ['{% for one in visits %}-{% endfor %}{{ one.when }}', 'one.when'],
    ['{{ visits[visit.time].when }}', 'visits.[…].when'],
    ['{{ visit.constructor }}', 'visit.constructor'],
    ['{{ visit.__proto__ }}', 'visit.__proto__'],
  ] as const) {
    t.match(messages(sms(text)), [`line 1: there is no ${name} here`], text)
  }
  t.same(
    problems(whatsApp({ parameters: ['{{ when }}', '{{ cuando }}'] })).map(({ path }) => path),
    ['/parameters/1'],
  )
  t.same(
    problems(email({ subject: '{{ a }}', mjml: '{{ b }}', text: '{{ c }}' })).map(({ path }) => path),
    ['/subject', '/mjml', '/text'],
  )
  t.end()
})

test('what only some messages know is not there in others, and a tenant’s own may be for any', (t) => {
  for (const [text, key] of [
    ['{{ former.when }}', 'visit.rescheduled'],
    ['{{ reminder.ahead }}', 'visit.reminder.t2h'],
    ['{{ links.accept }} {{ offer.until }}', 'waitlist.matched'],
  ] as const) {
    t.same(messages(sms(text), key), [])
    t.same(messages(sms(text), 'clinic.extra'), [])
    t.ok(messages(sms(text), 'visit.created').length > 0, text)
  }
  t.end()
})

test('there is nothing to reach a file, a network, or a lot of time with', (t) => {
  for (const [text, message] of [
    ['{% include "x" %}', /tag "include" not found/],
    ['{% render "/etc/passwd" %}', /tag "render" not found/],
    ['{% layout "x" %}', /tag "layout" not found/],
    ['{% assign a = 1 %}', /tag "assign" not found/],
    ['{% raw %}{{ x }}{% endraw %}', /tag "raw" not found/],
    ['{% liquid echo when %}', /tag "liquid" not found/],
    ['{{ when | raw }}', /undefined filter: raw/],
    ['{{ when | date: "%9999999d" }}', /undefined filter: date/],
    ['{{ when | replace: "a", "aaaa" }}', /undefined filter: replace/],
    ['{% for i in (1..100000000) %}{% endfor %}', /a loop goes over visits or resources/],
    ['{% for i in when %}{% endfor %}', /a loop goes over visits or resources/],
    ['{{ (1..100000000) }}', /takes too much/],
    ['{% for a in visits %}{% for b in visits %}x{% endfor %}{% endfor %}', /a loop cannot stand within a loop/],
    ['{{ when', /not closed/],
    ['{% if when %}', /not closed/],
    ['{{ visit }}', /says a whole object/],
    ['{% if when == "" %}x{% endif %}', /says nothing/],
  ] as const) {
    t.match(messages(sms(text)), [message], text)
  }
  t.end()
})

test('what Meta would refuse is refused before, with the place', (t) => {
  const button = (kind: WhatsAppTemplate['buttons'][number]['kind'], title: string) => ({ kind, title })
  const four = (['confirm', 'change', 'cancel', 'confirm'] as const).map((kind, index) =>
    button(kind, `Botón ${index}`),
  )
  const refused: readonly [change: Partial<WhatsAppTemplate>, path: string, message: RegExp][] = [
    [
      { buttons: [button('confirm', 'Sí, claro que confirmo')] },
      '/buttons/0/title',
      /has 22 characters.* 20 are allowed/,
    ],
    [{ buttons: [button('confirm', 'Ver {{ when }}')] }, '/buttons/0/title', /is not filled in/],
    [{ buttons: four }, '/buttons', /no more than 3 buttons may answer/],
    [{ buttons: [button('url', 'A'), button('url', 'B'), button('url', 'C')] }, '/buttons', /no more than 2/],
    [{ buttons: [button('confirm', 'Sí'), button('cancel', 'Sí')] }, '/buttons/1/title', /on another button/],
    [{ buttons: [button('confirm', 'Sí')], text: 'a'.repeat(1025) }, '/text', /1024 are allowed/],
    [{ text: 'a'.repeat(4097) }, '/text', /4096 are allowed/],
    [{ parameters: ['{{ when }}', 'a'.repeat(257)] }, '/parameters/1', /256 are allowed/],
  ]
  for (const [change, path, message] of refused) {
    t.match(
      problems(whatsApp(change)).filter((one) => one.path === path),
      [{ path, message }],
      JSON.stringify(change).slice(0, 60),
    )
  }
  t.same(problems(whatsApp({ buttons: [button('url', 'Ver')], text: 'a'.repeat(1025) })), [])
  t.same(problems(whatsApp({ buttons: [button('confirm', '🙂'.repeat(20))] })), [], 'letters are what one sees')
  t.end()
})

test('a message that is not about a visit of its reader’s cannot be answered by buttons, nor kept in a calendar', (t) => {
  const offer = '{{ links.accept }}'
  const buttons = [{ kind: 'confirm', title: 'Sí' }] as const
  t.match(problems(whatsApp({ buttons: [...buttons], text: offer }), 'waitlist.matched'), [{ path: '/buttons/0/kind' }])
  t.match(problems(whatsApp({ buttons: [...buttons] }), 'agent.visit.created'), [{ path: '/buttons/0/kind' }])
  const page = mjml.replace('{{ when }}', offer)
  t.match(problems(email({ calendar: 'request', mjml: page, text: offer }), 'waitlist.matched'), [
    { path: '/calendar' },
  ])
  t.match(problems(email({ calendar: 'cancel' }), 'visit.confirmed'), [{ path: '/calendar' }])
  t.match(problems(email({ calendar: 'request' }), 'visit.canceled'), [{ path: '/calendar' }])
  t.same(problems(email({ calendar: 'cancel' }), 'visit.canceled'), [])
  t.end()
})

test('an offer that cannot be taken is none', (t) => {
  t.same(problems(sms('Hay hora'), 'waitlist.matched'), [{ path: '/text', message: 'needs {{ links.accept }}' }])
  t.same(problems(inApp({}), 'waitlist.matched'), [{ path: '/url', message: 'needs {{ links.accept }}' }])
  t.same(
    problems(email({}), 'waitlist.matched').map(({ path }) => path),
    ['/mjml', '/text'],
  )
  t.same(problems(sms('Cámbiala'), 'reply.change'), [{ path: '/text', message: 'needs {{ links.manage }}' }])
  t.end()
})

test('e-mails and notices are held to what fits and to what is safe', (t) => {
  t.match(problems(email({ subject: 'a'.repeat(151) })), [{ path: '/subject', message: /150 are allowed/ }])
  for (const tag of ['mj-include path="x"', 'script', 'SCRIPT', ' iframe', 'form']) {
    t.match(problems(email({ mjml: `<mjml><${tag}/></mjml>` })), [{ path: '/mjml', message: /is not allowed/ }], tag)
  }
  t.match(problems(inApp({ title: 'a'.repeat(121) })), [{ path: '/title' }])
  t.match(problems(inApp({ url: 'javascript:alert(1)' })), [{ path: '/url', message: 'is not an address' }])
  t.match(problems(inApp({ url: '{{ customer.full_name }}' })), [{ path: '/url' }])
  t.end()
})

test('MJML is compiled when it is saved, its Liquid kept, and what is wrong with it told', async (t) => {
  const good = await compile(email({}))
  t.match(good, { document: { channel: 'email', html: /<div[^>]*>\{\{ when \}\}<\/div>/, mjml } })
  t.match(await compile(email({ mjml: '<mjml><mj-body>\n<mj-secton></mj-secton></mj-body></mjml>' })), {
    problems: [{ path: '/mjml', message: /^line 2, <mj-secton>: .*exist/ }],
  })
  t.match(await compile(email({ mjml: 'Hola' })), { problems: [{ path: '/mjml' }] })
  const outside = await compile(
    email({ mjml: mjml.replace('<mj-section>', '<mj-include path="/etc/passwd" type="html" /><mj-section>') }),
  )
  t.notMatch(JSON.stringify(outside), /root:/)
  const text = sms('x')
  t.same(await compile(text), { document: text }, 'anything else is kept as it is')
})
