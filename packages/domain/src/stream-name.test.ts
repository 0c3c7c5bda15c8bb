import { test } from 'tap'
import { StreamName, type TenantId } from './index.ts'

const demo = 'demo' as TenantId

test('every stream of a tenant begins with one of its prefixes', async (t) => {
  const { clock, split, prefixesOf, ...ofTenant } = StreamName
  for (const [name, build] of Object.entries(ofTenant)) {
    const stream = build(demo, 'x' as never, '2026-03-02', 'es')
    t.ok(
      prefixesOf(demo).some((prefix) => stream.startsWith(prefix)),
      name,
    )
    t.equal(split(stream).parts[0], demo)
  }
})

test('of another tenant, whose id begins alike, only its own stream does', async (t) => {
  const { clock, split, prefixesOf, ...ofTenant } = StreamName
  const others = Object.values(ofTenant).map((build) => build('demo-2' as TenantId, 'x' as never, '2026-03-02', 'es'))
  const met = others.filter((stream) => prefixesOf(demo).some((prefix) => stream.startsWith(prefix)))
  t.same(met, ['tenant-demo-2'])
  t.not(split('tenant-demo-2').parts[0], demo)
})

test('a template’s stream has four parts, whatever its key and channel are called', async (t) => {
  const stream = StreamName.template(demo, 'visit.no_show', 'in_app', 'ca')
  t.equal(stream, 'template-demo_visit.no~show_in~app_ca')
  t.same(StreamName.split(stream), { category: 'template', parts: ['demo', 'visit.no~show', 'in~app', 'ca'] })
})
