import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'tap'

/** Runs a process that stops in three steps, as a child: signals and exit codes are real ones. */
function run(lines: string, args: string[] = []) {
  const source = `
    import { createLogger, createShutdown } from '${new URL('./index.ts', import.meta.url).href}'
    const shutdown = createShutdown(createLogger({ service: 'child', level: 'info' }), { timeLimitMs: 300, samePressMs: 50 })
    const say = (text) => process.stdout.write(text + '\\n')
    setInterval(() => {}, 1000)
    ${lines}
    say('up')
  `
  // With -e, Node would take our flag for its own: everything after -- is the program's.
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, '--', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', (chunk) => {
    text += chunk
    for (const look of waiting) look()
  })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  return {
    child,
    text: () => text,
    closed,
    until: (word: string) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!text.includes(word)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

test('steps run in reverse order and the process ends with 0', async (t) => {
  const { child, until, closed, text } = run(`
    shutdown.onStop('first', () => say('step first'))
    shutdown.onStop('second', async () => { await null; say('step second, aborted ' + shutdown.signal.aborted) })
  `)
  await until('up')
  child.kill('SIGTERM')
  t.same(await closed, [0, null])
  const steps = text().match(/step .*/g)
  t.same(steps, ['step second, aborted true', 'step first'])
  t.match(text(), '"msg":"stopped"', 'the last line was flushed')
})

test('a step that fails does not keep the others from running, and shows in the exit code', async (t) => {
  const { child, until, closed, text } = run(`
    shutdown.onStop('first', () => say('step first'))
    shutdown.onStop('second', () => { throw new Error('no') })
  `)
  await until('up')
  child.kill('SIGINT')
  t.same(await closed, [1, null])
  t.match(text(), 'step first')
})

test('a step that hangs is given up after the time limit', async (t) => {
  const { child, until, closed } = run(`shutdown.onStop('hang', () => new Promise(() => {}))`)
  await until('up')
  child.kill('SIGTERM')
  t.same(await closed, [1, null])
})

test('a second signal ends it at once', async (t) => {
  const { child, until, closed } = run(`
    shutdown.onStop('hang', () => { setTimeout(() => say('a moment later'), 60); return new Promise(() => {}) })
  `)
  await until('up')
  child.kill('SIGINT')
  await until('a moment later')
  child.kill('SIGINT')
  t.same(await closed, [1, null])
})

test('a signal that comes twice at once counts once', async (t) => {
  const { child, until, closed, text } = run(`
    shutdown.onStop('slow', () => new Promise((resolve) => setTimeout(resolve, 100)))
    process.on('SIGINT', () => say('heard'))
  `)
  await until('up')
  child.kill('SIGINT')
  child.kill('SIGTERM')
  t.same(await closed, [0, null])
  t.match(text(), '"msg":"stopped"')
})

test('an unhandled rejection stops the process with 1, after its steps', async (t) => {
  const { until, closed, text } = run(`
    shutdown.onStop('first', () => say('step first'))
    setImmediate(() => Promise.reject(new Error('forgotten')))
  `)
  await until('up')
  t.same(await closed, [1, null])
  t.match(text(), 'step first')
  t.match(text(), 'forgotten')
})

test('with --exit-with-stdin the end of standard input stops it; without, it does not', async (t) => {
  const watched = run('', ['--exit-with-stdin'])
  await watched.until('up')
  watched.child.stdin.end()
  t.same(await watched.closed, [0, null])

  const other = run(`process.stdin.on('end', () => say('stdin ended')); process.stdin.resume()`)
  await other.until('up')
  other.child.stdin.end()
  await other.until('stdin ended')
  t.equal(other.child.exitCode, null, 'still running')
  other.child.kill('SIGTERM')
  t.same(await other.closed, [0, null])
})
