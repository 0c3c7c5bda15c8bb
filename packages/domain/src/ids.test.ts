import fc from 'fast-check'
import t from 'tap'
import { v5, validate, version } from 'uuid'
import { EventId, VisitId } from './ids.ts'

t.test('the same parts always give the same id: the UUIDv5 of their JSON in our namespace', async (t) => {
  const namespace = '6f4a1f6e-2f0a-5b3c-9d57-7a1f6c0e9b11'
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer())), (parts) => {
      const id = VisitId.derive(...parts)
      return id === v5(JSON.stringify(['VisitId', ...parts]), namespace) && VisitId.parse(id) === id
    }),
  )
  t.equal(VisitId.derive('demo', 'a-key'), v5('["VisitId","demo","a-key"]', namespace))
})

t.test('new ids are UUIDv7, and no two are the same', async (t) => {
  const ids = Array.from({ length: 10_000 }, EventId.create)
  t.equal(new Set(ids).size, ids.length)
  t.ok(ids.every((id) => validate(id) && version(id) === 7))
  t.equal(new Set(ids.map((id) => id.slice(24))).size, ids.length, 'and none by its random part alone')
})

t.test('new ids are ordered by time', async (t) => {
  const first = EventId.create()
  const since = performance.now()
  while (performance.now() - since < 2);
  t.ok(first < EventId.create())
})
