import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@visita/runtime'
import { test } from 'tap'
import { compareAnswers } from './compare.ts'
import { agendaFacts } from './facts.ts'
import { startPlain } from './plain.ts'
import { startVisita } from './visita.ts'

test('both servers answer the same day from the same facts, also after a change that was made and taken back', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'visita-bench-agenda-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const facts = agendaFacts({ agents: 11, days: 2, customers: 50 }, systemClock().now())
  const plain = await startPlain(join(folder, 'plain'), facts)
  t.teardown(() => plain.stop())
  const visita = await startVisita(join(folder, 'visita'), facts, () => undefined, {
    written: () => undefined,
    stop: () => undefined,
  })
  t.teardown(() => visita.stop())
  const paths = facts.dates.map((date) => `/v1/admin/agenda/day?date=${date}`)
  t.ok((await compareAnswers(visita, plain, paths)) > 50_000)
  const changed = await visita.change()
  const reading = { headers: { authorization: `Bearer ${visita.key}`, 'visita-min-position': changed } }
  const { resources } = (await (await fetch(visita.url + paths[0], reading)).json()) as {
    resources: { blocks: unknown[] }[]
  }
  t.equal(resources[0]?.blocks.length, 2, 'with the position of a change, a reader sees it')
  await t.rejects(compareAnswers(visita, plain, paths), 'and then they are not the same')
  const token = await visita.change()
  const seen = await fetch(visita.url + paths[0], { headers: { ...reading.headers, 'visita-min-position': token } })
  t.equal(seen.status, 200)
  await compareAnswers(visita, plain, paths)
})
