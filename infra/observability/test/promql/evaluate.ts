import { findAll, InvalidQuery, parseQuery, type Query } from '../../src/query.ts'
import { extrapolated, type Point, quantile } from './samples.ts'

// PromQL as far as our rules use it, so that they are tried wherever the suite runs. Whatever else it meets, it throws.

export type Labels = Readonly<Record<string, string>>

/** One time series: its labels (`__name__` among them) and its samples in order of time. */
export interface Series {
  readonly labels: Labels
  readonly points: readonly Point[]
}

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

type Value = number | readonly Sample[]

/** A series that has not been told of for longer is gone. */
const lookbackMs = 5 * 60_000
const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `1h30m` in milliseconds. */
export function durationMs(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)]
  if (parts.map(([all]) => all).join('') !== text) throw new InvalidQuery(`no duration: ${text}`)
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? Number.NaN), 0)
}

const child = (query: Query, kind: string) => query.children.find((one) => one.kind === kind)
const unquoted = (text: string) => JSON.parse(`"${text.slice(1, -1)}"`) as string
const without = (labels: Labels, ...names: string[]): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)))
const only = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])))
export const keyOf = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))

function vector(value: Value): readonly Sample[] {
  if (typeof value === 'number') throw new InvalidQuery('a number where a vector belongs')
  return value
}

const matchers = new WeakMap<Query, (labels: Labels) => boolean>()

/** Whether a series has the labels that a selector asks for. */
function matcherOf(selector: Query): (labels: Labels) => boolean {
  const known = matchers.get(selector)
  if (known) return known
  const all = findAll(selector, 'UnquotedLabelMatcher').map(({ children: [label, op, value] }) => {
    const wanted = unquoted(value?.text ?? '""')
    const pattern = new RegExp(`^(?:${wanted})$`)
    return (labels: Labels) => {
      const has = labels[label?.text ?? ''] ?? ''
      if (op?.text === '=') return has === wanted
      if (op?.text === '!=') return has !== wanted
      return pattern.test(has) === (op?.text === '=~')
    }
  })
  const matcher = (labels: Labels) => all.every((matches) => matches(labels))
  matchers.set(selector, matcher)
  return matcher
}

