import fc from 'fast-check'
import { test } from 'tap'
import { type Asking, promised, type Rate, spent, turnOf, unused } from './bucket.ts'

const rate: Rate = { everyMs: 100, burst: 3 }
const at = (now: number, changes: Partial<Asking> = {}): Asking => ({
  ...{ now, isCritical: false, isItsTurn: false },
  ...changes,
})
const start = 1_000_000

test('as many go at once as the burst allows, and then one at a time', async (t) => {
  let bucket = unused
  for (let i = 0; i < 3; i++) {
    t.equal(turnOf(bucket, rate, at(start)), start)
    bucket = spent(bucket, rate, start)
  }
  t.equal(turnOf(bucket, rate, at(start)), start + 100)
  t.equal(turnOf(bucket, rate, at(start + 100)), start + 100)
  bucket = spent(bucket, rate, start + 100)
  t.equal(turnOf(bucket, rate, at(start + 100)), start + 200)
  t.equal(turnOf(bucket, rate, at(start + 1_000)), start + 1_000)
})

test('those who wait stand in a line, the critical ones before the others, and nobody pushes in', async (t) => {
  let bucket = unused
  for (let i = 0; i < 3; i++) bucket = spent(bucket, rate, start)
  const queue = (changes: Partial<Asking> = {}) => {
    const turn = turnOf(bucket, rate, at(start, changes))
    bucket = promised(bucket, turn, changes.isCritical ?? false)
    return turn - start
  }
  t.same([queue(), queue(), queue()], [100, 200, 300])
  t.same([queue({ isCritical: true }), queue({ isCritical: true })], [100, 200])
  t.equal(queue(), 400)
  t.equal(turnOf(bucket, rate, at(start + 100)), start + 500, 'whoever comes when one may go still stands behind them')
  t.equal(turnOf(bucket, rate, at(start + 100, { isItsTurn: true })), start + 100)
})

test('never do more go in any stretch of time than the rate and its burst allow', async () => {
  const step = fc.record({ wait: fc.nat(300), isCritical: fc.boolean(), isItsTurn: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      let bucket = unused
      let now = start
      const gone: number[] = []
      for (const { wait, ...how } of steps) {
        now += wait
        const turn = turnOf(bucket, rate, at(now, how))
        if (turn > now) bucket = promised(bucket, turn, how.isCritical)
        else {
          bucket = spent(bucket, rate, now)
          gone.push(now)
        }
      }
      return gone.every((from, i) =>
        gone.slice(i).every((until, more) => more + 1 <= rate.burst + (until - from) / rate.everyMs),
      )
    }),
  )
})

test('whoever has to wait is always told a time that lies ahead', async () => {
  fc.assert(
    fc.property(
      fc.nat(2_000),
      fc.nat(2_000),
      fc.nat(2_000),
      fc.boolean(),
      fc.boolean(),
      (r, u, p, isCritical, isItsTurn) => {
        const bucket = { restedAt: start + r, urgentUntil: start + u, promisedUntil: start + p }
        const turn = turnOf(bucket, rate, at(start, { isCritical, isItsTurn }))
        return turn === start || turn > start
      },
    ),
  )
})

test('a clock that is set back holds nobody up for as long as it was', async (t) => {
  let bucket = unused
  for (let i = 0; i < 3; i++) bucket = spent(bucket, rate, start + 3_600_000)
  t.equal(turnOf(bucket, rate, at(start)), start)
  for (let i = 0; i < 3; i++) bucket = spent(bucket, rate, start)
  t.equal(turnOf(bucket, rate, at(start)), start + 100)
})
