import { test } from 'tap'
import { afterSign, type Circuit, probing, type Sign, signOf, standingOf } from './circuit.ts'

const now = 1_000_000
const second = 1_000
const minute = 60 * second
const after = (circuit: Circuit | null, sign: Sign, at = now, setAt: number | null = null) =>
  afterSign(circuit, sign, at, setAt)
const failing = (times: number, circuit: Circuit | null = null): Circuit | null =>
  Array.from({ length: times }).reduce<Circuit | null>((one) => after(one, 'unavailable'), circuit)
const standing = (circuit: Circuit | null, at: number, setAt: number | null = null) => standingOf(circuit, at, setAt)

test('ten failures in a row open it for half a minute; one answer in between begins the count anew', async (t) => {
  t.same(standing(failing(9), now), { kind: 'closed' })
  t.match(standing(failing(10), now), { kind: 'open', until: now + 30 * second, cause: 'unavailable', openedAt: now })
  t.same(after(failing(9), 'works'), null)
  t.same(standing(failing(9, after(failing(9), 'works')), now), { kind: 'closed' })
})

test('an account that does not let us in opens it at once, for a quarter of an hour or until a person sets it', async (t) => {
  const open = after(null, 'account')
  t.match(standing(open, now + 15 * minute - 1), { kind: 'open', cause: 'account' })
  t.same(standing(open, now + 15 * minute), { kind: 'half-open' })
  t.same(standing(open, now + second, now + 1), { kind: 'closed' })
  t.match(standing(open, now + second, now - minute), { kind: 'open' }, 'what was set before it opened is no help')
  const again = after(open, 'account', now + 2 * second, now + 1)
  t.match(standing(again, now + 2 * second, now + 1), { kind: 'open', openedAt: now + 2 * second }, 'if it is right')
})

test('half open, one at a time tries: it closes it, or keeps it open as long again', async (t) => {
  const half = now + 30 * second
  const open = failing(10)
  if (!open) throw new Error('it is not open')
  t.same(standing(open, half), { kind: 'half-open' })
  const probed = probing(open, half)
  t.match(standing(probed, half), { kind: 'open', until: half + 15 * second })
  t.same(standing(probed, half + 15 * second), { kind: 'half-open' }, 'whoever tried has died')
  t.same(after(probed, 'works', half + second), null)
  t.match(standing(after(probed, 'unavailable', half + second), half + second), {
    ...{ kind: 'open', until: half + 31 * second, openedAt: now },
  })
})

test('what was under way when it opened does not keep it open for longer', async (t) => {
  const open = failing(10)
  t.match(standing(after(open, 'unavailable', now + 5 * second), now + 5 * second), { until: now + 30 * second })
})

test('a refusal tells that the provider works, unless it is about the provider or about us', async (t) => {
  t.equal(signOf('accepted'), 'works')
  for (const kind of ['unreachable', 'template', 'window-closed', 'opted-out'] as const) t.equal(signOf(kind), 'works')
  t.equal(signOf('unknown'), 'unavailable')
  t.equal(signOf('unavailable'), 'unavailable')
  t.equal(signOf('account'), 'account')
  for (const kind of ['rate-limited', 'our-bug'] as const) t.equal(signOf(kind), null)
  t.same(after(failing(3), null), failing(3))
})
