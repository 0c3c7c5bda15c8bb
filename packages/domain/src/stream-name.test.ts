import { test } from 'tap'
import { StreamName, type TenantId } from './index.ts'

const demo = 'demo' as TenantId

test('every stream of a tenant begins with one of its prefixes', async (t) => {
  const { clock, split, prefixesOf, ...ofTenant } = StreamName
  for (const [name, build] of Object.entries(ofTenant)) {
    const stream = build(demo, 'x' as never, '2026-03-02')
    t.ok(
      prefixesOf(demo).some((prefix) => stream.startsWith(prefix)),
      name,
    )
    t.equal(split(stream).parts[0], demo)
  }
})

test('of another tenant, whose id begins alike, only its own stream does', async (t) => {
  const { clock, split, prefixesOf, ...ofTenant } = StreamName
  const others = Object.values(ofTenant).map((build) => build('demo-2' as TenantId, 'x' as never, '2026-03-02'))
  const met = others.filter((stream) => prefixesOf(demo).some((prefix) => stream.startsWith(prefix)))
  t.same(met, ['tenant-demo-2'])
  t.not(split('tenant-demo-2').parts[0], demo)
})
