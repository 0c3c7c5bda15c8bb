import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { monotonic } from '@visita/runtime'
import { runSuite } from './suite/suite.ts'

// `npm run check`: types, lint, import boundaries and the tests that need no store. Under a minute, so that it is run.

const root = fileURLToPath(new URL('..', import.meta.url))
const since = monotonic()

/** Runs a tool of ours; says nothing of it unless it fails. */
function run(name: string, args: readonly string[]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
      })
    }
    child.once('error', (error) => {
      console.log(`✗ ${name}: ${error.message}`)
      done(false)
    })
    child.once('close', (code) => {
      console.log(code === 0 ? `✓ ${name} ${args.join(' ')}` : `✗ ${name} ${args.join(' ')}\n${said}`)
      done(code === 0)
    })
  })
}

const types = await run('tsc', ['--noEmit', '-p', 'tsconfig.json'])
const lint = await run('biome', ['check', '--error-on-warnings', '.'])
const tests = await runSuite({
  root,
  filters: [
    ...['scripts/boundaries', 'packages/domain', 'packages/runtime', 'packages/http'],
    ...['packages/client', 'scripts/client/documents'],
  ],
  jobs: Math.min(4, availableParallelism()),
  signal: new AbortController().signal,
  say: (line) => console.log(line),
})
console.log(`\n${((monotonic() - since) / 1000).toFixed(0)} s`)
console.log(`${tests.passed} passed, ${tests.failed} failed`)
process.exit(types && lint && tests.failed === 0 ? 0 : 1)
