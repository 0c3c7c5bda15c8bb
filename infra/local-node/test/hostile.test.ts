import { createConnection } from 'node:net'
import { test } from 'tap'
import { Reader } from '../src/grpc/reader.ts'
import { startNode } from '../src/index.ts'
import { temporaryDirectory, unique } from './entry.ts'
import {
  anyOf,
  batch,
  bytes,
  empty,
  message,
  nested,
  number,
  proposed,
  readAll,
  stream,
  text,
  typed,
  uuid,
} from './messages.ts'
import { callWith, connectRaw, framed, openCall, STREAMS } from './raw.ts'

const INVALID = 3
const dir = await temporaryDirectory()
const problems: unknown[] = []
const node = await startNode({ dataDir: dir.path, log: (_message, error) => problems.push(error) })
const session = await connectRaw(node.port)

/** The node still does its work: an ordinary append goes through. */
const alive = async (): Promise<boolean> => {
  const call = callWith(session, `${STREAMS}/Append`, [
    message(nested(0x0a, ...anyOf(unique('alive')))),
    message(proposed(0x12)),
  ])
  return (await call.end).status === 0
}

test('hostile requests', async (t) => {
  t.teardown(async () => {
    session.close()
    await node.stop()
    await dir.remove()
  })

  const status = async (method: string, messages: readonly Uint8Array[]): Promise<number | 'reset'> =>
    (await callWith(session, `${STREAMS}/${method}`, messages).end).status

  await t.test('bytes that are no message are INVALID_ARGUMENT, whatever the method', async (t) => {
    const garbage = [
      Buffer.from('ffffffffffffffffffff', 'hex'),
      Buffer.from('0a05', 'hex'),
      Buffer.from('0aff01', 'hex'),
      Buffer.from('0b', 'hex'),
      Buffer.from('00', 'hex'),
      Buffer.alloc(1000, 0xff),
    ]
    for (const method of ['Read', 'Append', 'Delete', 'Tombstone', 'BatchAppend']) {
      for (const raw of garbage) t.equal(await status(method, [raw]), INVALID, `${method} ${raw.toString('hex', 0, 8)}`)
    }
  })

  await t.test('requests that lack what they need are INVALID_ARGUMENT', async (t) => {
    const nothing = Buffer.alloc(0)
    for (const method of ['Read', 'Append', 'Delete', 'Tombstone', 'BatchAppend']) {
      t.equal(await status(method, [nothing]), INVALID, `${method}: an empty message`)
      if (method !== 'BatchAppend') t.equal(await status(method, []), INVALID, `${method}: no message`)
      if (method !== 'BatchAppend')
        t.equal(await status(method, [message(empty(0x0a))]), INVALID, `${method}: empty options`)
    }
    const options = (...fields: Parameters<typeof message>) => message(nested(0x0a, ...fields))
    const name = stream('s')
    for (const [what, method, request] of [
      ['an append without a stream', 'Append', options(empty(0x22))],
      ['an append without an expectation', 'Append', options(name)],
      ['a delete of an empty name', 'Delete', options(stream(''), empty(0x22))],
      ['a delete of $$', 'Delete', options(stream('$$'), empty(0x22))],
      [
        'a name that is not UTF-8',
        'Delete',
        options(nested(0x0a, bytes(0x1a, Buffer.from([0xc3, 0x28]))), empty(0x22)),
      ],
      ['a name of a megabyte', 'Delete', options(stream('x'.repeat(1 << 20)), empty(0x22))],
      ['an event before the options', 'Append', message(proposed(0x12))],
      ['a read of neither a stream nor $all', 'Read', options(number(0x28, 1))],
      ['a read without a count', 'Read', readAll()],
      ['a read from nowhere', 'Read', options(nested(0x12), number(0x28, 1))],
      ['a stream read from nowhere', 'Read', options(nested(0x0a, name), number(0x28, 1))],
      ['a revision that no stream has', 'Read', options(nested(0x0a, name, number(0x10, 2n ** 63n)), number(0x28, 1))],
      ['a direction that does not exist', 'Read', readAll(number(0x18, 2), number(0x28, 1))],
      ['a subscription backwards', 'Read', readAll(number(0x18, 1), empty(0x32))],
      ['a filter of nothing', 'Read', readAll(empty(0x32), nested(0x3a, empty(0x22), number(0x28, 1)))],
      [
        'a filter without a window',
        'Read',
        readAll(empty(0x32), nested(0x3a, nested(0x0a, text(0x0a, 'a')), number(0x28, 1))),
      ],
      ['a window of 0', 'Read', readAll(empty(0x32), filter(number(0x18, 0), number(0x28, 1)))],
      ['a checkpoint interval of 0', 'Read', readAll(empty(0x32), filter(empty(0x22), number(0x28, 0)))],
      [
        'a filter over a stream',
        'Read',
        options(nested(0x0a, name, empty(0x1a)), empty(0x32), filter(empty(0x22), number(0x28, 1))),
      ],
    ] as const) {
      t.equal(await status(method, [request]), INVALID, what)
    }
  })

  await t.test('events that lack what they need are refused, in an Append as a status', async (t) => {
    const begin = message(nested(0x0a, ...anyOf(unique('bad-events'))))
    for (const [what, event] of [
      ['no id', proposed(0x12, ...typed('T'))],
      ['an id that is no UUID', proposed(0x12, uuid(0x0a, 'no-uuid'), ...typed('T'))],
      ['a nil id', proposed(0x12, uuid(0x0a, '00000000-0000-0000-0000-000000000000'), ...typed('T'))],
      ['an empty type', proposed(0x12, uuid(0x0a), ...typed(''))],
      [
        'a type that is not UTF-8',
        proposed(0x12, uuid(0x0a), nested(0x12, text(0x0a, 'type'), bytes(0x12, Buffer.from([0xff])))),
      ],
    ] as const) {
      t.equal(await status('Append', [begin, message(event)]), INVALID, what)
    }
    const end = await callWith(session, `${STREAMS}/Append`, [begin, message(proposed(0x12, uuid(0x0a), empty(0x12)))])
      .end
    t.match(end, { status: INVALID, trailers: { exception: 'missing-required-metadata-property' } })
    t.equal(end.trailers['required-metadata-properties'], 'type,content-type')
    t.equal(await status('Append', [begin, begin]), INVALID, 'options twice')
  })

  await t.test('an unknown path is UNIMPLEMENTED, a wrong method or content type is answered in HTTP', async (t) => {
    for (const path of [
      `${STREAMS}/Nothing`,
      '/event_store.client.persistent_subscriptions.PersistentSubscriptions/Create',
      '/event_store.client.projections.Projections/Statistics',
      '/event_store.client.operations.Operations/StartScavenge',
      '/',
      `/${'x'.repeat(2000)}`,
    ]) {
      t.equal((await callWith(session, path, [Buffer.alloc(0)]).end).status, 12, path.slice(0, 40))
    }
    const wrongType = await callWith(session, `${STREAMS}/Read`, [], { 'content-type': 'application/json' }).end
    t.equal(wrongType.http, 415)
    t.equal((await callWith(session, '/stats', [], { ':method': 'PUT' }).end).http, 405)
  })

  await t.test('a message above 17 MiB and a compressed one are refused', async (t) => {
    const large = openCall(session, `${STREAMS}/Append`)
    large.stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]))
    t.equal((await large.end).status, 8)
    const compressed = openCall(session, `${STREAMS}/Append`)
    compressed.stream.write(Buffer.from([1, 0, 0, 0, 1, 0]))
    t.equal((await compressed.end).status, 12)
  })

  await t.test('a client that goes on sending after a refusal is told to stop', async (t) => {
    const call = openCall(session, `${STREAMS}/Append`)
    call.stream.write(framed(Buffer.from('garbage')))
    let sent = 0
    const pump = setInterval(() => {
      if (!call.stream.writable) return
      sent++
      call.stream.write(framed(Buffer.alloc(100_000)))
    }, 1)
    t.equal((await call.end).status, INVALID)
    clearInterval(pump)
    t.ok(sent < 1000)
  })

  await t.test('a deadline that the client sent ends its call, and a half-open call does no harm', async (t) => {
    const call = openCall(session, `${STREAMS}/Append`, { 'grpc-timeout': '50m' })
    call.stream.write(framed(message(nested(0x0a, ...anyOf(unique('half-open'))))))
    t.equal((await call.end).status, 4)
    const open = Array.from({ length: 50 }, () => openCall(session, `${STREAMS}/Delete`))
    t.ok(await alive())
    for (const { stream } of open) stream.destroy()
  })

  await t.test('an expression that backtracks without end ends its call; others are served meanwhile', async (t) => {
    const name = `${'a'.repeat(60)}!`
    await callWith(session, `${STREAMS}/Append`, [message(nested(0x0a, ...anyOf(name))), message(proposed(0x12))]).end
    for (const regex of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(.*a){40}$', '^(\\w+\\w+)+$']) {
      const call = callWith(session, `${STREAMS}/Read`, [readAll(empty(0x32), filterOf(regex))])
      t.match(await call.end, { status: INVALID, message: 'the filter takes too long' }, regex)
      t.ok(await alive())
    }
  })

  await t.test('a filter that is too long, or no expression, is refused', async (t) => {
    for (const regex of ['(', 'a{2,1}', '\\p{Nothing}', 'x'.repeat(10_000)]) {
      t.equal(await status('Read', [readAll(empty(0x32), filterOf(regex))]), INVALID, regex.slice(0, 20))
    }
    const prefixes = Array.from({ length: 10_000 }, (_, n) => text(0x12, `p${n}`))
    t.equal(
      await status('Read', [
        readAll(empty(0x32), nested(0x3a, nested(0x0a, ...prefixes), empty(0x22), number(0x28, 1))),
      ]),
      INVALID,
    )
  })

  await t.test('an enormous count, and one of nothing, are fine', async (t) => {
    for (const count of [2n ** 64n - 1n, 2n ** 53n, 1n])
      t.equal(await status('Read', [readAll(number(0x28, count))]), 0)
    const none = callWith(session, `${STREAMS}/Read`, [readAll(number(0x28, 0))])
    t.equal((await none.end).status, 0)
    t.equal(none.messages.length, 0)
  })

  await t.test('in a BatchAppend every append gets one answer, the spoiled ones too', async (t) => {
    const call = openCall(session, `${STREAMS}/BatchAppend`)
    const ids = Array.from({ length: 8 }, () => crypto.randomUUID())
    const [good, noOptions, badName, badEvent, noExpectation, tooLarge, late, split] = ids as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    const final = number(0x20, 1)
    const options = nested(0x12, ...anyOf(unique('batch')))
    const send = (frame: Buffer) => call.stream.write(framed(frame))
    send(batch(noOptions, proposed(0x1a), final))
    send(batch(badName, nested(0x12, ...anyOf('')), proposed(0x1a), final))
    send(batch(badEvent, options, proposed(0x1a, uuid(0x0a, 'zzz'), ...typed('T')), final))
    send(batch(noExpectation, nested(0x12, stream('x')), final))
    // Refused at its first frame; the later ones are ignored up to and with the final one.
    const half = nested(0x1a, uuid(0x0a), ...typed('T'), bytes(0x22, Buffer.alloc(700_000)))
    send(batch(tooLarge, options, half, half))
    send(batch(tooLarge, half))
    send(batch(tooLarge, half, final))
    // A deadline long past, which counts before the size.
    send(batch(late, nested(0x12, ...anyOf('late'), nested(0x32, number(0x08, 5))), half, half, final))
    // Several frames, the first without an event; the id of a complete append sent once more is not a second one.
    send(batch(split, options))
    send(batch(split, proposed(0x1a)))
    send(batch(split, proposed(0x1a), final))
    send(batch(split, proposed(0x1a), final))
    send(batch(good, options, proposed(0x1a), final))
    call.stream.end()
    t.equal((await call.end).status, 0, 'the call ends when every append is answered')
    const answers = call.messages.map(answerOf)
    t.strictSame(answers.map(({ id }) => id).sort(), [...ids].sort())
    const errorOf = (id: string) => answers.find((answer) => answer.id === id)?.error
    for (const id of [noOptions, badName, badEvent, noExpectation]) t.equal(errorOf(id), 'BadRequest')
    t.equal(errorOf(tooLarge), 'MaximumAppendSizeExceeded')
    t.equal(errorOf(late), 'Timeout')
    t.equal(errorOf(split), null)
    t.equal(errorOf(good), null)
  })

  await t.test('an append whose frames stop coming is answered with a timeout', async (t) => {
    const call = openCall(session, `${STREAMS}/BatchAppend`)
    const id = crypto.randomUUID()
    const started = Date.now()
    call.stream.write(framed(batch(id, nested(0x12, ...anyOf(unique('stopped'))))))
    t.match(answerOf((await call.next()) ?? Buffer.alloc(0)), { id, error: 'Timeout' })
    const waited = Date.now() - started
    t.ok(waited >= 2000, `after ${waited} ms`)
    call.stream.end()
    t.equal((await call.end).status, 0)
  })

  await t.test(
    'a BatchAppend frame without a correlation id ends the call, since nobody could be answered',
    async (t) => {
      t.equal(await status('BatchAppend', [message(nested(0x12, ...anyOf('x')), number(0x20, 1))]), INVALID)
      t.equal(await status('BatchAppend', [message(uuid(0x0a, 'nonsense'))]), INVALID)
    },
  )

  await t.test('bytes that are no HTTP/2 cost their sender the connection, nobody else', async (t) => {
    for (const bytes of [
      'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff',
      '\0'.repeat(1000),
    ]) {
      const socket = createConnection(node.port, '127.0.0.1')
      socket.on('error', () => {})
      const closed = new Promise((resolve) => socket.on('close', resolve))
      socket.write(Buffer.from(bytes, 'latin1'))
      socket.resume()
      await closed
    }
    t.ok(await alive())
  })

  await t.test('clients that vanish in the middle of anything leave nothing behind', async (t) => {
    for (let n = 0; n < 20; n++) {
      const other = await connectRaw(node.port)
      const call = openCall(other, `${STREAMS}/${n % 2 ? 'BatchAppend' : 'Append'}`)
      call.stream.write(
        framed(
          n % 2 ? batch(crypto.randomUUID(), nested(0x12, ...anyOf('gone'))) : message(nested(0x0a, ...anyOf('gone'))),
        ),
      )
      const subscription = callWith(other, `${STREAMS}/Read`, [readAll(empty(0x32))])
      await subscription.next()
      other.destroy()
    }
    t.ok(await alive())
  })

  t.strictSame(problems, [], 'none of this was taken for a fault of the node')
})

const filter = (...rest: Parameters<typeof message>) => nested(0x3a, nested(0x0a, text(0x0a, 'a')), ...rest)
const filterOf = (regex: string) => nested(0x3a, nested(0x0a, text(0x0a, regex)), empty(0x22), number(0x28, 1))

/** The correlation id of a batch answer, and the short name of its error. */
const answerOf = (raw: Buffer): { id: string; error: string | null } => {
  const reader = new Reader(raw)
  let id = ''
  let error: string | null = null
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) {
      const inner = reader.message()
      inner.tag()
      id = inner.string()
    } else if (tag === 0x12) {
      error = /event_store\.client\.(\w+)/.exec(reader.bytes().toString('latin1'))?.[1] ?? '?'
    } else reader.skip(tag)
  }
  return { id, error }
}
