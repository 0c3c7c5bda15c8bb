import { test } from 'tap'
import { catalan } from '../src/explain/words/ca.ts'
import { english } from '../src/explain/words/en.ts'
import { spanish } from '../src/explain/words/es.ts'
import { portuguese } from '../src/explain/words/pt.ts'
import type { ObstacleValues, Values, Words } from '../src/explain/words/words.ts'

const marked = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, `<${name}>`])) as Record<Name, string>
const values: Values = marked('type', 'resource', 'count', 'when', 'before', 'after', 'list')
const obstacle: ObstacleValues = marked('visit', 'from', 'until', 'expires', 'source', 'by')

/** Every text of a language, by where it is said. */
const texts = ({ sentences, decided, obstacles, by, freeOf }: Words): Map<string, string> =>
  new Map([
    ...Object.entries(sentences).map(([key, say]) => [key, say(values)] as const),
    ...Object.entries(decided).map(([key, say]) => [key, say(values)] as const),
    ...Object.entries(decided).map(([key, say]) => [`${key}, no hours`, say({ ...values, list: '' })] as const),
    ...Object.entries(obstacles).map(([key, say]) => [key, say(obstacle)] as const),
    ['passed', sentences['notice too-soon']({ ...values, count: '0' })],
    ['by', by(marked('actor', 'role', 'channel', 'when'))],
    ['free', freeOf(marked('kind', 'count', 'free'))],
  ])

const told = (text = '') => [...new Set(text.match(/<[a-z]+>/g))].sort()

test('every language tells the same, in its own words', async (t) => {
  const known = texts(spanish)
  for (const [name, words] of Object.entries({ catalan, english, portuguese })) {
    for (const [key, text] of texts(words)) t.same(told(text), told(known.get(key)), `${name}: ${key}`)
  }
})
