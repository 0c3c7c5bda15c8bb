import { readFileSync, writeFileSync } from 'node:fs'
import { catalogue, type EventDefinition } from '../src/index.ts'

/**
 * The shapes of all events as they were last agreed on. A log is read for years, so a changed shape must be seen in
 * review and not found in production.
 *
 *     node packages/domain/test/events-snapshot.ts --write
 */
const file = new URL('../events.snapshot.json', import.meta.url)

export type Snapshot = Record<string, unknown>

export const snapshotOf = (definitions: readonly EventDefinition[]): Snapshot =>
  Object.fromEntries(
    definitions
      .map(({ type, schema, upcast }) => [type, { ...schema, ...(upcast && { upcast: true }) }] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      // JSON drops what is not stored: symbols, functions, undefined members.
      .map(([type, shape]) => [type, JSON.parse(JSON.stringify(shape))]),
  )

export const agreed = (): Snapshot => JSON.parse(readFileSync(file, 'utf8')) as Snapshot

if (import.meta.main && process.argv.includes('--write')) {
  writeFileSync(file, `${JSON.stringify(snapshotOf(catalogue), null, 2)}\n`)
  console.log(`wrote the shapes of ${catalogue.length} events`)
}
