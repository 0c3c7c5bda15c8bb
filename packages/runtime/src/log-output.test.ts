import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'tap'

const url = new URL('./index.ts', import.meta.url).href

function run(lines: string) {
  const source = `
    import { createLogger } from '${url}'
    const logger = createLogger({ service: 'child', level: 'info' })
    ${lines}`
  return spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['pipe', 'pipe', 'inherit'] })
}

test('every line arrives whole and in order, also those said just before the end', async (t) => {
  const child = run(`
    for (let i = 0; i < 5000; i++) logger.info({ i }, 'é'.repeat(50))
    setTimeout(() => { for (let i = 5000; i < 9000; i++) logger.info({ i }, 'then'); process.exit(3) }, 100)`)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  const [code] = await once(child, 'close')
  t.equal(code, 3)
  const seen = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { i: number }).i)
  t.same(
    seen,
    Array.from({ length: 9000 }, (_, i) => i),
  )
})

test('a reader who has gone away does not keep the process from ending', async (t) => {
  const child = run(`
    process.stdin.once('data', () => {
      logger.info('nobody hears this')
      setTimeout(() => { logger.info('nor this'); process.exit(4) }, 100)
    })
    logger.info('up')`)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  child.stdin.write('go')
  const [code] = await once(child, 'exit')
  t.equal(code, 4)
})
