import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@visita/runtime'
import { test } from 'tap'
import { answersOk, runOnce, supervise } from './child.ts'
import { createView } from './view.ts'

/** A child made of a few lines, in a place of its own; `said` is everything that it and the supervisor said. */
async function childOf(t: { teardown(fn: () => unknown): void }, source: string) {
  const cwd = await mkdtemp(join(tmpdir(), 'visita child '))
  t.teardown(() => rm(cwd, { recursive: true, force: true }))
  await writeFile(join(cwd, 'main.mjs'), source)
  let text = ''
  const waiting = new Set<() => void>()
  const write = (chunk: string) => {
    text += chunk
    for (const look of waiting) look()
  }
  const view = createView({ write, writableLength: 0 })
  const logger = createLogger({
    service: 'start',
    level: 'info',
    destination: { write: (line) => view.line('start', line) },
  })
  const backoff = { firstMs: 10, mostMs: 40, calmMs: 60_000, tries: 3 }
  const spec = {
    name: 'child',
    args: ['main.mjs'],
    env: { PATH: process.env.PATH ?? '' },
    ready: { says: 'listening' },
  }
  return {
    cwd,
    spec,
    options: { cwd, view, logger, backoff, stopLimitMs: 500 },
    said: () => text,
    until: (pattern: RegExp) =>
      new Promise<void>((done) => {
        const look = () => {
          if (!pattern.test(text)) return
          waiting.delete(look)
          done()
        }
        waiting.add(look)
        look()
      }),
  }
}

const stays = `console.log('listening as ' + process.pid); setInterval(() => {}, 1000);`

test('a child that ends by itself is started again, after longer and longer waits', async (t) => {
  const { spec, options, until, said } = await childOf(
    t,
    `import { appendFileSync, readFileSync } from 'node:fs'
     appendFileSync('starts', 'x')
     ${stays}
     if (readFileSync('starts').length < 4) setTimeout(() => process.exit(3), 20)`,
  )
  const child = supervise(spec, options)
  await child.ready
  await until(/(listening as[\s\S]*){4}/)
  t.same(said().match(/againInMs=\d+/g), ['againInMs=10', 'againInMs=20', 'againInMs=40'])
  t.match(said(), 'how="exit code 3"')
  await until(/ready again/)
  await child.stop()
})

test('a child that never gets ready is given up, and that is told', async (t) => {
  const { spec, options, said } = await childOf(t, `console.error('no such database'); process.exit(1)`)
  const child = supervise(spec, options)
  await t.rejects(child.ready, { name: 'StartProblem', message: /child ended 3 times before it was ready/ })
  t.match(said(), 'no such database')
  await child.stop()
})

test('stopping asks first, and then insists', async (t) => {
  const kind = await childOf(t, `process.on('SIGTERM', () => { console.log('good bye'); process.exit(0) }); ${stays}`)
  const polite = supervise(kind.spec, kind.options)
  await polite.ready
  await polite.stop()
  await kind.until(/good bye/)
  t.notMatch(kind.said(), /killed/)

  const deaf = await childOf(t, `process.on('SIGTERM', () => {}); ${stays}`)
  const stubborn = supervise(deaf.spec, deaf.options)
  await stubborn.ready
  await stubborn.stop()
  t.match(deaf.said(), 'did not stop in time: killed')
})

test('a child notices the end of its supervisor by its standard input', async (t) => {
  const { cwd, spec } = await childOf(
    t,
    `import { writeFileSync } from 'node:fs'
     process.stdin.on('end', () => { writeFileSync('gone', process.argv.join(' ')); process.exit(0) }).resume(); ${stays}`,
  )
  const supervisor = `
    import { supervise } from '${new URL('./child.ts', import.meta.url).href}'
    import { createView } from '${new URL('./view.ts', import.meta.url).href}'
    const logger = { info() {}, warn() {}, debug() {}, error() {} }
    const child = supervise(${JSON.stringify(spec)}, { cwd: ${JSON.stringify(cwd)}, logger, view: createView() })
    await child.ready
    process.kill(process.pid, 'SIGKILL')`
  const { spec: outer, options } = await childOf(t, supervisor)
  await t.rejects(runOnce(outer, options), { message: /SIGKILL/ })
  for (;;) {
    const text = await readFile(join(cwd, 'gone'), 'utf8').catch(() => '')
    if (text) {
      t.match(text, '--exit-with-stdin')
      return
    }
    await new Promise((done) => setTimeout(done, 10))
  }
})

test('only an answer of 200 counts as ready', async (t) => {
  let status = 503
  const server = createServer((_, answer) => answer.writeHead(status).end())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/health/ready`
  t.notOk(await answersOk(url))
  status = 200
  t.ok(await answersOk(url))
  server.close()
  server.closeAllConnections()
  t.notOk(await answersOk('http://127.0.0.1:1/'))
})
