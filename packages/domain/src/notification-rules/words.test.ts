import { test } from 'tap'
import { messageLanguageOf, messageLocale, minutesOf, reminderEvent, reminderOf, ruleEventOf } from './index.ts'

test('each duration is the name of one reminder, and back again', (t) => {
  const names = {
    PT24H: 't24h',
    PT2H: 't2h',
    PT30M: 't30m',
    PT90M: 't90m',
    P1D: 'p1d',
    P1DT2H: 'p1dt2h',
    PT1H30M: 't1h30m',
  }
  for (const [duration, name] of Object.entries(names)) {
    t.equal(reminderEvent(duration), `visit.reminder.${name}`)
    t.equal(reminderOf(`visit.reminder.${name}`), duration)
  }
  for (const name of [
    'visit.reminder',
    'visit.reminder.',
    'visit.reminder.T24H',
    'visit.reminder.pt24h',
    'visit.reminder.t',
    'visit.created',
    'visit.reminder.t5s',
    'visit.reminder.t0m',
    'visit.reminder.p99999999d',
  ]) {
    t.equal(reminderOf(name), null, name)
  }
  t.strictSame(Object.keys(names).map(minutesOf), [1440, 120, 30, 90, 1440, 1560, 90])
  t.end()
})

test('rules are put for what people are told of, and for nothing else', (t) => {
  for (const name of ['visit.created', 'waitlist.matched', 'visit.reminder.p7d']) t.equal(ruleEventOf(name), name)
  for (const name of ['visit.deleted', 'reply.confirmed', 'visit.reminder.soon']) t.equal(ruleEventOf(name), null)
  t.end()
})

test('people are written to in their language if it is one of ours, else in their tenant’s, else in Spanish', (t) => {
  t.equal(messageLocale('pt-BR', 'es-CL'), 'pt-BR')
  t.equal(messageLocale('de-DE', 'ca-ES'), 'ca-ES')
  t.equal(messageLocale(null, 'fr'), 'es')
  t.equal(messageLanguageOf('CA-es'), 'ca')
  t.equal(messageLanguageOf('eo'), null)
  t.end()
})
