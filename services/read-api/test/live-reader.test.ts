import { text } from 'node:stream/consumers'
import type { FollowOptions, RecordedEvent } from '@visita/event-store'
import { encodePosition } from '@visita/http'
import { createLogger, createMetrics } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { changeOf, toldTypes } from '../src/live/changes.ts'
import { createLive } from '../src/live/feed.ts'
import { usualKinds } from '../src/live/lines.ts'
import type { Live } from '../src/live/options.ts'
import { Reader } from '../src/live/reader.ts'

const frame = (number: number) => Buffer.from(`id: ${number}\n\n`)
const reader = (mostBytes: number) => new Reader({ tenant: 'demo', keyId: 'k', kinds: new Set(usualKinds), mostBytes })
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('what waits for a socket has an end, and then a word of how to go on', async (t) => {
  const slow = reader(1_000)
  slow.joinAt(0n)
  slow.catchUp([])
  let told = 0
  while (slow.tell(BigInt(told + 1), frame(told))) told++
  t.equal(slow.ending, 'slow')
  t.ok(slow.readableLength < 1_100, 'no more than that, and the last word')
  slow.tell(10_000n, frame(10_000))
  slow.beat(10_000n)
  const said = await text(slow)
  t.ok(said.endsWith(`${frame(told - 1)}event: end\ndata: {"type":"end","reason":"slow"}\n\n`))
})

test('what happens while it still looks for what it missed waits behind that, and has the same end', async (t) => {
  const one = reader(10_000)
  one.joinAt(5n)
  for (const number of [4, 5, 6, 7]) one.tell(BigInt(number), frame(number))
  one.catchUp([frame(3), frame(4)])
  one.leave('stopping')
  t.same(
    [...(await text(one)).matchAll(/^(id: \d+|event: \S+)$/gm)].map(([line]) => line),
    ['id: 3', 'id: 4', 'event: ready', 'id: 6', 'id: 7', 'event: end'],
  )
  const many = reader(1_000)
  many.joinAt(0n)
  const told = upTo(1_000).filter((number) => many.tell(BigInt(number + 1), frame(number)))
  t.ok(told.length < 125, `${told.length} in a thousand bytes`)
  many.catchUp([frame(0)])
  t.notMatch(await text(many), /id: /, 'nothing out of order is sent before the end')
})

const logger = createLogger({ service: 'test', level: 'silent' })

/** Opens one whose connection takes all that it is given. */
async function open(live: Live, after: bigint | null = null) {
  const options = { tenant: 'demo', keyId: 'k', kinds: usualKinds, after, mayStay: async () => true }
  const reader: Reader = await live.open({ ...options, cutOff: () => reader.destroy() })
  let said = ''
  reader.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  reader.once('end', () => reader.destroy())
  return { reader, said: () => said }
}
const confirmed = (position: bigint): RecordedEvent => ({
  type: 'VisitConfirmed',
  data: { visitId: 'v', automatic: false, at: '2026-03-01T09:00:00Z' },
  meta: {
    ...{ tenant: 'demo', actor: 'key:a', role: 'operator', channel: 'api', correlationId: 'c' },
    ...{ occurredAt: '2026-03-01T09:00:00Z', recordedAt: '2026-03-01T09:00:00Z' },
  },
  ...{ id: 'e', stream: 'visit-demo_v', category: 'visit', ids: ['demo', 'v'], revision: 1n, position, created: 0 },
})

/** A log that is told what to do; of the real one, follow.test.ts and live.test.ts have tests. */
function scripted() {
  const followers: { options: FollowOptions; end: (error?: Error) => void }[] = []
  const state = { head: 10n, down: false }
  return {
    state,
    followers,
    head: async () => {
      if (state.down) throw new Error('away')
      return state.head
    },
    follow: (options: FollowOptions) =>
      new Promise<void>((done, fail) => {
        options.signal.addEventListener('abort', () => done())
        followers.push({ options, end: (error) => (error ? fail(error) : done()) })
      }),
  }
}

