import { EventStoreDBClient } from '@eventstore/db-client'
import { generate } from 'selfsigned'
import { test } from 'tap'
import { startNode } from '../src/index.ts'
import { classic, collect, event, failure, foreign, revisions, temporaryDirectory } from './entry.ts'

test('with a certificate the node speaks TLS and wants credentials', { skip: foreign }, async (t) => {
  const dir = await temporaryDirectory()
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const secrets = { user: 'ops', password: 'sécret:with colon' }
  const node = await startNode({ dataDir: dir.path, cert: pem.cert, key: pem.private, ...secrets })
  const credentials = { username: secrets.user, password: secrets.password }
  const security = { rootCertificate: Buffer.from(pem.cert) }
  const endpoint = { address: 'localhost', port: node.port }
  const connect = (...credentials: { username: string; password: string }[]) =>
    new EventStoreDBClient({ endpoint }, security, ...credentials)
  t.match(node.connectionString, `esdb://127.0.0.1:${node.port}?tls=true`)

  const good = connect(credentials)
  await good.appendToStream('a', event())
  t.strictSame(await revisions(good.readStream('a')), [0])
  const wrong = { credentials: { username: 'ops', password: 'wrong' } }
  t.match(await failure(good.appendToStream('a', event(), wrong)), { type: 'access-denied' })
  t.match(await failure(collect(good.readAll(wrong))), { type: 'access-denied' })
  t.match(await failure(good.deleteStream('a', wrong)), { type: 'access-denied' })
  t.match(
    await failure(good.appendToStream('a', event(), classic)),
    { type: 'access-denied' },
    'the default ones do not do',
  )
  await good.appendToStream('a', event(), { credentials })
  await good.dispose()

  const anonymous = connect()
  t.match(await failure(collect(anonymous.readAll())), { type: 'access-denied' })
  await anonymous.dispose()

  const discovering = new EventStoreDBClient({ endpoints: [endpoint] }, security, credentials)
  t.strictSame(await revisions(discovering.readStream('a')), [0, 1], 'gossip leads to the node itself')
  await discovering.dispose()
  await node.stop()
  await dir.remove()
})

test('without a certificate a cluster connection finds the node by gossip', { skip: foreign }, async (t) => {
  const dir = await temporaryDirectory()
  const node = await startNode({ dataDir: dir.path })
  const client = EventStoreDBClient.connectionString(
    `esdb+discover://127.0.0.1:${node.port}?tls=false&nodePreference=leader`,
  )
  await client.appendToStream('a', event())
  t.strictSame(await revisions(client.readStream('a', { requiresLeader: true })), [0])
  await client.dispose()
  await node.stop()
  await dir.remove()
})
