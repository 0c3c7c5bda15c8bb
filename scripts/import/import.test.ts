import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Test, test } from 'tap'
import { startRelay } from './relay.ts'
import type { Report } from './report.ts'
import { startVisita } from './running.ts'
import { exampleMappingFile, fixtureFile } from './testing.ts'

const program = fileURLToPath(new URL('../visita.ts', import.meta.url))
const counts = { read: 151, booked: 0, replayed: 0, refused: 1, left: 0 }

test('a file of appointments is imported', async (t) => {
  const visita = await startVisita()
  t.teardown(() => visita.stop())
  const { dataDir } = visita

  /** Starts `visita …` as somebody at a terminal would. */
  function start(...args: string[]): {
    readonly child: ChildProcess
    ended: Promise<{ code: number | null; said: string }>
  } {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    }
    return { child, ended: once(child, 'close').then(([code]) => ({ code, said })) }
  }
  const common = ['--mapping', exampleMappingFile, '--data-dir', dataDir]
  const run = (...args: string[]) => start('import', fixtureFile, ...common, ...args)
  const reportOf = async (tenant: string) =>
    JSON.parse(await readFile(join(dataDir, 'imports', tenant, 'appointments.csv.report.json'), 'utf8')) as Report
  const checked = async (t: Test, tenant: string) => {
    const keys = join(dataDir, 'imports', tenant, 'keys.json')
    const { code, said } = await start('import-check', fixtureFile, ...common, '--keys', keys).ended
    t.equal(code, 0)
    t.match(said, /20 days of locations compared, 150 visits in the agenda: each counts exactly what the file counts/)
  }

  await t.test('every appointment is booked, and the agenda counts exactly what the file counts', async (t) => {
    const { code, said } = await run('--create-tenant', 'clinic', '--verify').ended
    t.equal(code, 1, 'one record is no appointment')
    t.match(said, /150 visits in the agenda: each counts exactly what the file counts/)
    t.match(said, /700099 +│ malformed +│ The record has a day that is none: "2017-02-30"/)
    const report = await reportOf('clinic')
    t.match(report, { tenant: 'clinic', outcome: 'complete', failure: null, rows: { ...counts, booked: 150 } })
    t.match(report.refused, [{ line: 79, id: '700099', reason: 'malformed' }])
    t.equal((await stat(join(dataDir, 'imports/clinic/keys.json'))).mode & 0o777, 0o600)
  })

  await t.test('the import again books nothing', async (t) => {
    const { code } = await run('--create-tenant', 'clinic', '--verify').ended
    t.equal(code, 1)
    t.match((await reportOf('clinic')).rows, { ...counts, replayed: 150 })
  })

  await t.test('a killed import goes on where it ended, and ends in the same state', async (t) => {
    let importing: ReturnType<typeof run> | undefined
    // Booked, and the importer never hears of it.
    const relay = await startRelay(
      visita.demo.commandUrl,
      (count) => void (count === 70 && importing?.child.kill('SIGKILL')),
    )
    t.teardown(() => relay.close())
    importing = run('--create-tenant', 'killed', '--concurrency', '4', '--command-url', relay.url)
    t.equal((await importing.ended).code, null)
    const { code } = await run('--create-tenant', 'killed').ended
    t.equal(code, 1)
    const { rows } = await reportOf('killed')
    t.ok(rows.replayed >= 70 && rows.replayed <= 74, `${rows.replayed} were there`)
    t.equal(rows.booked + rows.replayed, 150)
    await checked(t, 'killed')
  })

  await t.test('Ctrl-C waits for the answers on their way, says how to go on, and the next run does', async (t) => {
    let importing: ReturnType<typeof run> | undefined
    const relay = await startRelay(
      visita.demo.commandUrl,
      (count) => void (count === 40 && importing?.child.kill('SIGINT')),
    )
    t.teardown(() => relay.close())
    importing = run('--create-tenant', 'stopped', '--concurrency', '4', '--command-url', relay.url)
    const { code, said } = await importing.ended
    t.equal(code, 130)
    t.match(said, /Run the same command again to go on/)
    const first = await reportOf('stopped')
    t.equal(first.outcome, 'interrupted')
    t.equal(first.rows.booked, relay.bookings(), 'every answer was counted')
    t.equal(first.rows.left, 150 - first.rows.booked)
    t.equal((await run('--create-tenant', 'stopped').ended).code, 1)
    t.match((await reportOf('stopped')).rows, { booked: first.rows.left, replayed: first.rows.booked, left: 0 })
    await checked(t, 'stopped')
  })

  await t.test('an agenda that differs from the file is told, day by day, with exit code 1', async (t) => {
    const keysFile = join(dataDir, 'imports/clinic/keys.json')
    const { keys } = JSON.parse(await readFile(keysFile, 'utf8')) as { keys: { admin: string; operator: string } }
    const answer = await fetch(`${visita.demo.commandUrl}/v1/visits`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${keys.admin}`,
        'content-type': 'application/json',
        'idempotency-key': 'extra',
      },
      body: JSON.stringify({
        typeId: 'consulta',
        start: '2017-03-10T19:00:00Z',
        resourceIds: ['agua-fria-a03'],
        customer: { name: 'Alguém' },
        origin: 'import',
      }),
    })
    t.equal(answer.status, 201)
    const position = answer.headers.get('visita-position') ?? ''
    const seen = await fetch(`${visita.demo.readUrl}/v1/admin/agenda/day?date=2017-03-10`, {
      headers: { authorization: `Bearer ${keys.operator}`, 'visita-min-position': position },
    })
    t.equal(seen.status, 200)
    const { code, said } = await start('import-check', fixtureFile, ...common, '--keys', keysFile).ended
    t.equal(code, 1)
    t.match(said, /2017-03-10 +│ ÁGUA FRIA +│ 5 +│ 6 +│ +│ agua-fria-a03 2017-03-10T19:00:00Z/)
    t.match(said, /1 differ from the file/)
  })

  await t.test('a key that may not import, and a service that is not there, end it with what to do', async (t) => {
    const { keys, commandUrl } = visita.demo
    const url = ['--command-url', commandUrl]
    const forbidden = await run('--key', keys.channel, ...url).ended
    t.equal(forbidden.code, 2)
    t.match(forbidden.said, /was refused: 403 forbidden \(an admin key is needed\)/)
    const nobody = await run('--key', keys.admin, '--command-url', 'http://127.0.0.1:9', '--patience', '1').ended
    t.equal(nobody.code, 3)
    t.match(nobody.said, /http:\/\/127.0.0.1:9 has failed for 1 s/)
    const none = await start('import', fixtureFile, '--mapping', exampleMappingFile, '--data-dir', t.testdir()).ended
    t.equal(none.code, 2)
    t.match(none.said, /There are no keys in .*demo.json.*npm start/)
  })
})
