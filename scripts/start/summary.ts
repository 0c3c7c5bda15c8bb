import picocolors from 'picocolors'
import { Temporal } from 'temporal-polyfill'
import type { Demo } from '../demo/seed.ts'

/** Colours only for a person: picocolors alone would colour a CI's log too. */
const pc = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported)

export interface Where {
  readonly commandUrl: string
  readonly readUrl: string
  readonly eventStore: string
  readonly postgres: string
  /** Where the providers' fakes are; null where none are needed. */
  readonly providers: string | null
  readonly dataDir: string
  readonly seconds: number
}

/** Rows with their columns one below the other. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}

/** Ten in the morning of the next working day in Santiago, when the demo's agents are there. */
function nextStart(nowMs: number): string {
  let day = Temporal.Instant.fromEpochMilliseconds(nowMs)
    .toZonedDateTimeISO('America/Santiago')
    .toPlainDate()
    .add({ days: 1 })
  while (day.dayOfWeek > 5) day = day.add({ days: 1 })
  const start = day.toZonedDateTime({ timeZone: 'America/Santiago', plainTime: '10:00' })
  return start.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}

/** What somebody sees once everything runs: where it is, with which keys, and one line that books. `nowMs` epoch ms. */
export function summary(where: Where, demo: Demo | null, nowMs: number): string {
  const places = columns([
    ['command API', where.commandUrl, `${where.commandUrl}/docs`],
    ['read API', where.readUrl, `${where.readUrl}/docs`],
    ['event store', where.eventStore, ''],
    ['postgres', where.postgres, ''],
    ...(where.providers ? [['messages', where.providers, 'to fakes: nothing is delivered']] : []),
  ])
  const lines = ['', pc.bold(pc.green(`Visita is ready, after ${where.seconds.toFixed(1)} s.`)), '', places]
  if (demo) {
    const { channel, operator, admin, auditor, platform } = demo.keys
    const others = demo.more.map(({ tenant }) => tenant).join(', ')
    lines.push(
      '',
      `Keys of the tenant ${pc.bold(demo.tenant)} (those of ${others} are in ${where.dataDir}/demo.json):`,
      '',
      columns(Object.entries({ channel, operator, admin, auditor, platform })),
      '',
      'Book a viewing:',
      '',
      `  curl -s ${where.commandUrl}/v1/visits -H 'authorization: Bearer ${channel}' \\`,
      `    -H 'content-type: application/json' -H "idempotency-key: $RANDOM$RANDOM" \\`,
      `    -d '{"typeId":"visita","start":"${nextStart(nowMs)}","customer":{"name":"Ana Rojas","phone":"+56912345678"}}'`,
    )
  }
  lines.push('', pc.dim('Ctrl-C stops everything. What follows is the log.'), '')
  return lines.join('\n')
}
