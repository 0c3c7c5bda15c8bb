import { dayBounds } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { InEveryLanguage, Language } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import type { NeedFound, Obstacle, PoolFinding, ResourceFinding } from './finding.ts'
import { catalan } from './words/ca.ts'
import { english } from './words/en.ts'
import { spanish } from './words/es.ts'
import { portuguese } from './words/pt.ts'
import type { SentenceKey, Values, Words } from './words/words.ts'

const everybody: InEveryLanguage<Words> = { es: spanish, ca: catalan, pt: portuguese, en: english }

/** Whom or what a sentence is about. */
export interface Subject {
  readonly type: string
  readonly resource: string
  /** Times are told by the clock of this zone. */
  readonly timezone: string
}

export interface Speaker {
  readonly offered: string
  sentence(finding: PoolFinding | ResourceFinding, subject: Subject): string
}

/** Puts findings into words. One for each answer: it keeps the formats of the zones that it has met. */
export function speaker(language: Language): Speaker {
  const words = everybody[language]
  const lists = new Intl.ListFormat(language, { type: 'conjunction' })
  const formats = new Map<string, Intl.DateTimeFormat>()
  const format = (timeZone: string, options: Intl.DateTimeFormatOptions) => {
    const key = `${timeZone} ${JSON.stringify(options)}`
    const known = formats.get(key) ?? new Intl.DateTimeFormat(language, { timeZone, ...options })
    formats.set(key, known)
    return known
  }
  const clock = (zone: string, instant: number) => format(zone, { timeStyle: 'short' }).format(instant)
  const moment = (zone: string, instant: number) =>
    format(zone, { dateStyle: 'full', timeStyle: 'short' }).format(instant)
  const day = (zone: string, date: string) => format(zone, { dateStyle: 'full' }).format(dayBounds(date, zone).from)
  const listed = (parts: readonly string[]) => lists.format(parts)

  const by = ({ meta }: RecordedEvent, zone: string) =>
    words.by({ ...meta, when: moment(zone, parseInstant(meta.recordedAt)) })

  function obstacle(one: Obstacle, zone: string): string {
    const kind = one.kind === 'block' && one.source !== null ? 'busy' : one.kind
    const told = words.obstacles[kind]({
      visit: one.visitId ?? '',
      from: clock(zone, one.start),
      until: clock(zone, one.end),
      expires: one.expiresAt === null ? '' : format(zone, { timeStyle: 'medium' }).format(one.expiresAt),
      source: one.source ?? '',
      by: by(one.because, zone),
    })
    const how = words.meets[one.meets]
    return how === '' ? told : `${told}; ${how}`
  }

  const need = ({ kind, count, free }: NeedFound) =>
    words.freeOf({ kind: words.kinds[kind](count), count: String(count), free: String(free.length) })

  function values(finding: PoolFinding | ResourceFinding, zone: string): Partial<Values> {
    switch (finding.rule) {
      case 'clock':
        return { when: moment(zone, finding.instant) }
      case 'grid': {
        const near = [finding.before, finding.after].flatMap((start) => (start === null ? [] : [clock(zone, start)]))
        return { count: String(finding.minutes), list: listed(near) }
      }
      case 'needs':
        return { list: listed(finding.needs.map(need)) }
      case 'within-day':
        return { before: String(finding.before), after: String(finding.after) }
      case 'opening-hours':
        return { list: words.decided[finding.decidedBy](hoursOf(finding)) }
      case 'notice':
        return { count: String(finding.minutes), when: moment(zone, finding.earliest) }
      case 'horizon':
        return { count: String(finding.days), when: day(zone, finding.lastDate) }
      case 'claims':
        return {
          count: String(finding.capacity),
          list: `${finding.obstacles.map((one) => obstacle(one, zone)).join('; ')}.`,
        }
      case 'type':
      case 'resource':
      case 'serves':
        return {}
      default:
        finding satisfies never
        return {}
    }
  }

  const hoursOf = ({ ranges, holiday, closedFrom }: Extract<ResourceFinding, { rule: 'opening-hours' }>) => ({
    list: listed(ranges.map(({ start, end }) => `${start}–${end}`)),
    when: holiday ?? closedFrom ?? '',
  })

  return {
    offered: words.offered,
    sentence(finding, { timezone, ...names }) {
      const key = `${finding.rule} ${finding.code}` as SentenceKey
      const nothing = { count: '', when: '', before: '', after: '', list: '' }
      return words.sentences[key]({ ...names, ...nothing, ...values(finding, timezone) }).trim()
    },
  }
}
