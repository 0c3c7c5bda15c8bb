import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import fc from 'fast-check'
import { test } from 'tap'
import { confirmationFrame, eventFrames, readReadRequest } from '../src/calls/read-messages.ts'
import { appendSuccess, appendWrongVersion, batchAnswer, deleteSuccess } from '../src/calls/write-answers.ts'
import {
  readAppendMessage,
  readBatchFrame,
  readBatchOptions,
  readEvent,
  readTargetRequest,
} from '../src/calls/write-messages.ts'
import { FrameDecoder } from '../src/grpc/frames.ts'
import { Reader, WireError } from '../src/grpc/reader.ts'
import { encodeStatusMessage, GrpcError } from '../src/grpc/status.ts'
import { parseTimeout } from '../src/grpc/timeout.ts'
import { Writer } from '../src/grpc/writer.ts'
import {
  encodeRecord,
  recordCreated,
  recordData,
  recordId,
  recordStream,
  recordType,
  TOMBSTONE,
} from '../src/log/record.ts'

// The node's own codec against the code that the client was generated with.

const unframe = (frame: Buffer): Buffer => frame.subarray(5)
const id = '0f0e0d0c-0b0a-4908-8706-050403020100'
const uuid = () => new shared.UUID().setString(id)
const identifier = (name: string) => new shared.StreamIdentifier().setStreamName(Buffer.from(name).toString('base64'))

test('any number survives being written and read', async (_t) => {
  const uint64 = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.maxSafeNat().map(BigInt))
  fc.assert(
    fc.property(uint64, (value) => {
      const bytes = new Writer().big(0x08, value).take()
      const reader = new Reader(bytes)
      return reader.tag() === 0x08 && reader.uint64() === value && reader.tag() === 0
    }),
  )
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      const reader = new Reader(new Writer().number(0x10, value).take())
      return reader.tag() === 0x10 && reader.varint() === value
    }),
  )
})

test('nested messages of every length get the right prefix', async (t) => {
  for (const length of [0, 1, 127, 128, 129, 16_383, 16_384, 3_000_000]) {
    const w = new Writer()
    const outer = w.open(0x0a)
    const inner = w.open(0x12)
    w.bytes(0x1a, Buffer.alloc(length, 7)).close(inner)
    w.number(0x20, 5).close(outer)
    const reader = new Reader(w.take())
    reader.tag()
    const message = reader.message()
    message.tag()
    const nested = message.message()
    nested.tag()
    t.equal(nested.bytes().length, length)
    t.equal(message.tag(), 0x20)
    t.equal(message.varint(), 5)
    t.equal(reader.tag(), 0)
  }
})

