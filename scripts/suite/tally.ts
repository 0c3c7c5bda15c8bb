import { type FinalResults, Parser, type Result } from 'tap-parser'

/** One thing that went wrong, with the names of the tests it stands in. */
export interface Failure {
  readonly name: string
  /** What tap says of it: the difference, the place, the stack. */
  readonly detail: string
}

/** What one test file's output says: assertions really made, not tests that contain them. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly Failure[]
}

/** Reads TAP as it arrives; `end` gives the tally. */
export interface TapReader {
  write(chunk: string): void
  end(): Tally
}

function detailOf(diag: Result['diag']): string {
  if (!diag) return ''
  const { diff, at, stack, source, found, wanted, ...others } = diag
  const shown: Record<string, unknown> = diff === undefined ? { found, wanted, ...others } : {}
  const lines = Object.entries(shown)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  for (const text of [diff, source, stack]) if (typeof text === 'string') lines.push(text.trimEnd())
  return lines.join('\n')
}

/**
 * Counts the assertions in TAP with subtests. A subtest's closing point repeats what its assertions said and is not
 * counted, unless it fails while none of them did: a plan that was not met, a test that never ended.
 */
export function readTap(): TapReader {
  const failures: Failure[] = []
  let passed = 0
  let skipped = 0

  function listen(parser: Parser, path: readonly string[]): void {
    let inner: { before: number } | null = null
    parser.on('child', (child: Parser) => {
      inner = { before: failures.length }
      listen(child, [...path, child.name])
    })
    parser.on('assert', (result: Result) => {
      const closes = inner
      inner = null
      const name = [...path, result.name].join(' › ')
      if (result.ok || result.todo) {
        // `1..0` closes as skipped: a test without assertions, which says nothing.
        if (result.skip || result.todo) skipped++
        else if (!closes) passed++
      } else if (!closes || failures.length === closes.before) {
        const detail = detailOf(result.diag)
        failures.push({ name, detail: closes && !detail ? 'the test did not do what it planned' : detail })
      }
    })
    parser.on('bailout', (reason: string) => {
      if (path.length === 0) failures.push({ name: 'bail out', detail: reason })
    })
  }

  const root = new Parser()
  listen(root, [])
  let results: FinalResults | undefined
  root.on('complete', (final: FinalResults) => {
    results = final
  })
  return {
    write: (chunk) => void root.write(chunk),
    end() {
      root.end()
      // What concerns the file as a whole: a missing plan, or one that promised more.
      if (failures.length === 0 && results && !results.ok) {
        const about = results.failures.map((failure) => failure.tapError)
        failures.push({ name: 'the file as a whole', detail: about.join('; ') || 'its plan was not met' })
      }
      return { passed, failed: failures.length, skipped, failures }
    },
  }
}
