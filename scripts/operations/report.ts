import type { Replayed, VerifiedProjection } from '@visita/read-store'
import Table from 'cli-table3'
import type { Exported } from './export.ts'
import type { History } from './history.ts'
import type { RiskReport } from './no-show-risk.ts'
import type { Certificate } from './overlaps.ts'

const style = { head: [], border: [] }
const mostShown = 20

/** A line of JSON for each. */
export const lines = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('')

export function certificateText(certificate: Certificate): string {
  const { tenant, from, to, streams, events, position, overlaps, acknowledged, result, hash } = certificate
  const table = new Table({ style })
  table.push(
    ['tenant', tenant ?? 'every one'],
    ['days', from === null ? 'none' : `${from} to ${to}`],
    ['slot streams, events', `${streams}, ${events}`],
    ['log position', position],
    ['acknowledged overlaps (override)', acknowledged],
    ['unacknowledged overlaps', overlaps.length],
    ['result', result],
    ['SHA-256', hash],
  )
  const parts = [table.toString()]
  if (overlaps.length > 0) {
    const named = new Table({ head: ['stream', 'event', 'at', 'seats', 'what', 'claim', 'beside'], style })
    for (const one of overlaps.slice(0, mostShown)) {
      const { stream, revision, at, seats, capacity, reason, claimId } = one
      named.push([stream, revision, at, `${seats} of ${capacity}`, reason, claimId, one.with.join('\n')])
    }
    parts.push(named.toString())
    if (overlaps.length > mostShown) parts.push(`… and ${overlaps.length - mostShown} more: see --ndjson`)
  }
  return parts.join('\n')
}

export function differencesText(verified: readonly VerifiedProjection[]): string {
  const table = new Table({ head: ['projection', 'version', 'log position', 'rows served', 'different'], style })
  for (const { projection, version, served, position, rows, different } of verified) {
    if (served !== null && served !== version)
      table.push([projection, `${served}, not ${version}`, '', '', 'not compared'])
    else table.push([projection, version, position ?? 'has not begun', rows, different])
  }
  const parts = [table.toString()]
  const all = verified.flatMap(({ differences }) => differences)
  if (all.length > 0) {
    const named = new Table({ head: ['table', 'row', 'is', 'columns'], style })
    for (const { table, key, kind, columns } of all) {
      named.push([table, Object.values(key).join(' '), kind, columns.join('\n')])
    }
    parts.push(named.toString())
    const more = verified.reduce((sum, { different }) => sum + different, 0) - all.length
    if (more > 0) parts.push(`… and ${more} more`)
  }
  return parts.join('\n')
}

export function replayedText(replayed: readonly Replayed[]): string {
  const head = [
    'projection',
    'version',
    'instead of',
    'log position',
    'events',
    'events/s',
    'rows',
    'built in',
    'switched in',
  ]
  const table = new Table({ head, style })
  for (const { projection, version, replaced, position, events, rows, buildMs, switchMs } of replayed) {
    const built = [events, Math.round((events * 1000) / Math.max(1, buildMs)), rows, `${(buildMs / 1000).toFixed(1)} s`]
    table.push([projection, version, replaced ?? 'nothing', position, ...built, `${switchMs} ms`])
  }
  return table.toString()
}

/** How well the score separates, by tens of per cent and by factor. */
export function riskText({
  tenant,
  weights,
  visits,
  missed,
  areaUnderCurve,
  bands,
  factors,
  ...rest
}: RiskReport): string {
  const per = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`
  const decimals = (value: number | null) => value?.toFixed(3) ?? 'unknown'
  const head = ['score', 'visits', 'no-shows expected', 'no-shows', 'share']
  const byBand = new Table({ head, style })
  for (const band of bands) {
    const range = `${band.from} to ${band.from === 90 ? 100 : band.from + 9} %`
    byBand.push([range, band.visits, per(band.expected, band.visits), band.missed, per(band.missed, band.visits)])
  }
  const byFactor = new Table({ head: ['factor alone', 'area under the curve'], style })
  for (const { factor, areaUnderCurve } of factors) byFactor.push([factor, decimals(areaUnderCurve)])
  return [
    `${tenant}, ${weights} weights: ${visits} visits, ${missed} no-shows (${per(missed, visits)})`,
    `area under the curve ${decimals(areaUnderCurve)}; Brier ${decimals(rest.brier)}, against ${decimals(rest.brierOfShare)} of one share for all`,
    byBand.toString(),
    byFactor.toString(),
  ].join('\n')
}

/** The timeline of a visit. An event that another of them caused says which by its number. */
export function historyText({ visitId, tenant, status, events }: History): string {
  const table = new Table({ head: ['', 'recorded', 'event', 'stream', 'by', 'through', 'because of'], style })
  events.forEach((event, i) => {
    const { recordedAt, type, stream, revision, actor, role, channel, causationId } = event
    const cause = events.findIndex(({ eventId }) => eventId === causationId)
    const because = cause >= 0 ? `${cause + 1}` : (causationId ?? '')
    table.push([i + 1, recordedAt, type, `${stream} ${revision}`, `${actor} (${role})`, channel, because])
  })
  return `Visit ${visitId} of ${tenant}: ${status}\n${table.toString()}`
}

export function exportText({ tenant, from, to, file, events, bytes, sha256, opened }: Exported): string {
  const table = new Table({ style })
  table.push(
    ['tenant', tenant],
    ['recorded', `${from ?? 'from the start'} to ${to ?? 'now'}`],
    ['file', file ?? 'standard output'],
    ['events, bytes', `${events}, ${bytes}`],
    ['personal data', opened ? 'in plain text' : 'sealed'],
    ['SHA-256', sha256],
  )
  return table.toString()
}
