import type { Language } from '@visita/http/language'
import { test } from 'tap'
import { aheadOf, listOf, localeIn, momentOf, untilOf } from '../src/moment.ts'

const madrid = 'Europe/Madrid'
const languages: readonly Language[] = ['es', 'ca', 'pt', 'en']
const inMadrid = (language: Language) => ({ locale: localeIn(language, language), timezone: madrid })
const whenOf = (at: string, language: Language, timezone = madrid) =>
  momentOf(at, { ...inMadrid(language), timezone }, madrid).when

test('a time is told as the language says it', (t) => {
  t.same(
    languages.map((language) => whenOf('2026-11-24T09:30:00Z', language)),
    [
      'martes 24 de noviembre a las 10:30',
      'dimarts 24 de novembre a les 10:30',
      'terça-feira, 24 de novembro, às 10:30',
      'Tuesday 24 November at 10:30',
    ],
  )
  t.same(
    languages.map((language) => momentOf('2026-11-24T09:30:00Z', inMadrid(language), madrid).short_when),
    ['mar 24 nov, 10:30', 'dt 24 nov, 10:30', 'terça 24 nov, 10:30', 'Tue 24 Nov, 10:30'],
  )
  t.end()
})

test('one o’clock is one, and April begins with a vowel', (t) => {
  t.same(
    languages.map((language) => whenOf('2026-04-10T23:15:00Z', language)),
    [
      'sábado 11 de abril a la 1:15',
      'dissabte 11 d’abril a la 1:15',
      'sábado, 11 de abril, à 01:15',
      'Saturday 11 April at 01:15',
    ],
  )
  t.equal(whenOf('2026-04-11T09:15:00Z', 'es'), 'sábado 11 de abril a las 11:15')
  t.equal(whenOf('2026-04-11T17:15:00Z', 'es'), 'sábado 11 de abril a las 19:15')
  t.end()
})

test('late in the evening of UTC it is the next day already, and that is the day told', (t) => {
  t.same(
    languages.map((language) => whenOf('2026-11-24T23:30:00Z', language)),
    [
      'miércoles 25 de noviembre a las 0:30',
      'dimecres 25 de novembre a les 0:30',
      'quarta-feira, 25 de novembro, às 00:30',
      'Wednesday 25 November at 00:30',
    ],
  )
  t.end()
})

test('on the days when clocks change, the clock is told that hangs there then', (t) => {
  t.equal(whenOf('2026-03-29T00:59:00Z', 'es'), 'domingo 29 de marzo a la 1:59')
  t.equal(whenOf('2026-03-29T01:00:00Z', 'es'), 'domingo 29 de marzo a las 3:00')
  t.equal(whenOf('2026-10-24T23:59:00Z', 'es'), 'domingo 25 de octubre a la 1:59')
  t.equal(whenOf('2026-10-25T08:00:00Z', 'es'), 'domingo 25 de octubre a las 9:00')
  t.equal(whenOf('2026-10-24T08:00:00Z', 'es'), 'sábado 24 de octubre a las 10:00')
  t.end()
})

test('whose clock shows something else is told both', (t) => {
  const at = '2026-03-28T23:30:00Z'
  t.same(
    languages.map((language) => whenOf(at, language, 'Atlantic/Canary')),
    [
      'sábado 28 de marzo a las 23:30, hora de Europa occidental (domingo 29 de marzo, 0:30, hora de Europa central)',
      'dissabte 28 de març a les 23:30, hora d’Europa occidental (diumenge 29 de març, 0:30, hora d’Europa central)',
      'sábado, 28 de março, às 23:30, hora da Europa Ocidental (domingo, 29 de março, 00:30, hora da Europa Central)',
      'Saturday 28 March at 23:30, Western European Time (Sunday 29 March, 00:30, Central European Time)',
    ],
  )
  t.equal(
    momentOf(at, { locale: 'es-ES', timezone: 'Atlantic/Canary' }, madrid).short_when,
    'sáb 28 mar, 23:30 (dom 29 mar, 0:30 hora de Europa central)',
  )
  const sameDay = whenOf('2026-11-24T09:30:00Z', 'es', 'Atlantic/Canary')
  t.equal(sameDay, 'martes 24 de noviembre a las 9:30, hora de Europa occidental (10:30, hora de Europa central)')
  t.equal(whenOf(at, 'es', 'Europe/Paris'), whenOf(at, 'es'), 'but not where another zone has the same time')
  t.end()
})

test('a locale says more than its language', (t) => {
  const at = '2026-11-24T12:30:00Z'
  const told = (locale: string) => momentOf(at, { locale, timezone: madrid }, madrid).when
  t.equal(told('es-MX'), 'martes 24 de noviembre a la 1:30 p.m.')
  t.equal(told('en-US'), 'Tuesday, November 24 at 1:30 PM')
  t.equal(told('pt-BR'), 'terça-feira, 24 de novembro, às 13:30')
  t.end()
})

test('text is told in a locale of its own language', (t) => {
  t.equal(localeIn('es', 'es-MX'), 'es-MX')
  t.equal(localeIn('pt', 'pt-BR'), 'pt-BR')
  t.equal(localeIn('pt', 'pt'), 'pt-PT')
  t.equal(localeIn('en', 'en'), 'en-GB')
  t.equal(localeIn('ca', 'es-ES'), 'ca-ES', 'theirs is another')
  t.equal(localeIn('es', 'fr-FR'), 'es-ES', 'theirs is none that we speak')
  for (const nonsense of ['', 'es_ES', 'not a locale', 'x']) t.equal(localeIn('es', nonsense), 'es-ES')
  t.end()
})

test('until when: the time alone today, with the day otherwise', (t) => {
  const [soon, tomorrow, said] = ['2026-11-24T09:30:00Z', '2026-11-24T23:30:00Z', '2026-11-24T09:15:00Z']
  t.same(
    languages.map((language) => untilOf(soon, said, inMadrid(language))),
    ['las 10:30', 'a les 10:30', 'às 10:30', '10:30'],
  )
  t.same(
    languages.map((language) => untilOf(tomorrow, said, inMadrid(language))),
    [
      'el miércoles 25 de noviembre a las 0:30',
      'dimecres 25 de novembre a les 0:30',
      'quarta-feira, 25 de novembro, às 00:30',
      'Wednesday 25 November at 00:30',
    ],
  )
  t.end()
})

test('how long before, and who, in words', (t) => {
  t.equal(aheadOf('P1DT2H', 'es-ES'), '1 día y 2 horas')
  t.equal(aheadOf('PT90M', 'ca-ES'), '90 minuts')
  t.equal(aheadOf('PT24H', 'en-GB'), '24 hours')
  t.equal(listOf(['Laura', 'Iñaki', 'Marc'], 'es-ES'), 'Laura, Iñaki y Marc')
  t.equal(listOf([], 'es-ES'), '')
  t.end()
})
