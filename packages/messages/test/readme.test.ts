import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { sampleData } from '../src/index.ts'
import { allowedFilters, allowedTags } from '../src/liquid.ts'
import { scopeOf } from '../src/scope.ts'

/** `visit.when`, `visits`: what can be said, lists as wholes. */
const namesIn = (value: object, path = ''): string[] =>
  Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? namesIn(inner, `${path}${name}.`)
      : [`${path}${name}`],
  )

test('whoever writes templates finds every variable, tag and filter in the README, and none that is not there', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const scope = scopeOf(sampleData('a.key.of.ones.own'), { locale: 'es-ES', timezone: 'Europe/Madrid' })
  const table = readme.split('\n').filter((line) => line.startsWith('| `'))
  const listed = table.flatMap((line) =>
    [...(line.split('|')[1] ?? '').matchAll(/`([a-z_.]+)`/g)].map(([, name]) => name),
  )
  const variables = listed.filter((name) => name !== undefined && !/\.(ts|json)$/.test(name) && !name.includes('/'))
  t.same([...new Set(variables)].sort(), namesIn(scope).sort())
  for (const word of [...allowedTags, ...allowedFilters]) t.match(readme, new RegExp(`[\`\\s]${word}[\`\\s]`), word)
})
