import { catalogue } from '@visita/domain'
import { newPersonKey, openAll, sealText } from '@visita/event-store'
import { test } from 'tap'
import { forRole, personalFields } from './personal.ts'

const [ana, gone] = ['6f0c7f2e-0000-4000-8000-000000000001', '6f0c7f2e-0000-4000-8000-000000000002']
const [key, lost] = [newPersonKey(), newPersonKey()]
const seal = (text: string) => sealText(key, 'demo', ana, text)
const data = {
  visitId: 'v',
  reason: seal('She is ill'),
  evidence: { reference: 'photo-1', note: sealText(lost, 'demo', gone, 'At the door') },
  participants: [{ role: 'partner', name: seal('Bruno'), phone: null, email: sealText(lost, 'demo', gone, 'b@x.cl') }],
  something: seal('of a kind that nobody has thought of'),
  content: seal('Hola Ana'),
}
const opened = openAll(data, 'demo', new Map([[ana, key]]))

test('an auditor reads why, and neither who nor what they were told; what is erased reads so for everybody', async (t) => {
  const evidence = { reference: 'photo-1', note: 'erased' }
  t.same(forRole(data, opened, 'auditor'), {
    ...{ visitId: 'v', reason: 'She is ill', evidence, something: 'sealed', content: 'sealed' },
    participants: [{ role: 'partner', name: 'sealed', phone: null, email: 'erased' }],
  })
  t.same(forRole(data, opened, 'operator'), {
    ...{ visitId: 'v', reason: 'She is ill', evidence, something: 'sealed', content: 'Hola Ana' },
    participants: [{ role: 'partner', name: 'Bruno', phone: null, email: 'erased' }],
  })
  for (const role of ['admin', 'channel', 'platform'] as const) {
    t.same(forRole(data, opened, role), {
      ...{ visitId: 'v', reason: 'sealed', evidence, something: 'sealed', content: 'sealed' },
      participants: [{ role: 'partner', name: 'sealed', phone: null, email: 'erased' }],
    })
  }
})

test('data without anything personal is the same for everybody', async (t) => {
  const plain = { visitId: 'v', claims: [{ resourceId: 'ana' }] }
  t.equal(forRole(plain, plain, 'channel'), plain)
})

test('every personal field of every event is of a kind', async (t) => {
  const missing: string[] = []
  const look = (schema: unknown, field: string, type: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    const node = schema as Record<string, unknown>
    if (node['x-personal'] && !personalFields.has(field)) missing.push(`${type}: ${field}`)
    for (const [name, inner] of Object.entries((node.properties as object) ?? {})) look(inner, name, type)
    for (const word of ['items', 'additionalProperties']) look(node[word], field, type)
    for (const word of ['anyOf', 'allOf']) for (const inner of (node[word] as unknown[]) ?? []) look(inner, field, type)
    for (const inner of Object.values((node.patternProperties as object) ?? {})) look(inner, field, type)
  }
  for (const { type, schema } of catalogue) look(schema, '', type)
  t.same(missing, [])
})
