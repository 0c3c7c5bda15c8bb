import { minutesOf, type NotificationChannel, reminderOf } from '@visita/domain'
import type { InEveryLanguage, Language } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import type { Finding } from './finding.ts'
import type { Missing } from './missing.ts'
import { catalan } from './words/ca.ts'
import { english } from './words/en.ts'
import { spanish } from './words/es.ts'
import { portuguese } from './words/pt.ts'
import type { Values, Words } from './words/words.ts'

const everybody: InEveryLanguage<Words> = { es: spanish, ca: catalan, pt: portuguese, en: english }

/** What a message is: to whom, of what, which way. `reminder` is how long before the visit, ISO 8601. */
export interface Subject {
  readonly kind: string
  readonly reminder: string | null
  readonly recipient: 'customer' | 'participant' | 'resource' | 'staff'
  readonly channel: NotificationChannel
}

export interface Speaker {
  readonly nothing: string
  kind(kind: string, reminder: string | null): string
  /** What everything that is said of it begins with. */
  about(subject: Subject): string
  step(finding: Finding): string
  missing(one: Missing): string
}

/** Puts findings into words; times are told by the clock of that zone. */
export function speaker(language: Language, timeZone: string): Speaker {
  const words = everybody[language]
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const moment = (instant: string) => moments.format(parseInstant(instant))
  /** A word that is not known here is told as it stands. */
  const known = (table: Readonly<Record<string, string>>, word: string) => table[word] ?? word
  const withDetail = (reason: string, detail: string | null) => (detail === null ? reason : `${reason} (${detail})`)

  function reasonOf(finding: Finding): string {
    switch (finding.code) {
      case 'gate-stopped':
      case 'gate-waits':
        return withDetail(known(words.gates, finding.gate), finding.detail)
      case 'refused':
      case 'refused-for-now':
      case 'undelivered':
      case 'failed':
      case 'dead-letter':
        return withDetail(known(words.failures, finding.failure), finding.detail)
      case 'deferred':
        return known(words.deferrals, finding.reason)
      case 'fell-back':
        return known(words.fallbacks, finding.reason)
      case 'cancelled':
        return known(words.withdrawals, finding.reason)
      case 'suppressed':
        return known(words.suppressions, finding.reason)
      case 'expired':
        return known(words.expiries, finding.reason)
      case 'pretends':
        return words.shadow[finding.reason]
      default:
        return ''
    }
  }

  const valuesOf = (finding: Finding): Values => ({
    rule: 'rule' in finding ? finding.rule : '',
    channel: 'channel' in finding ? words.channels[finding.channel] : '',
    when: 'until' in finding ? moment(finding.until) : 'due' in finding ? moment(finding.due) : '',
    provider: 'provider' in finding ? finding.provider : '',
    attempt: 'attempt' in finding ? String(finding.attempt) : '',
    reason: reasonOf(finding),
  })

  const kind = (name: string, reminder: string | null) => {
    const before = reminder ?? reminderOf(name)
    return before === null ? known(words.kinds, name) : words.reminder(lengthOf(before, language))
  }
  return {
    nothing: words.nothing,
    kind,
    about: (subject) =>
      words.about({
        kind: kind(subject.kind, subject.reminder),
        recipient: words.recipients[subject.recipient],
        channel: words.channels[subject.channel],
      }),
    step: (finding) => words.steps[finding.code](valuesOf(finding)),
    missing: ({ code, rule, at }) => words.missing[code]({ rule: rule ?? '', when: at === null ? '' : moment(at) }),
  }
}

/** `PT90M` as people say it: whole hours in hours, whole days that were meant as days in days. */
function lengthOf(iso: string, language: Language): string {
  const minutes = minutesOf(iso)
  const [value, unit] =
    iso.includes('D') && minutes % 1440 === 0
      ? [minutes / 1440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute']
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}
