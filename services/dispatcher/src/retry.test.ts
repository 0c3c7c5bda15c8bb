import fc from 'fast-check'
import { test } from 'tap'
import {
  afterRefusal,
  afterSilence,
  delayMs,
  patienceMs,
  profileOf,
  type Refusal,
  type Silence,
  type Tried,
} from './retry.ts'

const now = 1_000_000
const critical: Tried = { priority: 0, tries: 1, hasNext: false, hasSpare: false, now, random: 1 }
const normal: Tried = { ...critical, priority: 1 }
const down: Refusal = { class: 'unavailable', code: '500', transient: true, retryAfterMs: null }
const refused = (kind: Refusal['class'], changes: Partial<Refusal> = {}): Refusal => ({
  ...{ class: kind, code: null, transient: false, retryAfterMs: null },
  ...changes,
})

test('waits double up to the cap, half of each at random, and last as long as the provider asks', async (t) => {
  const waits = (priority: number, random: number) =>
    Array.from({ length: profileOf(priority).tries - 1 }, (_, i) => delayMs(profileOf(priority), i, random, null))
  t.same(waits(0, 1), [2_000, 4_000, 8_000, 16_000])
  t.same(waits(0, 0), [1_000, 2_000, 4_000, 8_000])
  t.same(waits(1, 1), [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  t.equal(delayMs(profileOf(0), 0, 1, 9_500), 9_500)
  t.equal(delayMs(profileOf(0), 3, 1, 9_500), 16_000)
  fc.assert(
    fc.property(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
      const ms = delayMs(profileOf(1), tries, random, null)
      return ms >= 5_000 && ms <= 300_000
    }),
  )
})

test('a critical message has left its channel well within two minutes, though each call took ten seconds', async (t) => {
  let at = 0
  for (let tries = 1; ; tries++) {
    at += 10_000
    const next = afterRefusal(down, { ...critical, tries, now: at })
    if (typeof next !== 'object') {
      t.equal(next, 'dead-letter')
      break
    }
    at = next.retryAt
  }
  t.equal(at, 80_000)
})

test('what passes is tried again; spent tries wait for a person, and what never passes takes the next channel', async (t) => {
  const next = (refusal: Refusal, changes: Partial<Tried> = {}) => afterRefusal(refusal, { ...normal, ...changes })
  t.same(next(down), { retryAt: now + 10_000 })
  t.same(next(down, { tries: 7 }), { retryAt: now + 300_000 })
  t.equal(next(down, { tries: 8 }), 'dead-letter')
  t.equal(next(down, { tries: 5, priority: 0 }), 'dead-letter')
  t.same(next(refused('rate-limited', { transient: true, retryAfterMs: 400_000 })), { retryAt: now + 400_000 })
  t.equal(next(refused('unreachable')), 'fail')
  t.equal(next(refused('opted-out')), 'fail')
  t.equal(next(refused('our-bug')), 'dead-letter')
  t.equal(next(refused('our-bug'), { hasNext: true }), 'dead-letter')
})

test('an account or a template that is wrong waits for a person only where there is no other channel', async (t) => {
  for (const kind of ['account', 'template'] as const) {
    t.equal(afterRefusal(refused(kind), { ...normal, hasNext: true }), 'fail')
    t.equal(afterRefusal(refused(kind), { ...normal, hasNext: false }), 'dead-letter')
  }
  for (const hasNext of [true, false]) {
    const spared = { ...normal, hasNext, hasSpare: true }
    t.same(afterRefusal(refused('account'), spared), { retryAt: now }, 'what stands by carries it at once')
    t.notMatch(afterRefusal(refused('account'), { ...spared, tries: 8 }), { retryAt: now }, 'not for ever')
    t.notMatch(afterRefusal(refused('template'), spared), { retryAt: now })
  }
})

test('what is critical does not wait for a provider that asks for longer than it has', async (t) => {
  const slow = refused('rate-limited', { transient: true, retryAfterMs: 60_000 })
  t.equal(afterRefusal(slow, { ...critical, hasNext: true }), 'fail')
  t.same(afterRefusal(slow, critical), { retryAt: now + 60_000 }, 'unless there is nothing else')
})

test('a closed window is tried again at once as a template, and only once', async (t) => {
  t.same(afterRefusal(refused('window-closed'), normal), { retryAt: now })
  t.equal(afterRefusal(refused('window-closed'), { ...normal, tries: 2 }), 'fail')
})

test('a telephone that is switched off is called again only where there is no other way', async (t) => {
  const off = refused('unreachable', { transient: true })
  t.same(afterRefusal(off, normal), { retryAt: now + 10_000 })
  t.equal(afterRefusal(off, { ...normal, hasNext: true }), 'fail')
})

test('after silence who deduplicates is asked again, who denies it gets it anew, and others once, or the next channel', async (t) => {
  const silence: Silence = {
    ...{ priority: 1, tries: 1, silences: 1, hasNext: true, firstAt: now - 60_000, now },
    ...{ isDenied: false, isSameRequest: true },
  }
  const after = (provider: string, changes: Partial<Silence> = {}) => afterSilence(provider, { ...silence, ...changes })
  for (const priority of [0, 1]) {
    for (const provider of ['resend', 'in-app']) t.equal(after(provider, { priority }), 'provider-deduplicates')
    t.equal(after('resend', { priority, isSameRequest: false }), null, 'it would be another one to it')
    t.equal(after('resend', { priority, firstAt: now - 24 * 3_600_000 }), null, 'the key is forgotten')
    t.equal(after('twilio', { priority }), null, 'it was asked, and did not say')
    t.equal(after('twilio', { priority, isDenied: true, silences: 2, tries: 2 }), 'provider-denies')
  }
  for (const provider of ['whatsapp-cloud', 'smtp']) {
    t.equal(after(provider), 'provider-silent')
    t.equal(after(provider, { isSameRequest: false }), 'provider-silent')
    t.equal(after(provider, { silences: 2, tries: 2 }), null, 'once')
    t.equal(after(provider, { priority: 0 }), null, 'what is critical takes the next channel')
    t.equal(after(provider, { priority: 0, hasNext: false }), 'provider-silent', 'where there is one')
  }
  for (const isDenied of [true, false]) {
    for (const provider of ['resend', 'whatsapp-cloud', 'twilio'])
      t.equal(after(provider, { isDenied, tries: 8 }), null, 'not for ever')
  }
})

test('who deduplicates is not waited for; the others have a minute to tell', async (t) => {
  t.equal(patienceMs('whatsapp-cloud', 0, 1, 1), 60_000)
  t.equal(patienceMs('twilio', 1, 1, 1), 60_000)
  t.equal(patienceMs('resend', 0, 1, 1), 2_000)
  t.equal(patienceMs('resend', 1, 3, 1), 40_000)
})
