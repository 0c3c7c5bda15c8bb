import { test } from 'tap'
import { type Busy, busyChange, busyWithin, echoesOf } from './plan.ts'

const window = { from: 100, until: 200 }
const busy = (from: number, until: number, externalId?: string): Busy =>
  externalId === undefined ? { from, until } : { from, until, externalId }

test('busy time is clipped to its window', async (t) => {
  t.same(busyWithin([busy(90, 110), busy(190, 210), busy(50, 100), busy(200, 250)], window), [
    busy(100, 110),
    busy(190, 200),
  ])
  t.same(busyWithin([busy(0, 300, 'a')], window), [busy(100, 200, 'a')])
})

test('stretches that overlap become one, those that touch do not; a name stays where it is the only one', async (t) => {
  const found = busyWithin([busy(120, 130, 'b'), busy(110, 125, 'a'), busy(130, 140, 'c'), busy(130, 140, 'c')], window)
  t.same(found, [busy(110, 130), busy(130, 140, 'c')])
  t.same(busyWithin([busy(110, 150), busy(120, 130)], window), [busy(110, 150)])
})

test('what is there already is left alone, what is no longer listed is lifted, what is new is laid', async (t) => {
  const laid = [busy(110, 120), busy(130, 140, 'old')]
  t.same(busyChange([busy(110, 120), busy(150, 160)], laid, window), {
    lay: [busy(150, 160)],
    lift: [busy(130, 140, 'old')],
  })
  t.same(busyChange([busy(110, 120), busy(130, 140, 'new')], laid, window), { lay: [], lift: [] })
  t.same(busyChange([], laid, window), { lay: [], lift: laid })
})

test('news of one window says nothing of what lies beyond it', async (t) => {
  t.same(busyChange([], [busy(50, 100), busy(200, 210)], window), { lay: [], lift: [] })
  t.same(busyChange([], [busy(90, 110, 'a')], window), { lay: [busy(90, 100, 'a')], lift: [busy(90, 110, 'a')] })
  t.same(busyChange([], [busy(50, 250)], window), { lay: [busy(50, 100), busy(200, 250)], lift: [busy(50, 250)] })
})

test('a stretch over the edge of the window that is listed again stays as it is', async (t) => {
  const laid = [busy(90, 110, 'a'), busy(190, 210)]
  t.same(busyChange([busy(100, 110, 'a'), busy(190, 200)], laid, window), { lay: [], lift: [] })
  t.same(busyChange([busy(100, 105, 'a'), busy(190, 200)], laid, window), {
    lay: [busy(90, 105, 'a')],
    lift: [busy(90, 110, 'a')],
  })
  t.same(busyChange([busy(100, 200)], [busy(50, 250)], window), { lay: [], lift: [] })
})

test('put again, it changes nothing, whatever was there', async (t) => {
  const edges = [95, 100, 105, 110, 190, 200, 205]
  for (let seed = 0; seed < 500; seed++) {
    const pick = (n: number) => edges[(seed * 31 + n * 17 + Math.floor(seed / (n + 1))) % edges.length] ?? 0
    const some = (n: number) =>
      [0, 1, 2].flatMap((i) => (pick(n + i) < pick(n + i + 3) ? [busy(pick(n + i), pick(n + i + 3))] : []))
    const wide = { from: 0, until: 300 }
    const laid = busyWithin(some(1), wide)
    const wanted = busyWithin(some(5), window)
    const change = busyChange(wanted, laid, window)
    const after = [...laid.filter((known) => !change.lift.includes(known)), ...change.lay]
    t.same(busyChange(wanted, after, window), { lay: [], lift: [] }, `seed ${seed}`)
    const covered = (intervals: readonly Busy[], at: number) =>
      intervals.some(({ from, until }) => from <= at && at < until)
    for (const at of [92, 97, 102, 107, 150, 195, 202, 207]) {
      const inside = at >= window.from && at < window.until
      t.equal(covered(after, at), inside ? covered(wanted, at) : covered(laid, at), `seed ${seed} at ${at}`)
    }
  }
})

test('an echo is known by the id in its own', async (t) => {
  const id = '0197b2c4-1111-5222-8333-444455556666'
  t.same(echoesOf(id), [id])
  t.same(echoesOf(`${id.toUpperCase()}@visita`), [id])
  t.same(echoesOf(`urn:uuid:${id}`), [id])
  t.same(echoesOf('abc123@google.com'), [])
})
