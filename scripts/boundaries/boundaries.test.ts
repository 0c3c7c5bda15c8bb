import { glob, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { rules, violations } from './rules.ts'
import { readSource } from './source.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

async function everySource() {
  const sources = []
  for (const room of ['packages', 'services', 'projections', 'infra', 'scripts']) {
    const exclude = (name: string) => name.includes('node_modules')
    for await (const file of glob(join(root, room, '**/*.ts'), { exclude })) {
      sources.push(readSource(relative(root, file), await readFile(file, 'utf8')))
    }
  }
  return sources
}

test('no file of the repository crosses a boundary', async (t) => {
  const sources = await everySource()
  t.ok(sources.length > 50, `${sources.length} files were read`)
  const found = violations(sources)
  for (const rule of rules) {
    const broken = found
      .filter((one) => one.rule === rule.name)
      .map(({ path, line, what }) => `${path}:${line} ${what}`)
    t.same(broken, [], `${rule.name}: ${rule.why}`)
  }
})

/** For each rule, files that break it; each guard is seen red, on every run. */
const planted: Record<string, readonly [path: string, text: string][]> = {
  'imports point one way': [
    ['packages/http/src/a.ts', `import { x } from '@visita/command-api'`],
    ['packages/domain/src/a.ts', `import type { X } from '@visita/projections'`],
    ['packages/read-store/src/a.ts', `import { startPostgres } from '@visita/postgres'`],
    ['projections/visits/a.ts', `export * from '@visita/projector'`],
    ['services/read-api/src/a.ts', `import { y } from '@visita/command-api'`],
    ['services/read-api/src/a.ts', `const y = await import('@visita/command-api')`],
    ['services/reactor/src/a.ts', `import { y } from '../../command-api/src/app.ts'`],
    ['infra/local-node/src/a.ts', `import { z } from '@visita/runtime'`],
    ['services/read-api/src/a.test.ts', `import { y } from '@visita/command-api'`],
  ],
  'rooms are entered by their door': [
    ['services/reactor/src/a.ts', `import { x } from '../../../packages/http/src/auth.ts'`],
    ['packages/http/src/a.ts', `import type {\n  X,\n} from '../../domain/src/ids.ts'`],
  ],
  'the domain is pure': [
    ['packages/domain/src/a.ts', `import { readFileSync } from 'node:fs'`],
    ['packages/domain/src/slot/a.ts', `import type { Logger } from 'pino'`],
    ['packages/domain/src/a.ts', `import { monotonic } from '@visita/runtime'`],
  ],
  'one door to EventStoreDB': [
    ['services/reactor/src/a.ts', `import { EventStoreDBClient } from '@eventstore/db-client'`],
    ['packages/testing/src/a.ts', `import type { AppendResult } from '@eventstore/db-client'`],
  ],
  'one door to Postgres': [
    ['services/projector/src/a.ts', `import pg from 'pg'`],
    ['projections/visits/a.test.ts', `import type { Client } from 'pg'`],
  ],
  'the environment is read in one place': [
    ['packages/http/src/a.ts', `const port = process.env.PORT`],
    ['services/reactor/src/app.ts', `const { env } = process`],
    ['services/reactor/src/app.ts', `const name = 'env'; const all = process[name]`],
  ],
  'one clock': [
    ['packages/domain/src/a.ts', `const now = Date.now()`],
    ['services/reactor/src/a.ts', `const now = new Date()`],
    ['services/reactor/src/a.ts', `const text = Date()`],
    ['projections/visits/a.ts', `import { Temporal } from 'temporal-polyfill'; const now = Temporal.Now.instant()`],
    ['packages/http/src/a.ts', `const since = performance.now()`],
    ['scripts/a.ts', `const { now } = Date`],
  ],
  'names say what is inside': [
    ['packages/http/src/utils.ts', ''],
    ['packages/http/src/requestHelper.ts', ''],
    ['services/reactor/src/job-manager.ts', ''],
  ],
  'files stay short': [['packages/http/src/a.ts', '\n'.repeat(401)]],
}

for (const rule of rules) {
  test(`"${rule.name}" sees what breaks it`, async (t) => {
    const files = planted[rule.name] ?? []
    t.ok(files.length > 0, 'something is planted for it')
    for (const [path, text] of files) {
      const found = violations([readSource(path, text)])
      t.ok(
        found.some((one) => one.rule === rule.name),
        `${path}: ${text.trim().slice(0, 60)}`,
      )
    }
  })
}

test('what is allowed is left alone', async (t) => {
  const allowed: readonly [string, string][] = [
    ['services/reactor/src/main.ts', `const port = process.env.PORT`],
    ['packages/runtime/src/clock.ts', `export const now = () => Date.now()`],
    [
      'packages/domain/src/a.ts',
      `import { Temporal } from 'temporal-polyfill'; const d = Temporal.PlainDate.from('2026-03-02')`,
    ],
    ['packages/domain/src/a.ts', `// Date.now() would be wrong here\nconst text = 'import pg from "pg"'`],
    ['packages/domain/src/a.ts', `type When = Date; interface X { readonly Date: string }`],
    ['packages/event-store/test/a.test.ts', `import { startNode } from '@visita/local-node'`],
    ['infra/local-node/src/log/a.test.ts', `import { EventStoreDBClient } from '@eventstore/db-client'`],
    ['services/read-api/src/a.ts', `import { visits } from '@visita/projections'\nimport { x } from './b.ts'`],
    ['scripts/bench/plain/a.ts', `import pg from 'pg'`],
  ]
  for (const [path, text] of allowed) t.same(violations([readSource(path, text)]), [], `${path}: ${text.slice(0, 50)}`)
})
