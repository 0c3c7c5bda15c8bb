import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalogue, StreamName, type TenantId, VisitId } from '@visita/domain'
import { connect } from '@visita/event-store'
import { createLogger, systemClock, toInstant } from '@visita/runtime'
import { until } from '@visita/testing'
import { type Test, test } from 'tap'
import type { RiskReport } from '../operations/no-show-risk.ts'
import { visita as operation } from '../operations/testing.ts'
import { startRelay } from './relay.ts'
import type { Report } from './report.ts'
import { startVisita } from './running.ts'
import { exampleMappingFile, fixtureFile, shortFixture } from './testing.ts'

const program = fileURLToPath(new URL('../visita.ts', import.meta.url))
const asInFile = /150 visits in the agenda \(106 completed, 44 no_show\): each counts exactly what the file counts/
const counts = { read: 151, booked: 0, replayed: 0, refused: 1, left: 0 }

test('a file of appointments is imported', async (t) => {
  const visita = await startVisita()
  t.teardown(() => visita.stop())
  const { dataDir } = visita
  const short = await shortFixture(dataDir)

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
  const runShort = (...args: string[]) => start('import', short.file, ...common, ...args)
  const reportOf = async (tenant: string, file = fixtureFile) =>
    JSON.parse(await readFile(join(dataDir, 'imports', tenant, `${basename(file)}.report.json`), 'utf8')) as Report
  const checked = async (t: Test, tenant: string) => {
    const keys = join(dataDir, 'imports', tenant, 'keys.json')
    const { code, said } = await start('import-check', short.file, ...common, '--keys', keys).ended
    t.equal(code, 0)
    t.match(said, short.asInFile)
  }

  await t.test('every appointment is booked, and the agenda counts exactly what the file counts', async (t) => {
    const { code, said } = await run('--create-tenant', 'clinic', '--verify').ended
    t.equal(code, 1, 'one record is no appointment')
    t.match(said, asInFile)
    t.match(said, /700099 +│ malformed +│ The record has a day that is none: "2017-02-30"/)
    const report = await reportOf('clinic')
    t.match(report, { tenant: 'clinic', outcome: 'complete', failure: null, rows: { ...counts, booked: 150 } })
    t.strictSame(report.outcomes, { completed: { told: 106, unchanged: 0 }, no_show: { told: 44, unchanged: 0 } })
    t.match(report.refused, [{ line: 79, id: '700099', reason: 'malformed' }])
    t.equal((await stat(join(dataDir, 'imports/clinic/keys.json'))).mode & 0o777, 0o600)
  })

  await t.test('the import again books nothing', async (t) => {
    const { code } = await run('--create-tenant', 'clinic', '--verify').ended
    t.equal(code, 1)
    const report = await reportOf('clinic')
    t.match(report.rows, { ...counts, replayed: 150 })
    t.strictSame(report.outcomes, { completed: { told: 0, unchanged: 106 }, no_show: { told: 0, unchanged: 44 } })
  })

  await t.test(
    'nobody is told of any of it, also where a reactor starts anew; of what is booked then they are',
    async (t) => {
      const { keys } = JSON.parse(
        await readFile(join(dataDir, 'imports/clinic/keys.json'), 'utf8'),
      ) as typeof visita.demo
      const call = async (url: string, key: string, body?: object) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
        const post = {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { ...headers, 'idempotency-key': randomUUID() },
        }
        const answer = await fetch(url, body ? post : { headers })
        t.ok(answer.ok, `${url}: ${answer.status}`)
        return (await answer.json()) as {
          items: { id: string; visitId: string }[]
          slots: { start: string }[]
          id: string
        }
      }
      const { commandUrl, readUrl } = visita.demo
      await visita.kill('reactor')
      const { items: types } = await call(`${readUrl}/v1/visit-types`, keys.operator)
      const [from, to] = [1, 20].map((days) => toInstant(systemClock().now() + days * 86_400_000))
      const typeId = types[0]?.id
      const { slots } = await call(
        `${readUrl}/v1/availability?typeId=${typeId}&from=${from}&to=${to}&limit=1`,
        keys.operator,
      )
      const customer = { name: 'Ana', phone: '+5511987654321', email: 'ana@example.com' }
      const { id } = await call(`${commandUrl}/v1/visits`, keys.operator, { typeId, start: slots[0]?.start, customer })
      const told = async () => {
        const { items } = await call(`${readUrl}/v1/admin/notifications/jobs?limit=200`, keys.operator)
        return new Set(items.map(({ visitId }) => visitId))
      }
      // Whatever comes of the import falls due before it.
      await until('she is told', async () => (await told()).has(id))
      t.same([...(await told())], [id])
    },
  )

  await t.test('when each was asked for comes along, and so the history tells who stays away', async (t) => {
    const cluster = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')
    const env = { VISITA_POSTGRES_PORT: cluster.split('\n')[3] ?? '' }
    const risk = (...more: string[]) =>
      operation(env, 'no-show-risk', '--tenant', 'clinic', '--data-dir', dataDir, ...more)
    const { code, out, err } = await risk('--json')
    t.equal(code, 0, err)
    const report = JSON.parse(out) as RiskReport
    t.match(report, { weights: 'default', visits: 150, missed: 44 })
    t.equal(
      report.bands.reduce((sum, { visits }) => sum + visits, 0),
      150,
    )
    t.ok(
      report.factors.some(({ factor }) => factor === 'lead'),
      'or all would have been asked for years after they took place',
    )
    t.match((await risk()).out, /150 visits, 44 no-shows \(29\.3 %\)/)
    t.match(await risk('--from', '2030-01-01T00:00:00Z'), { code: 2, err: /No visit of that time/ })
    t.match(await risk('--from', '2017-03-08T00:00:00Z', '--to', '2017-03-07T00:00:00Z'), {
      code: 2,
      err: /later than --from/,
    })
  })

  await t.test('a killed import goes on where it ended, and ends in the same state', async (t) => {
    let importing: ReturnType<typeof run> | undefined
    // Booked, and the importer never hears of it.
    const relay = await startRelay(
      visita.demo.commandUrl,
      (count) => void (count === 30 && importing?.child.kill('SIGKILL')),
    )
    t.teardown(() => relay.close())
    importing = runShort('--create-tenant', 'killed', '--concurrency', '4', '--command-url', relay.url)
    t.equal((await importing.ended).code, null)
    const { code } = await runShort('--create-tenant', 'killed').ended
    t.equal(code, 0)
    const { rows } = await reportOf('killed', short.file)
    t.ok(rows.replayed >= 30 && rows.replayed <= 34, `${rows.replayed} were there`)
    t.equal(rows.booked + rows.replayed, short.count)
    await checked(t, 'killed')
  })

  await t.test('one that is killed between two steps of a visit is finished by the next run', async (t) => {
    let importing: ReturnType<typeof run> | undefined
    let arrivals = 0
    // Checked in, and the importer never hears of it: nobody has completed that visit.
    const relay = await startRelay(visita.demo.commandUrl, undefined, (status) => {
      if (status === 'checked_in' && ++arrivals === 15) importing?.child.kill('SIGKILL')
    })
    t.teardown(() => relay.close())
    importing = runShort('--create-tenant', 'half-way', '--concurrency', '4', '--command-url', relay.url)
    t.equal((await importing.ended).code, null)
    t.equal((await runShort('--create-tenant', 'half-way').ended).code, 0)
    const { rows, outcomes } = await reportOf('half-way', short.file)
    t.match(rows, { refused: 0, left: 0 })
    t.ok((outcomes.completed?.told ?? 0) > short.came - 15, 'the fifteenth was not completed before')
    t.equal((outcomes.completed?.told ?? 0) + (outcomes.completed?.unchanged ?? 0), short.came)
    await checked(t, 'half-way')
  })

  await t.test('a file says what came of each visit, and when; a visit that is to be confirmed is', async (t) => {
    const folder = t.testdir()
    const file = join(folder, 'book.csv')
    const header = 'appointment_id,patient_id,booked_at,day,site,status,came,ended'
    const rows = [
      '1,done,09:10,09:50',
      '2,done,,',
      '3,missed,,',
      '4,off,,2017-03-01T10:00:00-03:00',
      '5,open,,',
      '6,set,,',
    ]
    const line = (row: string) => row.replace(/^(\d),/, '$1,70$1,2017-03-0$1T09:00:00-03:00,2017-03-06,Norte,')
    await writeFile(file, `${header}\n${rows.map(line).join('\n')}\n`)
    const example = JSON.parse(await readFile(exampleMappingFile, 'utf8')) as { columns: object; tenant: object }
    const mapping = join(folder, 'map.json')
    const columns = { ...example.columns, status: 'status', checkedInAt: 'came', outcomeAt: 'ended' }
    const outcomes = { done: 'completed', missed: 'no_show', off: 'cancelled', open: 'booked', set: 'confirmed' }
    const tenant = { ...example.tenant, confirmation: 'manual' }
    await writeFile(mapping, JSON.stringify({ ...example, columns, outcomes, tenant }))
    const options = ['--mapping', mapping, '--data-dir', dataDir, '--create-tenant', 'told', '--verify']
    const first = await start('import', file, ...options).ended
    t.equal(first.code, 0, first.said)
    t.match(first.said, /5 visits in the agenda \(2 completed, 1 cancelled, 1 confirmed, 1 no_show, 1 pending\)/)
    const again = await start('import', file, ...options).ended
    t.equal(again.code, 0)
    t.match(again.said, /│ completed +│ 2, 2 of them before/)

    const store = connect({
      connectionString: visita.eventStoreUrl,
      catalogue,
      logger: createLogger({ service: 'test', level: 'silent' }),
      connectionName: 'test',
    })
    t.teardown(() => store.close())
    const { keys } = JSON.parse(await readFile(join(dataDir, 'imports/told/keys.json'), 'utf8')) as typeof visita.demo
    const listed = await fetch(`${visita.demo.readUrl}/v1/admin/visits`, {
      headers: { authorization: `Bearer ${keys.operator}` },
    })
    // In the order of their starts, which is that of the rows: they are seated as they were booked.
    const { items } = (await listed.json()) as { items: { id: string }[] }
    const happened = async (row: number) => {
      const id = VisitId.parse(items[row - 1]?.id ?? '')
      const events = await store.read(StreamName.visit('told' as TenantId, id))
      return events.slice(1).map(({ type, meta }) => `${type} ${meta.occurredAt.replace(/^20(?!17).*/, 'now')}`)
    }
    t.strictSame(await happened(1), [
      'VisitConfirmed now',
      'VisitCheckedIn 2017-03-06T12:10:00Z',
      'VisitCompleted 2017-03-06T12:50:00Z',
    ])
    t.strictSame(await happened(2), [
      'VisitConfirmed now',
      'VisitCheckedIn 2017-03-06T11:30:00Z',
      'VisitCompleted 2017-03-06T12:00:00Z',
    ])
    t.strictSame(await happened(3), ['VisitConfirmed now', 'VisitNoShowMarked 2017-03-06T12:15:00Z'])
    t.strictSame(await happened(4), ['VisitCancelled 2017-03-01T13:00:00Z'])
    t.strictSame(await happened(5), [])
    t.strictSame(await happened(6), ['VisitConfirmed now'])
  })

  await t.test('Ctrl-C waits for the answers on their way, says how to go on, and the next run does', async (t) => {
    let importing: ReturnType<typeof run> | undefined
    const relay = await startRelay(
      visita.demo.commandUrl,
      (count) => void (count === 20 && importing?.child.kill('SIGINT')),
    )
    t.teardown(() => relay.close())
    importing = runShort('--create-tenant', 'stopped', '--concurrency', '4', '--command-url', relay.url)
    const { code, said } = await importing.ended
    t.equal(code, 130)
    t.match(said, /Run the same command again to go on/)
    const first = await reportOf('stopped', short.file)
    t.equal(first.outcome, 'interrupted')
    t.ok(first.rows.booked <= relay.bookings() && first.rows.booked >= relay.bookings() - 4, 'less those half done')
    t.equal(first.rows.left, short.count - first.rows.booked)
    t.equal((await runShort('--create-tenant', 'stopped').ended).code, 0)
    const { rows } = await reportOf('stopped', short.file)
    t.match(rows, { booked: short.count - relay.bookings(), replayed: relay.bookings(), left: 0 })
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
    // A file that says of those who came that they did not, and the other way round.
    const mapping = join(t.testdir(), 'map.json')
    const example = JSON.parse(await readFile(exampleMappingFile, 'utf8')) as object
    await writeFile(mapping, JSON.stringify({ ...example, outcomes: { No: 'no_show', Yes: 'completed' } }))
    const options = ['--mapping', mapping, '--data-dir', dataDir, '--keys', keysFile]
    const swapped = await start('import-check', fixtureFile, ...options).ended
    t.equal(swapped.code, 1)
    const seat = 'praia-douro-a01 2017-03-06T11:00:00Z'
    t.match(swapped.said, new RegExp(`1 +│ 1 +│ ${seat} no_show +│ ${seat} completed `))
  })

  await t.test('a key that may not import, and a service that is not there, end it with what to do', async (t) => {
    const { keys, commandUrl } = visita.demo
    const url = ['--command-url', commandUrl]
    const forbidden = await run('--key', keys.operator, ...url).ended
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
