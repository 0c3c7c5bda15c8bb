import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import picocolors from 'picocolors'
import { type FileResult, runFile } from './run-file.ts'

/** Colours only for a person: picocolors alone would colour a CI's log too. */
const pc = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported)

export interface SuiteOptions {
  readonly root: string
  /** Only files whose path contains one of these; all when empty. */
  readonly filters: readonly string[]
  readonly jobs: number
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

export interface SuiteResult {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly files: number
}

const timeLimitMs = 180_000
const rooms = ['packages', 'services', 'projections', 'infra', 'scripts']

/** Every test file of the repository, as paths from its root. */
export async function testFiles(root: string, filters: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const room of rooms) {
    const pattern = join(root, room, '**/*.test.ts')
    for await (const file of glob(pattern, { exclude: (name) => name.includes('node_modules') })) {
      found.push(relative(root, file))
    }
  }
  return found.filter((file) => filters.length === 0 || filters.some((part) => file.includes(part))).sort()
}

/** How long each file took last time, so that the longest go first and the cores end together. */
async function rememberedSeconds(path: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, number>
  } catch {
    return {}
  }
}

function report({ file, seconds, passed, failed, skipped, failures }: FileResult): string {
  const mark = failed > 0 ? pc.red('✗') : pc.green('✓')
  const counts = [
    `${passed} passed`,
    ...(failed ? [`${failed} failed`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ]
  const lines = [`${mark} ${file}  ${pc.dim(`${counts.join(', ')}, ${seconds.toFixed(1)} s`)}`]
  for (const { name, detail } of failures) {
    lines.push(pc.red(`  ✗ ${name}`), ...detail.split('\n').map((line) => `      ${line}`))
  }
  return lines.join('\n')
}

/** Runs the files a few at a time and says how each went. An empty suite counts as failed. */
export async function runSuite({ root, filters, jobs, signal, say }: SuiteOptions): Promise<SuiteResult> {
  const memory = join(root, 'node_modules/.cache/visita-test-seconds.json')
  const seconds = await rememberedSeconds(memory)
  const files = await testFiles(root, filters)
  // What has never run may be long.
  const waiting = files.toSorted((a, b) => (seconds[b] ?? 60) - (seconds[a] ?? 60))
  const total = { passed: 0, failed: 0, skipped: 0, files: files.length }
  if (files.length === 0) {
    say('No test file was found.')
    return { ...total, failed: 1 }
  }
  async function work(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined && !signal.aborted; file = waiting.shift()) {
      const result = await runFile(file, { cwd: root, timeLimitMs, signal })
      total.passed += result.passed
      total.failed += result.failed
      total.skipped += result.skipped
      seconds[file] = result.seconds
      say(report(result))
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  if (signal.aborted) total.failed = Math.max(1, total.failed)
  if (total.passed + total.failed === 0) {
    say('Not one assertion was made.')
    total.failed = 1
  }
  await mkdir(dirname(memory), { recursive: true }).catch(() => undefined)
  await writeFile(memory, JSON.stringify(seconds)).catch(() => undefined)
  return total
}
