import fc from 'fast-check'
import { test } from 'tap'
import { sameDocument } from './same.ts'

test('a document is the same in whatever order its members stand', async (t) => {
  t.ok(sameDocument({ a: 1, b: { c: [1, { d: null }] } }, { b: { c: [1, { d: null }] }, a: 1 }))
  t.ok(sameDocument({ a: -0 }, { a: 0 }), 'as JSON writes them')
  t.ok(sameDocument({ a: 1, b: undefined }, { a: 1 }), 'an undefined member is not there')
  fc.assert(fc.property(fc.jsonValue(), (value) => sameDocument(value, JSON.parse(JSON.stringify(value)))))
})

test('anything else is another document', async (t) => {
  t.notOk(sameDocument([1, 2], [2, 1]), 'lists have an order')
  t.notOk(sameDocument([1], [1, 2]))
  t.notOk(sameDocument({ a: null }, {}), 'null is something')
  t.notOk(sameDocument({ a: 1 }, { a: '1' }))
  t.notOk(sameDocument([], {}))
  t.notOk(sameDocument(null, {}))
})
