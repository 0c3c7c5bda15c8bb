import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ReadTables } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { until } from '@visita/testing'
import { test } from 'tap'
import { startServed } from './served.ts'
import { bareEnv, visita } from './testing.ts'

test('a spoiled read model is built again while it serves, and equals the log afterwards', async (t) => {
  const { tenant, env, writer, names, rename } = await startServed(t)
  const customers = () =>
    withTenant<ReadTables, { full_name: string | null }[]>(writer, tenant, (db) =>
      db.selectFrom('read.customer').select('full_name').execute(),
    )
  await withTenant<ReadTables, unknown>(writer, tenant, (db) =>
    db.updateTable('read.customer').set({ full_name: 'Mallory' }).execute(),
  )
  t.same(await customers(), [{ full_name: 'Mallory' }])
  const one = await visita(env, 'replay', 'customers', '--from', '0', '--json')
  t.equal(one.code, 0, one.err)
  const { projections: done } = JSON.parse(one.out)
  t.match(done, [
    { projection: 'customers', replaced: Number, events: 1, position: /^\d+$/, buildMs: Number, switchMs: Number },
  ])
  t.equal((await visita(env, 'verify', 'customers')).code, 0)
  t.same(await customers(), [{ full_name: 'Ana Torres' }])

  const all = await visita(env, 'replay', '--all')
  t.equal(all.code, 0, all.err)
  for (const part of [...names, 'events/s', 'switched in']) t.ok(all.out.includes(part), part)
  await rename('Ana Paz')
  t.same(await customers(), [{ full_name: 'Ana Paz' }], 'the projector goes on in the new tables')

  t.match(await visita(env, 'replay', '--outdated'), { code: 0, out: /Nothing is outdated/ })
  await writer.query("UPDATE visita.checkpoint SET version = 99 WHERE projection = 'blocks'")
  const other = await visita(env, 'verify', 'blocks')
  t.match(other, { code: 3, out: /99, not \d/, err: /blocks is served in version 99 .* Run visita replay blocks/ })
  const outdated = await visita(env, 'replay', '--outdated', '--json')
  t.match(JSON.parse(outdated.out).projections, [{ projection: 'blocks', replaced: 99 }])

  t.match(await visita(env, 'replay', 'blocks', '--all'), { code: 2, err: /Name a projection/ })
  t.match(await visita(env, 'replay', 'blocks', '--from', '7'), { code: 2, err: /from the start of the log/ })
  const lost = { ...env, VISITA_MASTER_KEY: randomBytes(32).toString('base64') }
  t.match(await visita(lost, 'replay', 'customers'), { code: 2, err: /VISITA_MASTER_KEY is not the one/ })
  t.same(await customers(), [{ full_name: 'Ana Paz' }])

  const left = async () =>
    (await writer.query("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname LIKE 'visita_rebuild%'")).length
  t.equal(await left(), 0)
  const program = fileURLToPath(new URL('../visita.ts', import.meta.url))
  const child = spawn(process.execPath, [program, 'replay', 'customers'], { env: { ...bareEnv, ...env } })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  // It waits to take the tables' place as long as somebody reads them.
  const reading = withTenant<ReadTables, void>(writer, tenant, (db) =>
    db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('read.customer').select('full_name').execute()
      await until('it is being built', async () => (await left()) === 1)
      child.kill('SIGINT')
      t.same(await ended, [130, null])
    }),
  )
  await reading
  t.equal(await left(), 0)
  t.same(await customers(), [{ full_name: 'Ana Paz' }])
})
