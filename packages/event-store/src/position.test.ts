import fc from 'fast-check'
import { test } from 'tap'
import { fromPosition, newestPosition, toPosition } from './index.ts'

const commit = fc.bigInt({ min: 1n, max: 2n ** 60n })

test('an event at a position comes after a checkpoint that stops before it, and is included by its own', (t) => {
  fc.assert(
    fc.property(commit, (at) => {
      const before = toPosition({ commit: at, prepare: 0n })
      const own = toPosition({ commit: at, prepare: at })
      const next = toPosition({ commit: at + 1n, prepare: at + 1n })
      return before < own && own < next && own < toPosition({ commit: at + 1n, prepare: 0n })
    }),
  )
  t.end()
})

test('a position gives back the pair that the store resumes from', (t) => {
  fc.assert(
    fc.property(commit, fc.boolean(), (at, whole) => {
      const pair = { commit: at, prepare: whole ? at : 0n }
      const again = fromPosition(toPosition(pair))
      return again.commit === pair.commit && again.prepare === pair.prepare
    }),
  )
  t.equal(newestPosition(3n, 9n, 4n), 9n)
  t.equal(newestPosition(), 0n)
  t.end()
})
