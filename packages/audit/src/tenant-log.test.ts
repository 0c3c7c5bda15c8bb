import fc from 'fast-check'
import { test } from 'tap'
import { beyond, type LogMarks, stretchesOf } from './tenant-log.ts'

/** A small log: at which minute each position was recorded, by clocks that agree on nothing; and how far the marks know it. */
const logs = fc.record({
  minutes: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }),
  knownShare: fc.double({ min: 0, max: 1, noNaN: true }),
  unknown: fc.boolean(),
  from: fc.option(fc.integer({ min: 0, max: 9 })),
  to: fc.option(fc.integer({ min: 0, max: 10 })),
  blockLength: fc.integer({ min: 1, max: 7 }),
})

test('whatever was recorded in the time lies in the stretches, which go forward and do not meet', async (t) => {
  fc.assert(
    fc.property(logs, ({ minutes, knownShare, unknown, from, to, blockLength }) => {
      const head = minutes.length
      const known = Math.floor(head * knownShare)
      const marked = minutes.slice(0, known).map((minute, i) => ({ minute, position: i + 1 }))
      const blockOf = (position: number) => Math.floor(position / blockLength)
      const starts = marked.filter(({ minute }) => minute >= (from ?? 0)).map(({ position }) => blockOf(position))
      const earlier = marked.filter(({ position }) => blockOf(position) < Math.min(...starts))
      const ended = marked.filter(({ minute }) => minute < (to ?? 99))
      const last = (found: typeof marked) =>
        found.length === 0 ? null : BigInt(Math.max(...found.map(({ position }) => position)))
      const marks: LogMarks = {
        known: unknown ? null : BigInt(known),
        before: starts.length === 0 ? 'none' : last(earlier),
        last: last(ended),
      }
      const stretches = stretchesOf(marks, BigInt(head))
      let at = 0n
      for (const { after, until } of stretches) {
        if ((after ?? 0n) < at || until <= (after ?? 0n) || until > BigInt(head)) return false
        at = until
      }
      const covered = (position: bigint) =>
        stretches.some(({ after, until }) => position > (after ?? 0n) && position <= until)
      return minutes.every((minute, i) => minute < (from ?? 0) || minute >= (to ?? 99) || covered(BigInt(i + 1)))
    }),
    { numRuns: 2_000 },
  )
  t.pass('two thousand logs')
})

test('what is read of a known time is not the whole log', async (t) => {
  const marks = { known: 900n, before: 300n, last: 400n }
  t.same(stretchesOf(marks, 1_000n), [
    { after: 300n, until: 400n },
    { after: 900n, until: 1_000n },
  ])
  t.same(stretchesOf(marks, 900n), [{ after: 300n, until: 400n }])
  t.same(stretchesOf({ ...marks, before: 'none' }, 900n), [])
  t.same(stretchesOf({ ...marks, known: null }, 1_000n), [{ after: null, until: 1_000n }])
  t.same(beyond(stretchesOf(marks, 1_000n), 350n), [
    { after: 350n, until: 400n },
    { after: 900n, until: 1_000n },
  ])
  t.same(beyond(stretchesOf(marks, 1_000n), 950n), [{ after: 950n, until: 1_000n }])
})
