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
  /** Files that failed among the others and passed alone: named, so that somebody mends them. */
  readonly flaky: readonly string[]
}

/** More than so many failing files are no accident of a busy machine. */
const mostSecondRuns = 2

const timeLimitMs = 180_000
/** Those whose files start whole systems before those whose files are soon over: what comes last should be short. */
const rooms = ['scripts', 'services', 'infra', 'projections', 'packages']

/** Every test file of the repository, as paths from its root. */
export async function testFiles(root: string, filters: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const room of rooms) {
    const found: string[] = []
    const pattern = join(root, room, '**/*.test.ts')
    for await (const file of glob(pattern, { exclude: (name) => name.includes('node_modules') })) {
      found.push(relative(root, file))
    }
    files.push(...found.sort())
  }
  return files.filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)))
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

/** What fast-check says when it has found an input that breaks the rule: a proof, however seldom it is met. */
const isProof = ({ failures }: FileResult) => failures.some(({ detail }) => /counterexample/i.test(detail))

/**
 * Runs the files a few at a time and says how each went. An empty suite counts as failed. One or two files that failed
 * run once more, alone: whoever passes then is told to be flaky and its second count stands. Not those that found a
 * counterexample: other random inputs would only hide it.
 */
export async function runSuite({ root, filters, jobs, signal, say }: SuiteOptions): Promise<SuiteResult> {
  const memory = join(root, 'node_modules/.cache/visita-test-seconds.json')
  const seconds = await rememberedSeconds(memory)
  const files = await testFiles(root, filters)
  // What has never run may be long.
  const waiting = files.toSorted((a, b) => (seconds[b] ?? 60) - (seconds[a] ?? 60))
  const results: FileResult[] = []
  const flaky: string[] = []
  if (files.length === 0) {
    say('No test file was found.')
    return { passed: 0, failed: 1, skipped: 0, files: 0, flaky }
  }
  async function run(file: string): Promise<FileResult> {
    const result = await runFile(file, { cwd: root, timeLimitMs, signal })
    seconds[file] = result.seconds
    say(report(result))
    return result
  }
  async function work(): Promise<void> {
    for (let file = waiting.shift(); file !== undefined && !signal.aborted; file = waiting.shift()) {
      results.push(await run(file))
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  const bad = results.filter(({ failed }) => failed > 0)
  for (const first of bad.length > mostSecondRuns || signal.aborted ? [] : bad) {
    if (isProof(first)) continue
    say(`once more, alone: ${first.file}`)
    const second = await run(first.file)
    if (second.failed > 0) continue
    results[results.indexOf(first)] = second
    flaky.push(first.file)
  }
  const sum = (of: (result: FileResult) => number) => results.reduce((total, result) => total + of(result), 0)
  const total = {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    files: files.length,
    flaky,
  }
  if (signal.aborted) total.failed = Math.max(1, total.failed)
  if (total.passed + total.failed === 0) {
    say('Not one assertion was made.')
    total.failed = 1
  }
  await mkdir(dirname(memory), { recursive: true }).catch(() => undefined)
  await writeFile(memory, JSON.stringify(seconds)).catch(() => undefined)
  return total
}
