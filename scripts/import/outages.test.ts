import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'tap'
import { startRelay } from './relay.ts'
import type { Report } from './report.ts'
import { runImport } from './run.ts'
import { type Part, startVisita } from './running.ts'
import { exampleMappingFile, fixtureFile } from './testing.ts'

const asInFile = /150 visits in the agenda \(106 completed, 44 no_show\): each counts exactly what the file counts/

test('an import outlives every service that dies under it, loses no row and books none twice', async (t) => {
  const visita = await startVisita()
  t.teardown(() => visita.stop())

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
    const code = await runImport(fixtureFile, options, {
      out: terminal,
      err: terminal,
      signal: new AbortController().signal,
    })
    const reportFile = join(visita.dataDir, 'imports', tenant, 'appointments.csv.report.json')
    return { code, said, report: JSON.parse(await readFile(reportFile, 'utf8')) as Report }
  }

  const outages: [tenant: string, parts: readonly Part[]][] = [
    ['command-api-dies', ['command-api']],
    ['node-dies', ['local-node']],
    ['postgres-dies', ['postgres']],
    ['the-others-die', ['projector', 'read-api', 'reactor']],
  ]
  for (const [tenant, parts] of outages) {
    await t.test(`${parts.join(', ')} killed half way`, async (t) => {
      const relay = await startRelay(visita.demo.commandUrl, async (count) => {
        if (count === 60) await Promise.all(parts.map((part) => visita.kill(part)))
      })
      t.teardown(() => relay.close())
      const { code, said, report } = await run(tenant, relay.url)
      t.equal(code, 1, 'only the record that is no appointment is refused')
      t.match(report.rows, { read: 151, refused: 1, left: 0 }, JSON.stringify(report.refused))
      t.equal(report.rows.booked + report.rows.replayed, 150)
      t.match(said, asInFile)

      const again = await run(tenant, visita.demo.commandUrl)
      t.match(again.report.rows, { booked: 0, replayed: 150, refused: 1, left: 0 })
      t.match(again.said, asInFile)
    })
  }
})
