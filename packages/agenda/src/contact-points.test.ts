import { randomBytes } from 'node:crypto'
import { TenantId } from '@visita/domain'
import { test } from 'tap'
import { createContactPoints } from './contact-points.ts'

const demo = TenantId.parse('demo')
const masterKey = randomBytes(32)

test('an address has one stream, which names neither the address nor what another tenant has of it', async (t) => {
  const points = createContactPoints(masterKey)
  const stream = points.streamOf(demo, '+34600111222')
  t.match(stream, /^contactPoint-demo_[0-9a-f]{64}$/)
  t.equal(createContactPoints(masterKey).streamOf(demo, ' +34600111222 '), stream)
  t.equal(points.streamOf(demo, 'Ana@Example.com'), points.streamOf(demo, 'ana@example.COM'))
  t.not(points.idOf(TenantId.parse('other'), '+34600111222'), points.idOf(demo, '+34600111222'))
  t.not(createContactPoints(randomBytes(32)).idOf(demo, '+34600111222'), points.idOf(demo, '+34600111222'))
})
