import { test } from 'tap'
import { answerClock } from '../src/answer-clock.ts'
import { urgency } from '../src/trays/urgency.ts'
import { colourOf, lastCallOff } from '../src/urgency.ts'

const minute = 60_000
const start = Date.parse('2026-03-02T15:00:00Z')
const dueAt = lastCallOff(start, { cancelMinMinutes: 120 })
const of = (minutesBefore: number, more: object = {}) =>
  urgency({
    ...{ tray: 'to-confirm', status: 'pending', start, dueAt, messageFailed: false, language: 'en' },
    clock: answerClock(start - minutesBefore * minute),
    ...more,
  })

test('the colour says how soon something is due', (t) => {
  t.equal(dueAt, start - 120 * minute)
  t.equal(lastCallOff(start, null), start)
  const day = 24 * 60
  t.same(
    [120 + day + 1, 120 + day, 241, 240, 121, 120, 119, 0, -5].map((minutes) => of(minutes).colour),
    ['grey', 'orange', 'orange', 'red', 'red', 'red', 'red', 'red', 'red'],
  )
  const clock = answerClock(dueAt - 200 * minute)
  t.equal(colourOf(dueAt, clock), 'orange')
  t.equal(clock.until(), dueAt - 120 * minute, 'and when it will be another')
  t.end()
})

test('a tray says why, in the reader’s language', (t) => {
  t.same(of(120).why, 'Nobody has confirmed it.')
  t.same(of(119).why, 'Nobody has confirmed it. It is past due.')
  t.same(of(0).why, 'Nobody has confirmed it. It has begun.')
  t.same(of(500, { tray: 'reschedules', status: 'confirmed' }).why, 'It was moved to another time.')
  t.same(of(500, { tray: 'reschedules' }).why, 'It was moved to another time, and nobody has confirmed it.')
  t.same(of(500, { tray: 'no-contact' }).why, 'The customer has neither phone nor e-mail.')
  const failed = of(500, { tray: 'no-contact', messageFailed: true })
  t.equal(failed.why, 'An important message got through on no channel.')
  t.same(of(119, { language: 'es' }).why, 'Nadie la ha confirmado. El plazo ha vencido.')
  t.same(
    of(0, { language: 'ca', tray: 'reschedules' }).why,
    'S’ha canviat d’hora i ningú no l’ha confirmada. Ja ha començat.',
  )
  t.same(of(119, { language: 'pt', tray: 'no-contact' }).why, 'O cliente não tem telefone nem e-mail. O prazo venceu.')
  t.end()
})
