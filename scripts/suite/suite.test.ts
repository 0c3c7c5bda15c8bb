import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { runSuite } from './suite.ts'

const tap = fileURLToPath(new URL('../node_modules/tap', import.meta.url))

/** A repository of one room whose test files are these texts. */
async function suiteOf(t: { teardown(fn: () => unknown): void }, files: Record<string, string>) {
  const root = await mkdtemp(join(tmpdir(), 'visita suite '))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'node_modules'))
  await symlink(tap, join(root, 'node_modules/tap'))
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, 'packages/one/src', `${name}.test.ts`)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `import { test } from 'tap'\n${text}`)
  }
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const result = await runSuite({ root, filters: [], jobs: 2, signal: new AbortController().signal, say })
  return { ...result, said: said.join('\n') }
}

test('assertions are counted, wherever they are nested, and not the tests around them', async (t) => {
  const result = await suiteOf(t, {
    nested: `test('a', async (t) => { t.ok(1); await t.test('b', async (t) => { t.ok(1); t.equal(1, 1) }) })
             test('c', async (t) => { t.ok(1, 'text with # marks'); t.skip('later') })`,
    other: `test('d', async (t) => { t.same([1], [1]) })`,
  })
  t.match(result, { passed: 5, failed: 0, skipped: 1, files: 2 })
})

const failing = {
  'an assertion': [`test('rule', async (t) => { t.ok(1); t.equal(1, 2, 'one is two') })`, /rule › one is two/, 1],
  'a thrown error': [`test('rule', async (t) => { t.ok(1); throw new Error('boom') })`, /boom/, 1],
  'a rejection after the end': [
    `test('rule', async (t) => { t.ok(1) }); setTimeout(() => Promise.reject(new Error('too late')), 300)`,
    /too late/,
    1,
  ],
  'a rejection that nobody catches': [
    `test('rule', async (t) => { t.ok(1); void Promise.reject(new Error('uncaught')); await new Promise((done) => setTimeout(done, 300)) })
     test('another', async (t) => { t.ok(1) })`,
    /uncaught[\s\S]+bad\.test\.ts:2/,
    1,
  ],
  'an error in a timer': [
    `test('rule', async (t) => { t.ok(1); setTimeout(() => { throw new Error('from a timer') }); await new Promise((done) => setTimeout(done, 300)) })
     test('another', async (t) => { t.ok(1) })`,
    /from a timer[\s\S]+bad\.test\.ts:2/,
    1,
  ],
  'a plan that is not met': [`test('rule', async (t) => { t.plan(2); t.ok(1) })`, /rule/, 1],
  'a crash at load': [`throw new Error('never loaded')`, /never loaded/, 0],
  'a syntax error': [`test('rule', async (t) => { t.ok(1) `, /SyntaxError/, 0],
  'an exit in the middle': [`test('rule', async (t) => { t.ok(1); process.exit(0) })`, /unfinished/, 1],
  'a kill': [`test('rule', async (t) => { t.ok(1); process.kill(process.pid, 'SIGKILL') })`, /SIGKILL|plan/, 1],
  'no assertion': [`test('rule', async () => {})`, /asserts nothing/, 0],
  'no test': [``, /asserts nothing/, 0],
  'a process left behind': [
    `import { spawn } from 'node:child_process'
     test('rule', async (t) => { spawn('sleep', ['60'], { stdio: 'ignore' }).unref(); t.ok(1) })`,
    /left a process behind/,
    1,
  ],
} as const

for (const [what, [text, said, passed]] of Object.entries(failing)) {
  test(`${what} makes the suite fail, and is told`, async (t) => {
    const result = await suiteOf(t, { bad: text })
    t.equal(result.failed, 1, result.said)
    t.match(result.said, said)
    t.ok(result.passed <= passed, `${result.passed} passed`)
  })
}

/** A test that fails in its first process and passes in its second. */
const shaky = (detail: string) => `
  import { existsSync, writeFileSync } from 'node:fs'
  const been = import.meta.filename + '.been'
  const first = !existsSync(been)
  writeFileSync(been, '')
  test('rule', async (t) => { t.ok(1); t.notOk(first, ${JSON.stringify(detail)}); if (first) throw new Error(${JSON.stringify(detail)}) })`

test('what passes alone is told to be flaky, and its second count stands', async (t) => {
  const result = await suiteOf(t, { shaky: shaky('too early'), sound: `test('rule', async (t) => { t.ok(1) })` })
  t.match(result, { passed: 3, failed: 0, flaky: ['packages/one/src/shaky.test.ts'] })
  t.match(result.said, /too early/, 'the first failure is told in full')
})

test('a counterexample gets no second run, nor do three failing files', async (t) => {
  t.match(await suiteOf(t, { shaky: shaky('Property failed. Counterexample: [1]') }), { flaky: [], failed: 2 })
  const three = { one: shaky('a'), two: shaky('b'), three: shaky('c') }
  t.match(await suiteOf(t, three), { flaky: [], failed: 6 })
})

test('an empty suite fails', async (t) => {
  t.match(await suiteOf(t, {}), { passed: 0, failed: 1 })
})
