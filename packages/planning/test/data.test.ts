import { PersonId, TenantId, VisitId, type WaitlistEntryId } from '@visita/domain'
import { at } from '@visita/domain/testing'
import { test } from 'tap'
import { dataOf, type Scene, type Worded } from '../src/data.ts'
import type { Links } from '../src/links.ts'

const tenant = TenantId.parse('demo')
const visitId = VisitId.derive('one')
const customerId = PersonId.derive('marta')
const links: Links = {
  manage: (_tenant, id, generation) => `manage ${id} ${generation}`,
  unsubscribe: (_tenant, id, channel) => `unsubscribe ${id} ${channel}`,
  accept: (_tenant, id: WaitlistEntryId, number) => `accept ${id} ${number}`,
  home: 'home',
}
const person = { name: 'Marta Puig Roca', email: null, locale: null, timezone: null, key: Buffer.alloc(32) }
const visit = {
  visitId,
  customerId,
  participants: [],
  typeId: 'viewing',
  claims: [],
  locationId: null,
  linksGeneration: 3,
}
const scene = {
  tenant: { tenant, name: 'Demo', settings: { locations: new Map(), policies: { timezone: 'UTC' } } },
  cast: { people: new Map([[customerId, person]]), resources: new Map(), types: new Map() },
  visits: new Map([
    [
      visitId,
      {
        state: { status: 'confirmed', placedAtRevision: 0, visit: { ...visit, start: at('10:00'), end: at('10:30') } },
        former: null,
      },
    ],
  ]),
  offered: null,
} as unknown as Scene
const message = (changes: Partial<Worded> = {}): Worded => ({
  recipient: { kind: 'customer', personId: customerId },
  ...{ channel: 'email', priority: 1, visitIds: [visitId] },
  cause: { eventId: 'e', kind: 'visit.created', reminder: null, at: at('09:00') },
  ...changes,
})

test('a customer gets the links by which they act, the team none of theirs', async (t) => {
  t.match(dataOf(message(), scene, links), {
    recipientKind: 'customer',
    customer: { firstName: 'Marta', fullName: 'Marta Puig Roca' },
    links: { manage: `manage ${visitId} 3`, unsubscribe: `unsubscribe ${customerId} email` },
  })
  const toAgent = message({ recipient: { kind: 'resource', resourceId: 'ana' as never }, channel: 'in_app' })
  t.match(dataOf(toAgent, scene, links), {
    recipientKind: 'agent',
    customer: { fullName: 'Marta Puig Roca' },
    links: { manage: 'home', unsubscribe: null },
  })
})

test('nobody unsubscribes from what is critical', async (t) => {
  t.equal(dataOf(message({ priority: 0 }), scene, links)?.links.unsubscribe, null)
})

test('of whoever was erased, and of nothing, there is nothing to tell', async (t) => {
  const erased = { ...scene, cast: { ...scene.cast, people: new Map() } }
  t.equal(dataOf(message(), erased, links), null)
  t.equal(dataOf(message({ recipient: { kind: 'resource', resourceId: 'ana' as never } }), erased, links), null)
  t.equal(dataOf(message({ visitIds: [VisitId.derive('other')] }), scene, links), null)
})
