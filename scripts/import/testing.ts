import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Mapping, parseMapping } from './mapping.ts'
import type { Malformed, Row } from './rows.ts'

/** What the importer's tests share. */
export const exampleMappingFile = fileURLToPath(new URL('example-mapping.json', import.meta.url))
export const fixtureFile = fileURLToPath(new URL('../fixtures/appointments.csv', import.meta.url))

/** The first of the fixture's appointments, for what is asked many times over; all of them can be booked. */
export async function shortFixture(folder: string) {
  const [header = '', ...lines] = (await readFile(fixtureFile, 'utf8')).trimEnd().split('\n')
  const some = lines.slice(0, 60)
  const file = join(folder, 'short.csv')
  await writeFile(file, `${[header, ...some].join('\n')}\n`)
  const missed = some.filter((line) => line.endsWith(',Yes')).length
  const came = some.length - missed
  const asInFile = new RegExp(
    `${some.length} visits in the agenda \\(${came} completed, ${missed} no_show\\): each counts exactly what the file counts`,
  )
  return { file, count: some.length, came, asInFile }
}

const example = JSON.parse(await readFile(exampleMappingFile, 'utf8')) as object

export const mappingOf = (changes: object = {}): Mapping => parseMapping({ ...example, ...changes }, 'a test')

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

/** Rows as a file would give them, one after another; ids and times as given, the rest made up. */
export function rowsOf(...rows: Partial<Row>[]): (Row | Malformed)[] {
  return rows.map((row, index) => ({
    kind: 'row',
    ordinal: index + 1,
    line: index + 2,
    id: `row-${index + 1}`,
    customer: '1',
    bookedAt: 0,
    day: '2017-03-06',
    location: 'Centro',
    outcome: null,
    ...row,
  }))
}

export async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