test('a stored record is what the client reads, and gives back its parts', async (_t) => {
  const parts = fc.record({
    type: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    stream: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    json: fc.boolean(),
    metadata: fc.uint8Array(),
    data: fc.uint8Array({ maxLength: 500 }),
    revision: fc.oneof(fc.nat(), fc.constant(TOMBSTONE)),
    position: fc.maxSafeNat(),
  })
  fc.assert(
    fc.property(parts, ({ stream, revision, position, ...event }) => {
      const created = 1_700_000_000_123
      const record = encodeRecord({ id, ...event }, stream, revision, position, created)
      const frame = eventFrames([{ event: { position, stream: 1, revision, record }, link: null }])
      const read = streams.ReadResp.deserializeBinary(unframe(frame)).getEvent()?.getEvent()
      const map = read?.getMetadataMap()
      return (
        recordId(record) === id &&
        recordCreated(record) === created &&
        recordStream(record) === stream &&
        recordType(record) === event.type &&
        recordData(record).json === event.json &&
        recordData(record).data.equals(event.data) &&
        read?.getId()?.getString() === id &&
        Buffer.from(read.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString() === stream &&
        read.getStreamRevision() === (revision === TOMBSTONE ? '9223372036854775807' : String(revision)) &&
        read.getCommitPosition() === String(position) &&
        read.getPreparePosition() === String(position) &&
        map?.get('created') === `${created}0000` &&
        map?.get('type') === event.type &&
        map?.get('content-type') === (event.json ? 'application/json' : 'application/octet-stream') &&
        Buffer.from(read.getData_asU8()).equals(event.data) &&
        Buffer.from(read.getCustomMetadata_asU8()).equals(event.metadata)
      )
    }),
  )
})

test('the requests that the client builds are understood', async (t) => {
  const proposed = new streams.BatchAppendReq.ProposedMessage().setId(uuid())
  proposed.setData(Buffer.from('data').toString('base64')).setCustomMetadata(Buffer.from('meta').toString('base64'))
  proposed.getMetadataMap().set('type', 'T').set('content-type', 'application/json')
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(identifier('s'))
  options.setStreamPosition('18446744073709551615')
  const request = new streams.BatchAppendReq().setCorrelationId(uuid()).setOptions(options).setIsFinal(true)
  request.setProposedMessagesList([proposed, proposed])
  const frame = readBatchFrame(Buffer.from(request.serializeBinary()))
  t.match(frame, { correlationId: id, final: true })
  const wanted = { stream: 's', expected: 2n ** 64n - 1n, deadline: Infinity }
  t.strictSame(readBatchOptions(frame.options ?? new Reader(Buffer.alloc(0))), wanted)
  const deadline = new Writer()
  const at = deadline.open(0x32)
  deadline.number(0x08, 5).number(0x10, 7e6).close(at)
  const withDeadline = Buffer.concat([options.serializeBinary(), deadline.take()])
  t.strictSame(readBatchOptions(new Reader(withDeadline)), { ...wanted, deadline: 5007 })
  t.equal(frame.events.length, 2)
  t.match(readEvent(frame.events[0] ?? new Reader(Buffer.alloc(0))), { id, type: 'T', json: true })

  for (const [set, expected] of [
    [(o: InstanceType<typeof streams.AppendReq.Options>) => o.setRevision('7'), 7n],
    [(o: InstanceType<typeof streams.AppendReq.Options>) => o.setAny(new shared.Empty()), 'any'],
    [(o: InstanceType<typeof streams.AppendReq.Options>) => o.setNoStream(new shared.Empty()), 'no-stream'],
    [(o: InstanceType<typeof streams.AppendReq.Options>) => o.setStreamExists(new shared.Empty()), 'stream-exists'],
  ] as const) {
    const append = new streams.AppendReq().setOptions(
      set(new streams.AppendReq.Options().setStreamIdentifier(identifier('ü'))),
    )
    t.strictSame(readAppendMessage(Buffer.from(append.serializeBinary())), { options: { stream: 'ü', expected } })
  }
  const remove = new streams.DeleteReq.Options().setStreamIdentifier(identifier('d')).setAny(new shared.Empty())
  const bytes = new streams.DeleteReq().setOptions(remove).serializeBinary()
  t.strictSame(readTargetRequest(Buffer.from(bytes)), { stream: 'd', expected: 'any' })

  const structured = new shared.UUID().setStructured(
    new shared.UUID.Structured().setMostSignificantBits('1084818905618843912').setLeastSignificantBits('-1'),
  )
  const withStructured = new streams.BatchAppendReq().setCorrelationId(structured)
  t.equal(
    readBatchFrame(Buffer.from(withStructured.serializeBinary())).correlationId,
    '0f0e0d0c-0b0a-0908-ffff-ffffffffffff',
  )
})

test('read options of every form are understood', async (t) => {
  const { ReadReq } = streams
  const base = () => new ReadReq.Options().setUuidOption(new ReadReq.Options.UUIDOption().setString(new shared.Empty()))
  const read = (options: InstanceType<typeof ReadReq.Options>) =>
    readReadRequest(Buffer.from(new ReadReq().setOptions(options).serializeBinary()))
  const stream = new ReadReq.Options.StreamOptions().setStreamIdentifier(identifier('s')).setRevision('0')
  const plain = base().setStream(stream).setCount('9007199254740991').setNoFilter(new shared.Empty())
  t.strictSame(read(plain.setReadDirection(1).setResolveLinks(true)), {
    stream: 's',
    from: 0n,
    backwards: true,
    resolveLinks: true,
    count: Number.MAX_SAFE_INTEGER,
    subscription: false,
    filter: null,
  })
  const all = new ReadReq.Options.AllOptions()
  all.setPosition(new ReadReq.Options.Position().setCommitPosition('12345678901').setPreparePosition('0'))
  const filter = new ReadReq.Options.FilterOptions().setMax(50).setCheckpointintervalmultiplier(3)
  filter.setEventType(new ReadReq.Options.FilterOptions.Expression().setPrefixList(['a', 'ü']))
  const subscription = base().setAll(all).setSubscription(new ReadReq.Options.SubscriptionOptions()).setFilter(filter)
  t.match(read(subscription), {
    stream: null,
    from: 12345678901n,
    subscription: true,
    filter: { by: 'type', regex: '', prefixes: ['a', 'ü'], checkpointInterval: 150 },
  })
  filter.setCount(new shared.Empty())
  t.match(read(subscription), { filter: { checkpointInterval: 96 } }, 'a window of "count" is 32')
})

test('the client understands every answer', async (t) => {
  const append = streams.AppendResp.deserializeBinary(unframe(appendSuccess(300, 70_000)))
  t.equal(append.getSuccess()?.getCurrentRevision(), '300')
  t.equal(append.getSuccess()?.getPosition()?.getCommitPosition(), '70000')
  const nothing = streams.AppendResp.deserializeBinary(unframe(appendSuccess(-1, null))).getSuccess()
  t.ok(nothing?.hasNoStream() && nothing.hasNoPosition())
  const wrong = streams.AppendResp.deserializeBinary(
    unframe(appendWrongVersion(2n ** 63n, -1)),
  ).getWrongExpectedVersion()
  t.ok(wrong?.hasCurrentNoStream())
  t.equal(wrong?.getExpectedRevision(), '9223372036854775808')
  t.equal(
    streams.DeleteResp.deserializeBinary(unframe(deleteSuccess(9)))
      .getPosition()
      ?.getPreparePosition(),
    '9',
  )
  t.equal(
    streams.ReadResp.deserializeBinary(unframe(confirmationFrame('x')))
      .getConfirmation()
      ?.getSubscriptionId(),
    'x',
  )
  const target = { correlationId: id, stream: 's', expected: 'any' } as const
  for (const [outcome, name, code] of [
    [{ type: 'wrong-expected-version', current: 4 }, 'WrongExpectedVersion', 6],
    [{ type: 'stream-deleted' }, 'StreamDeleted', 5],
    [{ type: 'timeout' }, 'Timeout', 4],
    [{ type: 'failed', reason: 'disk' }, 'Timeout', 4],
    [{ type: 'too-large', limit: 5 }, 'MaximumAppendSizeExceeded', 3],
    [{ type: 'bad-request', message: 'no' }, 'BadRequest', 3],
  ] as const) {
    const answer = streams.BatchAppendResp.deserializeBinary(unframe(batchAnswer(target, outcome)))
    t.equal(answer.getCorrelationId()?.getString(), id)
    t.equal(answer.getError()?.getDetails()?.getTypeName(), `event_store.client.${name}`)
    t.equal(answer.getError()?.getCode(), code)
    t.ok(answer.hasStreamIdentifier())
  }
})

test('no bytes at all do more than make the decoders refuse', async (_t) => {
  const refuses = (decode: (bytes: Buffer) => unknown) => (bytes: Uint8Array) => {
    try {
      decode(Buffer.from(bytes))
    } catch (error) {
      if (!(error instanceof WireError) && !(error instanceof GrpcError)) throw error
    }
    return true
  }
  // Bytes that look like fields get further into the decoders than noise does.
  const tags = fc.constantFrom(0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x32, 0x3a, 0x08, 0x10, 0x18, 0x20, 0x28, 0x4a)
  const field = fc.tuple(tags, fc.uint8Array({ maxLength: 12 })).map(([tag, rest]) => [tag, rest.length, ...rest])
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.array(field).map((fields) => Uint8Array.from(fields.flat())),
  )
  for (const decode of [
    readReadRequest,
    readTargetRequest,
    (raw: Buffer) => readEvent(new Reader(raw)),
    (raw: Buffer) => readAppendMessage(raw),
    (raw: Buffer) => readBatchFrame(raw),
    (raw: Buffer) => readBatchOptions(new Reader(raw)),
  ]) {
    fc.assert(fc.property(bytes, refuses(decode)), { numRuns: 500 })
  }
})

