import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { parse } from 'yaml'
import { parseQuery, selectorsIn } from '../src/query.ts'
import type { RuleFile } from './promql/rule-test.ts'

interface Panel {
  readonly id: number
  readonly type: string
  readonly title?: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly datasource?: { readonly uid: string }
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[]
}
interface Dashboard {
  readonly title: string
  readonly uid: string
  readonly schemaVersion: number
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] }
}

const room = join(import.meta.dirname, '..')
const dashboard = JSON.parse(await readFile(join(room, 'dashboard.json'), 'utf8')) as Dashboard
const rules = parse(await readFile(join(room, 'alerts.yml'), 'utf8')) as RuleFile
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
/** What Grafana puts in its place. */
const filledIn = (expr: string) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$service', '.*')

test('every panel says what it shows and in which unit, and asks what Prometheus understands', async (t) => {
  t.ok(panels.length > 20)
  for (const { title, fieldConfig, targets = [] } of panels) {
    t.ok(title, 'a title')
    t.ok(fieldConfig?.defaults.unit, `${title}: a unit`)
    t.ok(targets.length > 0, `${title}: asks something`)
    for (const { expr, legendFormat } of targets) {
      t.doesNotThrow(() => parseQuery(filledIn(expr)), `${title}: ${expr}`)
      t.ok(legendFormat, `${title}: names its lines`)
    }
  }
})

test('every panel asks the Prometheus that is chosen above it, and stands in a place of its own', async (t) => {
  t.match(dashboard.templating.list[0], { name: 'datasource', type: 'datasource', query: 'prometheus' })
  const taken = new Set<string>()
  for (const { title, datasource, gridPos } of panels) {
    t.equal(datasource?.uid, `\${datasource}`, title ?? 'untitled')
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) taken.add(`${x} ${y}`)
    }
  }
  t.equal(
    taken.size,
    panels.reduce((sum, { gridPos: { w, h } }) => sum + w * h, 0),
  )
  t.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length)
  t.ok(dashboard.title && dashboard.uid && dashboard.schemaVersion >= 39)
})

/** Of a histogram, whichever of its series. */
const figureOf = (metric: string) => metric.replace(/_(bucket|count|sum)$/, '')

test('what an alert goes by is drawn: its figures, chosen or told apart by the labels that it chooses them by', async (t) => {
  const drawn = panels.flatMap(({ targets = [] }) =>
    targets.flatMap(({ expr, legendFormat = '' }) => {
      const apart = [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, label]) => label)
      return selectorsIn(parseQuery(filledIn(expr))).map(({ metric, labels }) => ({
        figure: figureOf(metric),
        labels: new Set(['job', 'service', ...labels, ...apart]),
      }))
    }),
  )
  for (const { alert, expr } of rules.groups.flatMap((group) => group.rules)) {
    if (alert === undefined) continue
    for (const { metric, labels } of selectorsIn(parseQuery(expr))) {
      const own = drawn.filter(({ figure }) => figure === figureOf(metric))
      t.ok(
        own.some((line) => labels.every((label) => line.labels.has(label))),
        `${alert}: no panel draws ${metric} by ${labels.join(', ') || 'itself'}`,
      )
    }
  }
})

test('a query that Prometheus would refuse is found', async (t) => {
  for (const wrong of ['sum(x', 'sum by service (x)', 'rate(x[5m)', 'x{a=b}', ''])
    t.throws(() => parseQuery(wrong), wrong)
})
