import { ResourceId, TenantId } from '@visita/domain'
import { StoreUnavailable } from '@visita/read-store'
import { test } from 'tap'
import { createRotation } from './rotation.ts'

const tenant = TenantId.parse('demo')
const [ana = '', ben = '', cai = ''] = ['ana', 'ben', 'cai'].map((id) => ResourceId.parse(id))
const ids = [ana, ben, cai] as ResourceId[]

test('what was assigned here goes before what the read model has not seen yet', async (t) => {
  const log = new Map<ResourceId, bigint>([[ids[0] as ResourceId, 100n]])
  let now = 0
  let asked = 0
  const rotation = createRotation(
    async () => {
      asked++
      return new Map(log)
    },
    () => now,
  )
  t.same([...(await rotation.lastAssigned(tenant, ids))], [[ana, 100]])
  rotation.assigned(tenant, [ids[1] as ResourceId], 200n)
  t.same([...(await rotation.lastAssigned(tenant, ids))], [[ana, 100], [ben, 200]]) // biome-ignore format: a table
  t.equal(asked, 1, 'it is asked seldom')

  now = 2000
  log.set(ids[0] as ResourceId, 300n)
  log.set(ids[1] as ResourceId, 210n)
  t.same([...(await rotation.lastAssigned(tenant, ids))], [[ana, 300], [ben, 210]]) // biome-ignore format: a table
  t.same([...(await rotation.lastAssigned(TenantId.parse('other'), []))], [])
})

test('without the read model the turn goes on from what is known', async (t) => {
  let problem: Error = new StoreUnavailable('away')
  const rotation = createRotation(
    async () => {
      throw problem
    },
    () => 0,
  )
  rotation.assigned(tenant, [ids[0] as ResourceId], 5n)
  t.same([...(await rotation.lastAssigned(tenant, ids))], [[ana, 5]])
  problem = new Error('a bug')
  await t.rejects(rotation.lastAssigned(tenant, ids), /a bug/)
})