test('frames are found however the bytes are cut', async (_t) => {
  const messages = fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1 })
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (bodies, cuts) => {
      const stream = Buffer.concat(
        bodies.map((body) => {
          const prefix = Buffer.alloc(5)
          prefix.writeUInt32BE(body.length, 1)
          return Buffer.concat([prefix, body])
        }),
      )
      const decoder = new FrameDecoder(1000)
      const found: Buffer[] = []
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = cuts[i % cuts.length] ?? 1
        decoder.push(stream.subarray(at, at + size), (message) => found.push(Buffer.from(message)))
        at += size
      }
      return (
        decoder.held === 0 && found.length === bodies.length && found.every((body, i) => body.equals(bodies[i] ?? body))
      )
    }),
  )
})

test('a frame that is too long or compressed is refused before it is kept', async (t) => {
  t.throws(() => new FrameDecoder(10).push(Buffer.from([0, 0, 0, 0, 11]), () => {}), { code: 8 })
  t.throws(() => new FrameDecoder(10).push(Buffer.from([1, 0, 0, 0, 1, 0]), () => {}), { code: 12 })
})

test('timeouts and messages follow the gRPC specification', async (t) => {
  t.strictSame(['1H', '2M', '3S', '4m', '5u', '6n'].map(parseTimeout), [3_600_000, 120_000, 3000, 4, 0.005, 0.000006])
  t.strictSame([undefined, '', '5', 'x', '123456789S', '-1S'].map(parseTimeout), [null, null, null, null, null, null])
  t.equal(encodeStatusMessage('100% ü\n'), '100%25 %C3%BC%0A')
})
