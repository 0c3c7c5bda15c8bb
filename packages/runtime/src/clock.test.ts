import { test } from 'tap'
import { isInstant, manualClock, parseInstant, systemClock, toInstant } from './index.ts'

test('an instant with an offset and the same one in UTC are the same moment', async (t) => {
  const utc = parseInstant('2026-03-02T12:00:00Z')
  t.equal(utc, Date.UTC(2026, 2, 2, 12))
  t.equal(parseInstant('2026-03-02T09:00:00-03:00'), utc)
  t.equal(parseInstant('2026-03-02T17:45:00+05:45'), utc)
  t.equal(parseInstant('2026-03-02T12:00:00.250Z'), utc + 250)
  t.equal(parseInstant('2026-03-02T12:00:00.5Z'), utc + 500)
  t.equal(parseInstant('2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29))
  t.equal(parseInstant('1969-12-31T23:59:59.999Z'), -1)
})

test('what is no instant is refused', async (t) => {
  const wrong = [
    '2026-02-30T09:00:00Z',
    '2026-02-29T09:00:00Z',
    '2100-02-29T09:00:00Z',
    '2026-04-31T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '2026-00-10T09:00:00Z',
    '2026-03-00T09:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T09:60:00Z',
    '2026-06-30T23:59:60Z',
    '2026-03-02T09:00:00',
    '2026-03-02T09:00Z',
    '2026-03-02 09:00:00Z',
    '2026-03-02t09:00:00z',
    '2026-03-02T09:00:00+0300',
    '2026-03-02T09:00:00+19:00',
    '2026-03-02T09:00:00+02:60',
    '0050-03-02T09:00:00Z',
    '2026-03-02T09:00:00,5Z',
    ' 2026-03-02T09:00:00Z',
    '2026-03-02T09:00:00Z[Europe/Madrid]',
    '2026-03-02',
    '',
    'tomorrow',
  ]
  for (const text of wrong) t.notOk(isInstant(text), text)
})

test('an instant finer than a millisecond is refused, unless the finer digits say nothing', async (t) => {
  t.throws(() => parseInstant('2026-03-02T09:00:00.1234Z'), { name: 'InvalidInstant', message: /finer/ })
  t.equal(parseInstant('2026-03-02T09:00:00.123000Z') % 1000, 123)
})

test('answers carry UTC, with decimals only where they say something', async (t) => {
  t.equal(toInstant(Date.UTC(2026, 2, 2, 9)), '2026-03-02T09:00:00Z')
  t.equal(toInstant(Date.UTC(2026, 2, 2, 9, 0, 0, 20)), '2026-03-02T09:00:00.020Z')
})

test('whoever waits on a manual clock wakes when it is moved there, and not before', async (t) => {
  const clock = manualClock(1000)
  let awake = false
  const waiting = clock.wait(5000).then(() => {
    awake = true
  })
  clock.set(4999)
  await Promise.resolve()
  t.notOk(awake)
  clock.set(5000)
  await waiting
  t.ok(awake)
  t.equal(clock.now(), 5000)
})

test('a wait for the past is over at once, and an aborted wait ends early', async (t) => {
  for (const clock of [manualClock(1000), systemClock()]) {
    await clock.wait(clock.now() - 1)
    const controller = new AbortController()
    const waiting = clock.wait(clock.now() + 60_000, controller.signal)
    controller.abort()
    await waiting
    await clock.wait(clock.now() + 60_000, controller.signal)
  }
  t.pass('all of them ended')
})

test("the machine's clock is put right, and no process sees time go back", async (t) => {
  const machine = { wall: 1_000_000, steady: 0 }
  const clock = systemClock({ wall: () => machine.wall, steady: () => machine.steady })
  const pass = (ms: number) => {
    machine.wall += ms
    machine.steady += ms
    return clock.now()
  }
  t.equal(pass(1000), 1_001_000)
  machine.wall -= 500
  t.equal(clock.now(), 1_001_000)
  t.equal(pass(1), 1_001_000, 'half as fast')
  t.equal(pass(399), 1_001_200)
  t.equal(pass(600), 1_001_500, 'and then with the machine again')
  t.equal(pass(10), 1_001_510)
  machine.wall += 10_000
  t.equal(clock.now(), 1_011_510, 'forward at once')
  machine.wall -= 3_600_000
  t.equal(clock.now(), 1_011_510 - 3_600_000, 'somebody has set it')
})
