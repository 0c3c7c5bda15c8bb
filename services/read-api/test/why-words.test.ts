import { test } from 'tap'
import { catalan } from '../src/why/words/ca.ts'
import { english } from '../src/why/words/en.ts'
import { spanish } from '../src/why/words/es.ts'
import { portuguese } from '../src/why/words/pt.ts'
import { knownKinds, type Words } from '../src/why/words/words.ts'

const marked = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, `<${name}>`])) as Record<Name, string>
const values = marked('rule', 'channel', 'when', 'provider', 'attempt', 'reason')

/** Every text of a language, by where it is said. */
function texts({ steps, missing, reminder, about, nothing, ...tables }: Words): Map<string, string> {
  const plain = Object.entries(tables).flatMap(([table, words]) =>
    Object.entries(words).map(([key, text]) => [`${table} ${key}`, text as string] as const),
  )
  return new Map([
    ...plain,
    ...Object.entries(steps).map(([key, say]) => [`step ${key}`, say(values)] as const),
    ...Object.entries(missing).map(([key, say]) => [`missing ${key}`, say(values)] as const),
    ['reminder', reminder('<before>')],
    ['about', about(marked('kind', 'recipient', 'channel'))],
    ['nothing', nothing],
  ])
}

const told = (text = '') => [...new Set(text.match(/<[a-z]+>/g))].sort()

test('every language tells the same, in its own words', async (t) => {
  const known = texts(spanish)
  for (const [name, words] of Object.entries({ catalan, english, portuguese })) {
    const own = texts(words)
    t.same([...own.keys()].sort(), [...known.keys()].sort(), name)
    for (const [key, text] of own) {
      t.same(told(text), told(known.get(key)), `${name}: ${key}`)
      t.ok(text.trim().length > 1, `${name}: ${key} says something`)
    }
  }
})

test('sentences end as sentences do, and reasons within them do not', async (t) => {
  for (const [key, text] of [...texts(spanish), ...texts(english), ...texts(catalan), ...texts(portuguese)]) {
    const isSentence = /^(step|missing|nothing)/.test(key)
    t.equal(text.endsWith('.'), isSentence, `${key}: ${text}`)
  }
  t.same(knownKinds.filter((kind) => kind !== 'reminder').toSorted(), Object.keys(english.kinds).toSorted())
})
