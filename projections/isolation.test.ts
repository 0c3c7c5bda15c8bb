import { createTestDatabase, findIsolationLeaks } from '@visita/read-store/testing'
import { test } from 'tap'
import { projectionMigrations, projections } from './index.ts'

test('no role crosses from one tenant to another on any table of the read models', async (t) => {
  const { url } = await createTestDatabase([projectionMigrations])
  const { tables, leaks } = await findIsolationLeaks(url)
  t.same(leaks, [])
  const owned = projections.flatMap((projection) => projection.tables.map(({ name }) => name))
  t.same(tables.filter((name) => name.startsWith('read.')).sort(), owned.sort(), 'each table is one projection’s')
})

test('a projection is keyed by tenant first, and has a name of its own', async (t) => {
  t.equal(new Set(projections.map(({ name }) => name)).size, projections.length)
  for (const { tables } of projections) for (const { key } of tables) t.equal(key[0], 'tenant_id')
})
