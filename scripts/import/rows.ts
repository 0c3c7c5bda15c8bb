import { createReadStream } from 'node:fs'
import { isInstant, parseInstant } from '@visita/runtime'
import { CsvError, type Info, parse } from 'csv-parse'
import { Temporal } from 'temporal-polyfill'
import { exitCode, ImportFailure } from './failure.ts'
import type { Mapping } from './mapping.ts'
import type { Outcome } from './outcome.ts'

/** One appointment of the file. */
export interface Row {
  readonly kind: 'row'
  /** 1 is the first record after the header: the same in every run over the same file. */
  readonly ordinal: number
  readonly line: number
  readonly id: string
  readonly customer: string
  /** Epoch ms. */
  readonly bookedAt: number
  /** The local day, `YYYY-MM-DD`. */
  readonly day: string
  readonly location: string
  /** Null where the mapping names no column for it. */
  readonly outcome: Outcome | null
}

/** A record that cannot be an appointment. */
export interface Malformed {
  readonly kind: 'malformed'
  readonly ordinal: number
  readonly line: number
  /** What stands where the id should. */
  readonly id: string
  readonly why: string
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: Info
}

/** No appointment needs more; a quote that is never closed would otherwise swallow the rest of the file into one. */
const mostRecordBytes = 64 * 1024

/**
 * Streams the records of a file in its order, holding a few at a time.
 * @throws ImportFailure when the file cannot be read, is no CSV, or lacks a column of the mapping
 */
export async function* readRows(file: string, mapping: Mapping): AsyncGenerator<Row | Malformed, void, undefined> {
  const parser = parse({
    bom: true,
    delimiter: mapping.delimiter,
    info: true,
    max_record_size: mostRecordBytes,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  })
  const source = createReadStream(file)
  source.on('error', (error) => parser.destroy(error))
  const records: AsyncIterable<CsvRecord> = source.pipe(parser)
  let read: ReturnType<typeof reader> | undefined
  let ordinal = 0
  try {
    for await (const { record, info } of records) {
      if (!read) read = reader(file, record, mapping)
      else yield read(record, ++ordinal, info.lines)
    }
  } catch (cause) {
    if (cause instanceof ImportFailure) throw cause
    const what = cause instanceof CsvError ? 'is not CSV' : 'cannot be read'
    throw new ImportFailure(exitCode.usage, `${file} ${what}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  } finally {
    source.destroy()
  }
  if (!read) throw new ImportFailure(exitCode.usage, `${file} is empty: it should begin with the names of its columns`)
}

/** Turns records into rows, by the header of the file. */
function reader(file: string, header: readonly string[], mapping: Mapping) {
  const { columns, timezone } = mapping
  const missing = Object.values(columns).filter((name) => !header.includes(name))
  if (missing.length > 0) {
    const what = `${file} has no column ${missing.join(', ')}; its columns are ${header.join(', ')}`
    throw new ImportFailure(exitCode.usage, what)
  }
  const at = {
    id: header.indexOf(columns.id),
    customer: header.indexOf(columns.customer),
    bookedAt: header.indexOf(columns.bookedAt),
    day: header.indexOf(columns.day),
    location: header.indexOf(columns.location),
  }
  const outcomeIn = outcomeReader(header, mapping)
  return (record: readonly string[], ordinal: number, line: number): Row | Malformed => {
    const [id = '', customer = '', booked = '', day = '', location = ''] = [
      record[at.id],
      record[at.customer],
      record[at.bookedAt],
      record[at.day],
      record[at.location],
    ]
    const malformed = (why: string): Malformed => ({ kind: 'malformed', ordinal, line, id, why })
    if (record.length !== header.length) return malformed(`has ${record.length} fields, the header ${header.length}`)
    if (record.some((field) => /[\r\n]/.test(field))) return malformed('runs over several lines')
    if (record.some((field) => field.includes('\uFFFD'))) return malformed('is not UTF-8')
    for (const [name, value] of Object.entries({ id, customer, location })) {
      if (value === '') return malformed(`has no ${name}`)
      if (value.length > mostCharacters) return malformed(`has a ${name} of more than ${mostCharacters} characters`)
    }
    if (!isDate(day)) return malformed(`has a day that is none: ${shown(day)}`)
    const bookedAt = instantOf(booked, timezone)
    if (bookedAt === null) return malformed(`was booked at a time that is none: ${shown(booked)}`)
    const outcome = outcomeIn(record, day)
    if (typeof outcome === 'string') return malformed(outcome)
    return { kind: 'row', ordinal, line, id, customer, bookedAt, day, location: location.normalize('NFC'), outcome }
  }
}

/** Reads what has become of a row on its day, or says what is wrong with it. */
function outcomeReader(header: readonly string[], { columns, outcomes, timezone }: Mapping) {
  const field = (record: readonly string[], name: string | undefined) =>
    name === undefined ? '' : (record[header.indexOf(name)] ?? '')
  return (record: readonly string[], day: string): Outcome | null | string => {
    if (!outcomes) return null
    const word = field(record, columns.status)
    const status = Object.hasOwn(outcomes, word) ? outcomes[word] : undefined
    if (status === undefined) return `has a status that the mapping does not know: ${shown(word)}`
    const times: Record<'checkedInAt' | 'outcomeAt', number | null> = { checkedInAt: null, outcomeAt: null }
    for (const name of ['checkedInAt', 'outcomeAt'] as const) {
      const text = field(record, columns[name])
      if (text === '') continue
      // A time of day is one of the appointment's day.
      times[name] = instantOf(/^\d\d?:/.test(text) ? `${day}T${text.replace(/^\d:/, '0$&')}` : text, timezone)
      if (times[name] === null) return `has a ${columns[name]} that is none: ${shown(text)}`
    }
    const { checkedInAt, outcomeAt: at } = times
    if (status === 'completed' && checkedInAt !== null && at !== null && at < checkedInAt) {
      return 'was completed before they came'
    }
    return { status, checkedInAt, at }
  }
}

/** What names and external ids may have on the command API. */
const mostCharacters = 190
const shown = (value: string) => JSON.stringify(value.slice(0, 40))

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && isInstant(`${text}T00:00:00Z`)
}

/** An instant with an offset, or a local time of the mapping's zone. */
function instantOf(text: string, timezone: string): number | null {
  if (isInstant(text)) return parseInstant(text)
  try {
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(timezone).epochMilliseconds
  } catch {
    return null
  }
}
