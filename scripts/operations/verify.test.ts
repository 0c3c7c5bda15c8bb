import { randomBytes } from 'node:crypto'
import type { ReadTables } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { test } from 'tap'
import { startServed } from './served.ts'
import { visita } from './testing.ts'

test('what is served is verified while the projector runs, and a row that somebody changed is named', async (t) => {
  const { tenant, env, url, writer, names, personId, last } = await startServed(t)
  const right = await visita(env, 'verify', '--json')
  t.equal(right.code, 0, right.err)
  const { projections: verified } = JSON.parse(right.out)
  t.strictSame(
    verified.map(({ projection, different }: { projection: string; different: number }) => [projection, different]),
    names.map((name) => [name, 0]),
  )
  const claims = verified.find(({ projection }: { projection: string }) => projection === 'agenda-day')
  // The claim, and where in the log the tenant’s agenda changed last.
  t.match(claims, { rows: 2, position: last.toString() })

  await withTenant<ReadTables, unknown>(writer, tenant, (db) =>
    db.updateTable('read.customer').set({ full_name: 'Mallory' }).execute(),
  )
  const wrong = await visita(env, 'verify', 'customers')
  t.equal(wrong.code, 1, wrong.err)
  for (const part of ['read.customer', personId, 'changed', 'full_name']) t.ok(wrong.out.includes(part), part)
  t.notMatch(wrong.out, /Ana Torres|Mallory/)
  const lost = { ...env, VISITA_MASTER_KEY: randomBytes(32).toString('base64') }
  t.match(await visita(lost, 'verify', 'customers'), { code: 2, err: /VISITA_MASTER_KEY is not the one/ })
  const locked = { ...env, VISITA_POSTGRES_URL: `${url}-that-is-not-there` }
  t.match(await visita(locked, 'verify', 'customers'), { code: 3, err: /does not exist/ })
  t.match(await visita(env, 'verify', 'nothing-like-it'), { code: 2, err: /Allowed choices are/ })
})
