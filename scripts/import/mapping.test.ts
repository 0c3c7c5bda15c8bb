import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { ImportFailure } from './failure.ts'
import { fill, loadMapping, parseMapping } from './mapping.ts'

const exampleFile = fileURLToPath(new URL('example-mapping.json', import.meta.url))
const example = JSON.parse(await readFile(exampleFile, 'utf8')) as Record<string, unknown>
const without = (name: string) => Object.fromEntries(Object.entries(example).filter(([key]) => key !== name))

test('the example mapping is a mapping, and what it leaves out has a default', async (t) => {
  const mapping = await loadMapping(exampleFile)
  t.match(mapping, { delimiter: ',', keyPrefix: 'import', openDays: [1, 2, 3, 4, 5], slotMinutes: 30 })
  t.match(parseMapping(without('openDays'), 'm.json'), { openDays: [1, 2, 3, 4, 5] })
})

test('a mapping that is wrong is refused with every member that is, and how', async (t) => {
  const wrong = {
    ...without('timezone'),
    columns: { id: 'a', customer: 'b', bookedAt: '', day: 'c', location: 'd', notes: 'e' },
    slotMinutes: '30',
    colour: 'blue',
  }
  const failure = refusal(() => parseMapping(wrong, 'm.json'))
  for (const member of ['/timezone', '/columns/bookedAt', '/columns/notes', '/slotMinutes', '/colour']) {
    t.match(failure.message, member)
  }
  t.equal(failure.code, 2)
})

test('what the form allows and the meaning does not is refused as well', async (t) => {
  const wrong = {
    ...example,
    columns: { id: 'a', customer: 'b', bookedAt: 'c', day: 'd', location: 'a' },
    timezone: 'America/Atlantis',
    hours: { start: '18:00', end: '08:00' },
    customerName: 'Paciente',
    agentName: 'Agenda',
    outcomes: { No: 'completed' },
  }
  const { message } = refusal(() => parseMapping(wrong, 'm.json'))
  const parts = ['/columns', '/timezone', '/hours', '/customerName', '/agentName', '/outcomes']
  for (const part of parts) t.match(message, part)
  const lonely = { ...without('outcomes'), columns: { ...(example.columns as object), checkedInAt: 'arrived' } }
  t.match(refusal(() => parseMapping(lonely, 'm.json')).message, /\/outcomes: belongs to a column/)
  const { status: _, ...columns } = lonely.columns as Record<string, string>
  t.match(refusal(() => parseMapping({ ...lonely, columns }, 'm.json')).message, /`status` is needed/)
  const unknown = { ...example, outcomes: { No: 'done' } }
  t.match(refusal(() => parseMapping(unknown, 'm.json')).message, '/outcomes/No')
})

test('a mapping file that is not there, or no JSON, is named', async (t) => {
  const file = join(t.testdir(), 'm.json')
  await t.rejects(loadMapping(file), { message: `The mapping ${file} cannot be read` })
  await writeFile(file, '{"columns":')
  await t.rejects(loadMapping(file), { message: /is not JSON/, code: 2 })
})

test('a template takes the values it names, and keeps what it does not know', async (t) => {
  t.equal(
    fill('{location}, agenda {number}', { location: 'Centro {number}', number: '1' }),
    'Centro {number}, agenda 1',
  )
  t.equal(fill('{nobody}', {}), '{nobody}')
})

function refusal(work: () => unknown): ImportFailure {
  try {
    work()
  } catch (error) {
    if (error instanceof ImportFailure) return error
    throw error
  }
  throw new Error('nothing was refused')
}