test('no change tells a text, and only those are told that have a line', (t) => {
  const sealed = 'sealed:v1:0198:QQ'
  const fact = (type: string, data: object) => changeOf({ ...confirmed(9n), type, data })
  const cancelled = fact('VisitCancelled', { visitId: 'v', reason: sealed, at: '2026-03-01T09:00:00Z' })
  t.match(cancelled, { kind: 'visit', name: 'visit.cancelled', data: { visitId: 'v', status: 'cancelled' } })
  t.notMatch(JSON.stringify(cancelled), sealed)
  const message = { notificationId: 'n', visitId: null, at: '2026-03-01T09:00:00Z', content: sealed, to: sealed }
  const started = fact('NotificationAttemptStarted', message)
  t.match(started, { kind: 'notification', data: { notificationId: 'n', position: encodePosition(9n) } })
  t.notMatch(JSON.stringify(started), sealed)
  t.equal(fact('SlotReserved', {}), null)
  t.equal(fact('KeyIssued', {}), null)
  t.ok(toldTypes.includes('VisitCancelled') && !toldTypes.includes('KeyIssued'))
  t.end()
})

test('a log that cannot be read on tells its readers to start over, and goes on behind it', async (t) => {
  const log = scripted()
  const live = createLive({ log, logger, metrics: createMetrics('test') })
  const { said } = await open(live)
  await log.followers[0]?.options.handle([confirmed(12n)], 12n)
  log.state.head = 20n
  log.followers[0]?.end(new Error('an event of tomorrow'))
  await until('it follows again', () => log.followers.length === 2)
  t.equal(log.followers[1]?.options.from, 20n)
  await log.followers[1]?.options.handle([confirmed(22n)], 22n)
  await live.close()
  const ids = [10n, 12n, 20n, 22n].map(encodePosition)
  t.same(
    [...said().matchAll(/^id: (\S+)\nevent: (\S+)$/gm)].map(([, id, event]) => [event, id]),
    ['ready', 'visit.confirmed', 'reset', 'visit.confirmed'].map((event, i) => [event, ids[i]]),
  )
})

test('what was missed and cannot be read is a reset; what was missed while the store was away comes when it is back', async (t) => {
  const log = scripted()
  const live = createLive({ log, logger, metrics: createMetrics('test') })
  const [damaged, late] = [await open(live, 4n), await open(live, 6n)]
  const following = async (from: bigint) => {
    const found = () => log.followers.find(({ options }) => options.from === from)
    await until('it reads', () => found() !== undefined)
    return found()
  }
  ;(await following(4n))?.end(new Error('no such position'))
  await log.followers[0]?.options.handle([confirmed(12n)], 12n)
  await (await following(6n))?.options.handle([confirmed(8n), confirmed(10n), confirmed(12n)], 12n)
  ;(await following(6n))?.end()
  await until('both have begun', () => !damaged.reader.isMissing && !late.reader.isMissing)
  await live.close()
  const events = (said: string) => [...said.matchAll(/^event: (\S+)$/gm)].map(([, event]) => event)
  t.match(events(damaged.said()), ['reset'])
  t.same(events(late.said()), ['visit.confirmed', 'visit.confirmed', 'ready', 'visit.confirmed', 'end'])
})

test('a store that is away refuses the first reader, and the next one begins anew', async (t) => {
  const log = scripted()
  const live = createLive({ log, logger, metrics: createMetrics('test') })
  log.state.down = true
  await t.rejects(open(live), /away/)
  log.state.down = false
  const { reader } = await open(live)
  t.equal(reader.ending, null)
  t.equal(log.followers.length, 1, 'one subscription')
  await open(live)
  t.equal(log.followers.length, 1, 'for all of them')
  await live.close()
  t.equal((await open(live)).reader.ending, 'stopping')
})
