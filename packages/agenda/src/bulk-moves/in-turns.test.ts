import { test } from 'tap'
import { inTurns } from './in-turns.ts'

/** Work that ends when it is told to; `begun` says in which order it began. */
function stage() {
  const begun: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const work = (item: string) =>
    new Promise<void>((resolve, reject) => {
      begun.push(item)
      ends.set(item, (error) => (error ? reject(error) : resolve()))
    })
  const end = async (item: string, error?: Error) => {
    ends.get(item)?.(error)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { begun, work, end }
}
/** `a1` touches `a`; `ab` touches both. */
const thingsOf = (item: string) => [...item].filter((letter) => /[a-z]/.test(letter))

test('what shares a thing takes turns in its order, the rest goes on beside it', async (t) => {
  const { begun, work, end } = stage()
  const done = inTurns(['a1', 'a2', 'b1', 'ab', 'b2', 'c1'], 3, thingsOf, work)
  await end('')
  t.same(begun, ['a1', 'b1', 'c1'])
  await end('a1')
  t.same(begun, ['a1', 'b1', 'c1', 'a2'])
  await end('a2')
  t.equal(begun.length, 4, 'the one that touches both waits for both')
  await end('b1')
  await end('ab')
  await end('b2')
  await end('c1')
  await done
  t.same(begun, ['a1', 'b1', 'c1', 'a2', 'ab', 'b2'])
})

test('never more at once than the limit', async (t) => {
  const { begun, work, end } = stage()
  const done = inTurns(['a', 'b', 'c'], 2, thingsOf, work)
  await end('')
  t.same(begun, ['a', 'b'])
  for (const item of ['a', 'b', 'c']) await end(item)
  await done
  t.same(begun, ['a', 'b', 'c'])
})

test('after a failure nothing new is begun, and what is under way is waited for', async (t) => {
  const { begun, work, end } = stage()
  const done = inTurns(['a1', 'b1', 'a2', 'c1'], 2, thingsOf, work)
  await end('')
  await end('a1', new Error('a1 fails'))
  let settled = false
  const outcome = done.catch((error: Error) => error.message).finally(() => (settled = true))
  await end('')
  t.notOk(settled, 'b1 is still under way')
  await end('b1')
  t.equal(await outcome, 'a1 fails')
  t.same(begun, ['a1', 'b1'])
})
