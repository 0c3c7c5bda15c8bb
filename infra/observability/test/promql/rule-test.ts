import { findAll, parseQuery } from '../../src/query.ts'
import { durationMs, evaluate, keyOf, type Labels, type Sample, type Series } from './evaluate.ts'
import type { Point } from './samples.ts'

/** A file of rules, as Prometheus reads it. */
export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[]
}
export interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Labels
  readonly annotations?: Labels
}

/** A file of tests, as promtool reads it. */
export interface TestFile {
  readonly evaluation_interval: string
  readonly tests: readonly RuleTest[]
}
export interface RuleTest {
  readonly name: string
  readonly interval: string
  readonly input_series: readonly { readonly series: string; readonly values: string }[]
  readonly alert_rule_test: readonly {
    readonly eval_time: string
    readonly alertname: string
    readonly exp_alerts?: readonly { readonly exp_labels: Labels; readonly exp_annotations: Labels }[]
  }[]
}

export interface Alert {
  readonly exp_labels: Labels
  readonly exp_annotations: Labels
}

/** `1+2x3 5 _x2`: 1 3 5 7, then 5, then twice nothing. */
function pointsOf(values: string, stepMs: number): Point[] {
  const points: Point[] = []
  let step = 0
  for (const part of values.trim().split(/\s+/)) {
    const [, from = '', growth, times] = /^(_|-?[\d.]+)([+-][\d.]+)?(?:x(\d+))?$/.exec(part) ?? []
    if (from === '') throw new Error(`not understood: ${part}`)
    // `a x3` and `_x3` are four and three of them, as promtool counts.
    const count = times === undefined ? 1 : from === '_' ? Number(times) : Number(times) + 1
    for (let i = 0; i < count; i++, step++) {
      if (from !== '_') points.push({ t: step * stepMs, v: Number(from) + i * Number(growth ?? 0) })
    }
  }
  return points
}

function labelsOf(series: string): Labels {
  const query = parseQuery(series)
  const matchers = findAll(query, 'UnquotedLabelMatcher').map(({ children: [label, , value] }) => [
    label?.text ?? '',
    (value?.text ?? '').slice(1, -1),
  ])
  return { __name__: findAll(query, 'Identifier')[0]?.text ?? '', ...Object.fromEntries(matchers) }
}

const filledIn = (text: string, labels: Labels) =>
  text.replace(/\{\{\s*\$labels\.(\w+)\s*\}\}/g, (_, name: string) => labels[name] ?? '')

/** The rules that a test is about: the alerts that it asks for, and whatever is recorded. */
export function rulesOf({ groups }: RuleFile, test: RuleTest): RuleFile {
  const asked = new Set(test.alert_rule_test.map(({ alertname }) => alertname))
  const own = groups.map((group) => ({
    ...group,
    rules: group.rules.filter(({ alert }) => alert === undefined || asked.has(alert)),
  }))
  return { groups: own.filter((group) => group.rules.length > 0) }
}

/** What fires at each time that the test asks for, by evaluating its rules as often as Prometheus would. */
export function runRuleTest(rules: RuleFile, test: RuleTest, everyMs: number): Alert[][] {
  const step = durationMs(test.interval)
  const series: Series[] = test.input_series.map((one) => ({
    labels: labelsOf(one.series),
    points: pointsOf(one.values, step),
  }))
  const recorded = new Map<string, { labels: Labels; points: Point[] }>()
  /** Since when each alert has been true, by its rule and labels. */
  const since = new Map<string, number>()
  const firing = new Map<number, Map<string, Alert[]>>()
  const wanted = rulesOf(rules, test).groups.flatMap((group) => group.rules)
  const questions = test.alert_rule_test.map(({ eval_time }) => durationMs(eval_time))

  function record(rule: Rule, { labels, value }: Sample, at: number): void {
    const all = { ...labels, ...rule.labels, __name__: rule.record ?? '' }
    const known = recorded.get(keyOf(all)) ?? { labels: all, points: [] as Point[] }
    known.points.push({ t: at, v: value })
    if (!recorded.has(keyOf(all))) series.push(known)
    recorded.set(keyOf(all), known)
  }

  for (let at = 0; at <= Math.max(...questions); at += everyMs) {
    const now = new Map<string, Alert[]>()
    for (const rule of wanted) {
      const samples = evaluate(rule.expr, series, at)
      if (typeof samples === 'number') throw new Error(`a rule that gives a number: ${rule.expr}`)
      if (rule.record) for (const sample of samples) record(rule, sample, at)
      const name = rule.alert
      if (!name) continue
      const active = new Set<string>()
      for (const { labels } of samples) {
        const own = Object.fromEntries(Object.entries(labels).filter(([label]) => label !== '__name__'))
        const key = `${name} ${keyOf(own)}`
        active.add(key)
        const began = since.get(key) ?? at
        since.set(key, began)
        if (at - began < durationMs(rule.for ?? '0s')) continue
        const texts = Object.entries(rule.annotations ?? {}).map(([label, text]) => [label, filledIn(text, own)])
        const alert = { exp_labels: { ...own, ...rule.labels }, exp_annotations: Object.fromEntries(texts) }
        now.set(name, [...(now.get(name) ?? []), alert])
      }
      for (const key of since.keys()) if (key.startsWith(`${name} `) && !active.has(key)) since.delete(key)
    }
    firing.set(at, now)
  }
  return test.alert_rule_test.map(({ alertname }, i) => {
    const at = questions[i] ?? 0
    return firing.get(at - (at % everyMs))?.get(alertname) ?? []
  })
}
