import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'tap'
import { startRelay } from './relay.ts'
import type { Report } from './report.ts'
import { runImport } from './run.ts'
import { type Part, startVisita } from './running.ts'
import { exampleMappingFile, shortFixture } from './testing.ts'

test('an import outlives every service that dies under it, loses no row and books none twice', async (t) => {
  const visita = await startVisita()
  t.teardown(() => visita.stop())
  const short = await shortFixture(visita.dataDir)

  /** Imports into a tenant of its own; gives the exit code, what was said and the report. */
  async function run(tenant: string, commandUrl: string) {
    let said = ''
    const terminal = new Writable({
      write(chunk, _, done) {
        said += chunk
        done()
      },
    })
    const options = {
      dataDir: visita.dataDir,
      mapping: exampleMappingFile,
      createTenant: tenant,
      commandUrl,
      concurrency: 8,
      patience: 60,
      verify: true,
    }
    const code = await runImport(short.file, options, {
      out: terminal,
      err: terminal,
      signal: new AbortController().signal,
    })
    const reportFile = join(visita.dataDir, 'imports', tenant, 'short.csv.report.json')
    return { code, said, report: JSON.parse(await readFile(reportFile, 'utf8')) as Report }
  }

  /** Which parts die when so many were booked: twice within one import, each after it has gone on. */
  const outages: [tenant: string, dying: ReadonlyMap<number, readonly Part[]>][] = [
    [
      'writers-die',
      new Map([
        [15, ['command-api']],
        [40, ['local-node']],
      ]),
    ],
    [
      'readers-die',
      new Map([
        [15, ['postgres']],
        [40, ['projector', 'read-api', 'reactor']],
      ]),
    ],
  ]
  for (const [tenant, dying] of outages) {
    const parts = [...dying.values()].flat()
    await t.test(`${parts.join(', ')} killed on the way`, async (t) => {
      const killed: Part[] = []
      const relay = await startRelay(visita.demo.commandUrl, async (count) => {
        const now = dying.get(count) ?? []
        await Promise.all(now.map((part) => visita.kill(part)))
        killed.push(...now)
      })
      t.teardown(() => relay.close())
      const { code, said, report } = await run(tenant, relay.url)
      t.same(killed, parts)
      t.equal(code, 0)
      t.match(report.rows, { read: short.count, refused: 0, left: 0 }, JSON.stringify(report.refused))
      t.equal(report.rows.booked + report.rows.replayed, short.count)
      t.match(said, short.asInFile)

      const again = await run(tenant, visita.demo.commandUrl)
      t.match(again.report.rows, { booked: 0, replayed: short.count, refused: 0, left: 0 })
      t.match(again.said, short.asInFile)
    })
  }
})
