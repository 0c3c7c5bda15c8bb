import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseQuery, selectorsIn } from '@visita/observability'
import { systemClock } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { bodyOf, chairId, openingOf } from '../bench/business.ts'
import { createBusiness } from '../bench/create-business.ts'
import { exportedIn, type Figures } from './figures.ts'
import { type ServiceName, startServices } from './services.ts'

const room = fileURLToPath(new URL('../../infra/observability/', import.meta.url))
const read = (name: string) => readFile(join(room, name), 'utf8')

const services = await startServices()
const { channel } = await createBusiness(services.url['command-api'], services.platformKey, [chairId(0)])

/** One booking and its cancellation, as parts of one trace. */
const traceId = randomBytes(16).toString('hex')
async function command(path: string, body: string): Promise<Record<string, unknown>> {
  const answer = await fetch(services.url['command-api'] + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${channel}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    },
    body,
  })
  return { http: answer.status, ...((await answer.json()) as object) }
}
const opening = openingOf(systemClock().now(), 10)
const booked = await command('/v1/visits', bodyOf(1, { resourceId: chairId(0), start: opening }))
const cancelled = await command(`/v1/visits/${String(booked.id)}/cancel`, JSON.stringify({ reason: 'ill' }))

test('one trace goes from the request to the append, to the rows, to what the reactor does because of it, and to the messages', async (t) => {
  t.match([booked, cancelled], [{ http: 201 }, { http: 200 }])
  const wanted: Record<ServiceName, readonly string[]> = {
    'command-api': ['POST /v1/visits', 'slot command', 'append slot', 'append visit', 'POST /v1/visits/:id/cancel'],
    projector: ['apply batch', 'apply'],
    reactor: ['apply batch', 'fulfil offer-freed-time', 'fulfil announce'],
    'read-api': [],
    dispatcher: ['apply batch', 'apply', 'dispatch in_app', 'gates', 'attempt in_app', 'append notification'],
  }
  const id = Buffer.from(traceId, 'hex')
  for (const [service, names] of Object.entries(wanted) as [ServiceName, readonly string[]][]) {
    for (const name of names) {
      await until(`${service} has told of ${name}`, () => services.tracesOf(service).includes(name))
    }
    if (names.length > 0) await until(`${service} is in the trace`, () => services.tracesOf(service).includes(id))
    t.notMatch(
      services.tracesOf(service).toString('latin1'),
      /Cliente|\+5730|example\.com|silla-/,
      `${service}: nobody`,
    )
  }
})

/** Every service's figures, once whatever is asked of the stores has been answered. */
async function figures(): Promise<Figures> {
  let all: Figures = new Map()
  await until('every figure can be read', async () => {
    const texts = await Promise.all(
      Object.values(services.url).map(async (url) => (await fetch(`${url}/metrics`)).text()),
    )
    all = exportedIn(texts)
    return ['visita_ready', 'visita_projection_lag_seconds', 'visita_queue_jobs'].every(
      (name) => (all.get(name)?.labels.size ?? 0) > 0,
    )
  })
  return all
}

/** What Grafana puts in its place. */
const filledIn = (expr: string) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$service', '.*')

test('what the alerts and the dashboard ask for is what the services tell', async (t) => {
  const told = await figures()
  const alerts = await read('alerts.yml')
  const recorded = new Set([...alerts.matchAll(/record: (\S+)/g)].map(([, name]) => name))
  const exprs = [
    ...[...alerts.matchAll(/expr: (.+)/g)].map(([, expr = '']) => expr),
    ...[...(await read('dashboard.json')).matchAll(/"expr": (".+")/g)].map(
      ([, text = '""']) => JSON.parse(text) as string,
    ),
  ]
  t.ok(exprs.length > 70, `${exprs.length} queries`)
  for (const { metric, labels } of exprs.flatMap((expr) => selectorsIn(parseQuery(filledIn(expr))))) {
    // Prometheus' own, and what the rules compute.
    if (metric === 'up' || metric === 'ALERTS' || recorded.has(metric)) continue
    const figure = told.get(metric.replace(/_(bucket|count|sum)$/, '')) ?? told.get(metric)
    t.ok(figure, metric)
    // Where nothing has been counted yet, nothing can be said of the labels.
    const known = figure?.labels ?? new Set()
    const own = labels.filter((label) => !['job', 'instance', 'service', 'le'].includes(label))
    if (known.size > 0)
      t.same(
        own.filter((label) => !known.has(label)),
        [],
        `${metric}: labels`,
      )
  }
})

test('the list of figures is complete, and names none that nobody tells', async (t) => {
  const told = [...(await figures()).keys()].filter((name) => /^(visita|http)_/.test(name))
  const listed = [...(await read('README.md')).matchAll(/^\| `((?:visita|http)_\w+)/gm)].map(([, name]) => name)
  t.same([...told].sort(), [...listed].sort())
})

test('no figure is told by an id, a name or a contact', async (t) => {
  for (const [name, { values }] of await figures()) {
    t.ok(values.size < 200, `${name}: ${values.size} label values`)
    for (const value of values) t.notMatch(value, /Cliente|@|\+57|[0-9a-f]{8}-|silla-|bench/, name)
  }
})

test('end', async () => services.stop())