/** The value of a query at a time, epoch ms. */
export function evaluate(text: string, series: readonly Series[], at: number): Value {
  const evalQuery = (query: Query): Value => {
    const { kind, children } = query
    if (kind === 'ParenExpr') return evalQuery(children[0] as Query)
    if (kind === 'NumberDurationLiteral') return Number(query.text)
    if (kind === 'UnaryExpr') return -(evalQuery(children.at(-1) as Query) as number)
    if (kind === 'VectorSelector') return instant(query)
    if (kind === 'AggregateExpr') return aggregated(query)
    if (kind === 'FunctionCall') return called(query)
    if (kind === 'BinaryExpr') return combined(query)
    throw new InvalidQuery(`${kind} is not understood here: ${query.text}`)
  }

  function chosen(selector: Query): readonly Series[] {
    const name = child(selector, 'Identifier')?.text
    const named = series.filter(({ labels }) => labels.__name__ === name)
    return named.length === 0 ? [] : named.filter(({ labels }) => matcherOf(selector)(labels))
  }

  function instant(selector: Query): readonly Sample[] {
    return chosen(selector).flatMap(({ labels, points }) => {
      const last = points.findLast(({ t }) => t <= at && t > at - lookbackMs)
      return last ? [{ labels, value: last.v }] : []
    })
  }

  function overRange(query: Query, compute: (points: readonly Point[], rangeMs: number) => number | null) {
    const [selector, range] = query.children
    if (query.kind !== 'MatrixSelector' || !selector || !range) throw new InvalidQuery(`no range: ${query.text}`)
    const rangeMs = durationMs(range.text)
    return chosen(selector).flatMap(({ labels, points }) => {
      const value = compute(
        points.filter(({ t }) => t >= at - rangeMs && t <= at),
        rangeMs,
      )
      return value === null ? [] : [{ labels: without(labels, '__name__'), value }]
    })
  }

  function called(query: Query): Value {
    const name = child(query, 'FunctionIdentifier')?.text
    const [first, second] = child(query, 'FunctionCallBody')?.children ?? []
    if (!first) throw new InvalidQuery(query.text)
    if (name === 'rate')
      return overRange(first, (points, rangeMs) => perSecond(extrapolated(points, at, rangeMs), rangeMs))
    if (name === 'increase') return overRange(first, (points, rangeMs) => extrapolated(points, at, rangeMs))
    if (name === 'changes') {
      return overRange(first, (points) => points.filter(({ v }, i) => i > 0 && v !== points[i - 1]?.v).length)
    }
    if (name === 'vector') return [{ labels: {}, value: evalQuery(first) as number }]
    if (name === 'absent') {
      const equals = findAll(first, 'UnquotedLabelMatcher').filter(({ children: [, op] }) => op?.text === '=')
      const labels = equals.map(({ children: [label, , value] }) => [label?.text ?? '', unquoted(value?.text ?? '""')])
      return vector(evalQuery(first)).length > 0 ? [] : [{ labels: Object.fromEntries(labels), value: 1 }]
    }
    if (name === 'histogram_quantile' && second) {
      const groups = Map.groupBy(vector(evalQuery(second)), ({ labels }) => keyOf(without(labels, 'le', '__name__')))
      return [...groups.values()].map((buckets) => ({
        labels: without(buckets[0]?.labels ?? {}, 'le', '__name__'),
        value: quantile(
          evalQuery(first) as number,
          buckets.map(({ labels, value }) => ({ le: labels.le === '+Inf' ? Infinity : Number(labels.le), value })),
        ),
      }))
    }
    throw new InvalidQuery(`${name} is not understood here`)
  }

  function aggregated(query: Query): readonly Sample[] {
    const modifier = child(query, 'AggregateModifier')
    if (modifier && !child(modifier, 'By')) throw new InvalidQuery(`only by: ${query.text}`)
    const by = modifier ? findAll(modifier, 'LabelName').map(({ text: label }) => label) : []
    const folds: Readonly<Record<string, (values: readonly number[]) => number>> = {
      sum: (values) => values.reduce((a, b) => a + b, 0),
      max: (values) => Math.max(...values),
      min: (values) => Math.min(...values),
    }
    const fold = folds[child(query, 'AggregateOp')?.text ?? '']
    const body = child(query, 'FunctionCallBody')?.children[0]
    if (!fold || !body) throw new InvalidQuery(query.text)
    const groups = Map.groupBy(vector(evalQuery(body)), ({ labels }) => keyOf(only(labels, by)))
    return [...groups.values()].map((members) => ({
      labels: only(members[0]?.labels ?? {}, by),
      value: fold(members.map(({ value }) => value)),
    }))
  }

  function combined(query: Query): Value {
    const operands = query.children.filter(({ kind }) => /Expr$|Selector$|Literal$|^FunctionCall$/.test(kind))
    const [left, right] = operands as [Query, Query]
    const [, operator, modifier] = query.children
    const on =
      modifier?.kind === 'MatchingModifierClause' ? findAll(modifier, 'LabelName').map(({ text: l }) => l) : null
    const match = ({ labels }: Sample) => keyOf(on ? only(labels, on) : without(labels, '__name__'))
    const [a, b] = [evalQuery(left), evalQuery(right)]
    const op = operator?.text ?? ''
    if (op === 'and' || op === 'or') {
      const there = new Set(vector(b).map(match))
      if (op === 'and') return vector(a).filter((sample) => there.has(match(sample)))
      const here = new Set(vector(a).map(match))
      return [...vector(a), ...vector(b).filter((sample) => !here.has(match(sample)))]
    }
    const isComparison = op in comparisons
    const compute = (x: number, y: number): number => {
      const arithmetic = operations[op]
      if (!arithmetic) throw new InvalidQuery(`${op} is not understood here`)
      return arithmetic(x, y)
    }
    const compared = (x: number, y: number) => comparisons[op]?.(x, y) ?? false
    if (typeof a === 'number' && typeof b === 'number') return compute(a, b)
    const pairs: readonly (readonly [Sample, number, number])[] =
      typeof b === 'number'
        ? vector(a).map((sample) => [sample, sample.value, b])
        : typeof a === 'number'
          ? b.map((sample) => [sample, a, sample.value])
          : a.flatMap((sample) => {
              const other = b.find((one) => match(one) === match(sample))
              return other ? [[sample, sample.value, other.value]] : []
            })
    if (isComparison) return pairs.filter(([, x, y]) => compared(x, y)).map(([sample]) => sample)
    return pairs.map(([{ labels }, x, y]) => ({ labels: without(labels, '__name__'), value: compute(x, y) }))
  }

  return evalQuery(parseQuery(text))
}

const operations: Readonly<Record<string, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
}
const comparisons: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  '>': (x, y) => x > y,
  '>=': (x, y) => x >= y,
  '<': (x, y) => x < y,
  '<=': (x, y) => x <= y,
  '==': (x, y) => x === y,
  '!=': (x, y) => x !== y,
}
const perSecond = (increase: number | null, rangeMs: number) => (increase === null ? null : increase / (rangeMs / 1000))
