import { test } from 'tap'
import { BoundedMap } from './bounded-map.ts'

test('an answer is made once, and the oldest is forgotten when there are too many', async (t) => {
  const map = new BoundedMap<number, string>(2)
  let made = 0
  const get = (key: number) => map.getOr(key, () => `${key} made ${++made}`)
  t.strictSame([get(1), get(1), get(2), get(3)], ['1 made 1', '1 made 1', '2 made 2', '3 made 3'])
  t.equal(map.size, 2)
  t.equal(get(3), '3 made 3', 'kept')
  t.equal(get(1), '1 made 4', 'forgotten, and made again')
})

test('a failure is not kept', async (t) => {
  const map = new BoundedMap<string, number>(2)
  t.throws(() =>
    map.getOr('a', () => {
      throw new Error('no')
    }),
  )
  t.equal(
    map.getOr('a', () => 1),
    1,
  )
})
