import { Type } from '@sinclair/typebox'
import { defineEvent, stringEnum } from '@visita/domain'
import { test } from 'tap'
import { createCodec, type EventMeta, InvalidEvent, type WireEvent } from './index.ts'

const strict = { additionalProperties: false }
const meta: EventMeta = {
  tenant: 'demo',
  actor: 'key:abc',
  role: 'channel',
  channel: 'api',
  correlationId: 'req-1',
  causationId: 'event-0',
  occurredAt: '2026-03-02T09:00:00Z',
  recordedAt: '2026-03-02T09:00:01Z',
}
const wire = (type: string, data: unknown, metadata: unknown): WireEvent => ({
  id: '00000000-0000-4000-8000-000000000001',
  type,
  data,
  metadata,
  streamId: 'visit-demo_42',
  revision: 3n,
  position: 99n,
  created: 1_000,
})

const renamed = defineEvent('BoxMoved', Type.Object({ to: Type.String() }, strict), ({ to }) => ({
  type: 'BoxMovedV2',
  data: { place: to, floor: 0 },
}))
const second = defineEvent(
  'BoxMovedV2',
  Type.Object({ place: Type.String(), floor: Type.Integer() }, strict),
  (old) => ({
    type: 'BoxMovedV3',
    data: { ...old, by: null },
  }),
)
const third = defineEvent(
  'BoxMovedV3',
  Type.Object({ place: Type.String(), floor: Type.Integer(), by: Type.Union([Type.String(), Type.Null()]) }, strict),
)
const codec = createCodec([renamed, second, third])

test('what is encoded is read back with its envelope', (t) => {
  const encoded = codec.encode({ id: 'x', type: 'BoxMovedV3', data: { place: 'hall', floor: 2, by: null }, meta })
  t.match(encoded.metadata, { $correlationId: 'req-1', $causationId: 'event-0', tenant: 'demo' })
  t.notOk('correlationId' in encoded.metadata, 'the store knows it by its own name only')
  const event = codec.decode(wire(encoded.type, encoded.data, encoded.metadata))
  t.same(event.meta, meta)
  t.match(event, { category: 'visit', ids: ['demo', '42'], revision: 3n, position: 99n, created: 1_000 })
  t.end()
})

test('an old event is brought up to date step by step when it is read', (t) => {
  const { metadata } = codec.encode({ id: 'x', type: 'BoxMovedV3', data: { place: 'a', floor: 0, by: null }, meta })
  const event = codec.decode(wire('BoxMoved', { to: 'cellar' }, metadata))
  t.equal(event.type, 'BoxMovedV3')
  t.same(event.data, { place: 'cellar', floor: 0, by: null })
  t.end()
})

test('an old version is read but no longer written', (t) => {
  t.throws(() => codec.encode({ id: 'x', type: 'BoxMoved', data: { to: 'cellar' }, meta }), InvalidEvent)
  t.end()
})

test('an upcaster that makes something wrong is found when it is read', (t) => {
  const broken = createCodec([{ ...renamed, upcast: () => ({ type: 'BoxMovedV3', data: { place: 7 } }) }, third])
  const { metadata } = codec.encode({ id: 'x', type: 'BoxMovedV3', data: { place: 'a', floor: 0, by: null }, meta })
  t.throws(() => broken.decode(wire('BoxMoved', { to: 'x' }, metadata)), InvalidEvent)
  const circle = createCodec([{ ...renamed, upcast: (data) => ({ type: 'BoxMoved', data }) }])
  t.throws(() => circle.decode(wire('BoxMoved', { to: 'x' }, metadata)), /circle/)
  t.end()
})

test('a wrong shape is refused when written and when read, and the error names the place, never the value', (t) => {
  const secret = 'Ana Torres'
  const write = () => codec.encode({ id: 'x', type: 'BoxMovedV3', data: { place: 'a', floor: secret, by: null }, meta })
  t.throws(write, /\/floor/)
  try {
    write()
  } catch (error) {
    t.notMatch(String(error), secret)
  }
  const { metadata } = codec.encode({ id: 'x', type: 'BoxMovedV3', data: { place: 'a', floor: 0, by: null }, meta })
  t.throws(() => codec.decode(wire('BoxMovedV3', { place: 'a', floor: 0, by: null, more: 1 }, metadata)), InvalidEvent)
  t.throws(() => codec.decode(wire('Unheard', {}, metadata)), /no event type Unheard/)
  t.throws(() => codec.decode(wire('BoxMovedV3', { place: 'a', floor: 0, by: null }, { tenant: 'demo' })), InvalidEvent)
  t.end()
})

test('a word that is not among those of its list is refused', (t) => {
  const kinds = createCodec([defineEvent('KindSet', Type.Object({ kind: stringEnum('agent', 'room') }, strict))])
  t.ok(kinds.encode({ id: 'x', type: 'KindSet', data: { kind: 'room' }, meta }))
  t.throws(() => kinds.encode({ id: 'x', type: 'KindSet', data: { kind: 'rooms' }, meta }), InvalidEvent)
  t.end()
})

test('two definitions of one type are a mistake', (t) => {
  t.throws(() => createCodec([third, third]), /defined twice/)
  t.end()
})
