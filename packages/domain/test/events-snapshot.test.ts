import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import { catalogue, defineEvent } from '../src/index.ts'
import { agreed, snapshotOf } from './events-snapshot.ts'

const advice =
  'All events have their agreed shapes. If one has not: logs of the old shape may exist, so give the changed event a new name (…V2) ' +
  'and the old one an upcaster. Where none was ever written, and for a new event: node packages/domain/test/events-snapshot.ts --write'

test('the shape of every event is the one that was agreed', async (t) => {
  const [now, before] = [snapshotOf(catalogue), agreed()]
  const types = new Set([...Object.keys(before), ...Object.keys(now)])
  const changed: string[] = []
  for (const type of types) if (!t.strictSame(now[type], before[type], type)) changed.push(type)
  t.strictSame(changed, [], advice)
})

test('a change shows: a member more, a pattern less, an option that became required, an upcaster', async (t) => {
  const shape = (definition: ReturnType<typeof defineEvent>) => JSON.stringify(snapshotOf([definition]))
  const id = Type.String({ pattern: '^a' })
  const before = shape(defineEvent('Seen', Type.Object({ id, by: Type.Optional(Type.String()) })))
  t.equal(shape(defineEvent('Seen', Type.Object({ id, by: Type.Optional(Type.String()) }))), before)
  t.not(shape(defineEvent('Seen', Type.Object({ id, by: Type.Optional(Type.String()), at: Type.String() }))), before)
  t.not(shape(defineEvent('Seen', Type.Object({ id: Type.String(), by: Type.Optional(Type.String()) }))), before)
  t.not(shape(defineEvent('Seen', Type.Object({ id, by: Type.String() }))), before)
  const upcast = () => ({ type: 'SeenV2', data: {} })
  t.not(shape(defineEvent('Seen', Type.Object({ id, by: Type.Optional(Type.String()) }), upcast)), before)
})

test('no event is defined twice, and every one keeps strangers out', async (t) => {
  const types = catalogue.map(({ type }) => type)
  t.equal(new Set(types).size, types.length)
  for (const { type, schema } of catalogue) t.equal(schema.additionalProperties, false, type)
})
