import { epochOf } from '@visita/domain'
import { type InEveryLanguage, type Language, languageOf } from '@visita/http/language'
import { LRUCache } from 'lru-cache'

// Dates and times in words. Locales know how a day and a clock are written; what joins them is ours.

/** For whom: a BCP 47 tag and an IANA zone. */
export interface Reader {
  readonly locale: string
  readonly timezone: string
}

/** An instant as it is told. */
export interface Moment {
  /** `martes 24 de noviembre` */
  readonly date: string
  /** `10:30` */
  readonly time: string
  /** `a las 10:30`, but `a la 1:30`: as it stands after a date. */
  readonly at_time: string
  /** `martes 24 de noviembre a las 10:30`, and what the clock says at the place where it says something else. */
  readonly when: string
  /** `mar 24 nov, 10:30` */
  readonly short_when: string
}

/** Where only the language is known: who reads it is in Europe. */
const usual: InEveryLanguage<string> = { es: 'es-ES', ca: 'ca-ES', pt: 'pt-PT', en: 'en-GB' }

/** The locale to render text of a language in, for somebody of another locale perhaps: theirs where it is of that language. */
export function localeIn(language: Language, locale: string): string {
  if (locale === language || languageOf(locale) !== language || !isLocale(locale)) return usual[language]
  return locale.split('-')[0]?.toLowerCase() === language ? locale : usual[language]
}

function isLocale(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0
  } catch {
    return false
  }
}

const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: 200 })

const styles = {
  date: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  month: { month: 'short' },
  time: { timeStyle: 'short' },
  zone: { timeZoneName: 'longGeneric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** Making one takes a thousand times as long as using it. */
function formatOf(style: keyof typeof styles, { locale, timezone }: Reader): Intl.DateTimeFormat {
  const key = `${style} ${locale} ${timezone}`
  const known = formats.get(key)
  if (known) return known
  const format = new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: timezone })
  formats.set(key, format)
  return format
}

const atTime: InEveryLanguage<(time: string) => string> = {
  es: (time) => (/^0?1\D/.test(time) ? `a la ${time}` : `a las ${time}`),
  ca: (time) => (/^0?1\D/.test(time) ? `a la ${time}` : `a les ${time}`),
  pt: (time) => (/^0?1\D/.test(time) ? `à ${time}` : `às ${time}`),
  en: (time) => `at ${time}`,
}

/** As it stands after `hasta`, `fins`, `até`, `until`. */
const untilTime: InEveryLanguage<(time: string) => string> = {
  es: (time) => (/^0?1\D/.test(time) ? `la ${time}` : `las ${time}`),
  ca: (time) => atTime.ca(time),
  pt: (time) => atTime.pt(time),
  en: (time) => time,
}
const untilDate: InEveryLanguage<string> = { es: 'el ', ca: '', pt: '', en: '' }

/** Spanish and Catalan put no comma after the day of the week in running text; Portuguese does. */
function dateIn(instant: number, reader: Reader): string {
  const text = formatOf('date', reader).format(instant)
  return ['es', 'ca'].includes(languageOf(reader.locale)) ? text.replace(', ', ' ') : text
}

const timeIn = (instant: number, reader: Reader): string => formatOf('time', reader).format(instant)

/** `mar 24 nov`: the parts that count, in the locale's order. Beside a day, some locales write the month as a number. */
function shortDateIn(instant: number, reader: Reader): string {
  const month = formatOf('month', reader).format(instant)
  return formatOf('short', reader)
    .formatToParts(instant)
    .filter(({ type }) => type !== 'literal')
    .map(({ type, value }) => (type === 'month' ? month : value).replace(/\.$/, ''))
    .join(' ')
}

/** `hora de Europa central` */
function zoneIn(instant: number, reader: Reader): string {
  const parts = formatOf('zone', reader).formatToParts(instant)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? reader.timezone
  return /^H[a-zà-ú]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

/** `at` as `reader` is told of it, and as the clocks in `placeZone` have it where they differ. */
export function momentOf(at: string, reader: Reader, placeZone: string): Moment {
  const instant = epochOf(at)
  const there = { ...reader, timezone: placeZone }
  const language = languageOf(reader.locale)
  const date = dateIn(instant, reader)
  const time = timeIn(instant, reader)
  const short = `${shortDateIn(instant, reader)}, ${time}`
  const at_time = atTime[language](time)
  const when = `${date}${language === 'pt' ? ',' : ''} ${at_time}`
  const told = { date, time, at_time, when, short_when: short }
  if (placeZone === reader.timezone) return told
  const [dateThere, timeThere] = [dateIn(instant, there), timeIn(instant, there)]
  if (dateThere === date && timeThere === time) return told
  const clockThere = `${dateThere === date ? '' : `${dateThere}, `}${timeThere}`
  const shortThere = `${dateThere === date ? '' : `${shortDateIn(instant, there)}, `}${timeThere}`
  return {
    ...told,
    when: `${when}, ${zoneIn(instant, reader)} (${clockThere}, ${zoneIn(instant, there)})`,
    short_when: `${short} (${shortThere} ${zoneIn(instant, there)})`,
  }
}

/** Until when, as it stands after `hasta`: the time alone where that is on the day on which it is said. */
export function untilOf(at: string, saidAt: string, reader: Reader): string {
  const language = languageOf(reader.locale)
  const [until, said] = [epochOf(at), epochOf(saidAt)]
  const [date, time] = [dateIn(until, reader), timeIn(until, reader)]
  if (date === dateIn(said, reader)) return untilTime[language](time)
  return `${untilDate[language]}${date}${language === 'pt' ? ',' : ''} ${atTime[language](time)}`
}

const aheads = new LRUCache<string, string>({ max: 200 })

/** `PT90M` in words: `90 minutos`. */
export function aheadOf(duration: string, locale: string): string {
  const key = `${duration} ${locale}`
  const known = aheads.get(key)
  if (known !== undefined) return known
  const [, days, hours, minutes] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration) ?? []
  const counted = [
    ['day', days],
    ['hour', hours],
    ['minute', minutes],
  ] as const
  const told = counted.flatMap(([unit, count]) =>
    count === undefined
      ? []
      : new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(count)),
  )
  const words = listOf(told, locale)
  aheads.set(key, words)
  return words
}

const lists = new LRUCache<string, Intl.ListFormat>({ max: 50 })

/** `Laura, Marc y Núria` */
export function listOf(names: readonly string[], locale: string): string {
  const known = lists.get(locale)
  const format = known ?? new Intl.ListFormat(locale, { type: 'conjunction' })
  if (!known) lists.set(locale, format)
  return format.format(names)
}
