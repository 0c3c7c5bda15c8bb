import { test } from 'tap'
import { epochOf, instantOf } from '../instant.ts'
import { inQuietHours, quietUntil } from './index.ts'

const night = { start: '22:00', end: '08:00' }
const madrid = 'Europe/Madrid'
const until = (hours: { start: string; end: string }, zone: string, now: string) => {
  const end = quietUntil(hours, zone, epochOf(now))
  return end === null ? null : instantOf(end)
}

test('quiet hours run past midnight, in the zone of whoever sleeps', (t) => {
  // 23:30 UTC is half past midnight in Madrid, and half past eight in the evening in Santiago.
  t.equal(until(night, madrid, '2026-01-15T23:30:00Z'), '2026-01-16T07:00:00Z')
  t.equal(until(night, 'America/Santiago', '2026-01-15T23:30:00Z'), null)
  t.equal(until(night, madrid, '2026-01-15T21:00:00Z'), '2026-01-16T07:00:00Z', 'from its first minute')
  t.equal(until(night, madrid, '2026-01-15T20:59:59Z'), null)
  t.equal(until(night, madrid, '2026-01-16T06:59:59Z'), '2026-01-16T07:00:00Z')
  t.equal(until(night, madrid, '2026-01-16T07:00:00Z'), null, 'its end is over')
  t.end()
})

test('or lie within a day, and may end with it', (t) => {
  const siesta = { start: '14:00', end: '17:00' }
  t.equal(until(siesta, madrid, '2026-01-15T13:30:00Z'), '2026-01-15T16:00:00Z')
  t.equal(until(siesta, madrid, '2026-01-15T16:00:00Z'), null)
  t.equal(until({ start: '20:00', end: '24:00' }, madrid, '2026-01-15T22:30:00Z'), '2026-01-15T23:00:00Z')
  t.equal(until({ start: '20:00', end: '24:00' }, madrid, '2026-01-15T23:00:00Z'), null)
  t.equal(until({ start: '20:00', end: '00:00' }, madrid, '2026-01-15T22:30:00Z'), '2026-01-15T23:00:00Z')
  t.end()
})

test('where clocks change nobody is woken early', (t) => {
  // Madrid goes from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.
  t.equal(until(night, madrid, '2026-03-29T00:30:00Z'), '2026-03-29T06:00:00Z', 'the night is an hour shorter')
  t.equal(until(night, madrid, '2026-10-25T00:30:00Z'), '2026-10-25T07:00:00Z', 'or longer')
  const small = { start: '23:00', end: '02:30' }
  t.equal(until(small, madrid, '2026-03-29T00:30:00Z'), '2026-03-29T01:00:00Z', 'an end that is skipped is the change')
  t.equal(until(small, madrid, '2026-10-25T00:31:00Z'), '2026-10-25T01:30:00Z', 'one shown twice is its second showing')
  t.equal(until(small, madrid, '2026-10-25T01:30:00Z'), null)
  const early = { start: '02:30', end: '06:00' }
  t.equal(until(early, madrid, '2026-03-29T01:00:00Z'), '2026-03-29T04:00:00Z', 'a start that is skipped is the change')
  t.equal(until(early, madrid, '2026-10-25T00:30:00Z'), '2026-10-25T05:00:00Z', 'one shown twice is its first showing')
  t.end()
})

test('its rule says whether a message goes out, waits or is dropped; what would wait for too long is dropped', (t) => {
  const now = epochOf('2026-01-15T23:30:00Z')
  const opening = epochOf('2026-01-16T07:00:00Z')
  const verdict = (quietHours: 'send' | 'defer' | 'drop', notAfter: number) =>
    inQuietHours({ quietHours, notAfter }, night, madrid, now)
  t.strictSame(verdict('send', opening), { kind: 'send' })
  t.strictSame(verdict('defer', opening + 1), { kind: 'defer', until: opening })
  t.strictSame(verdict('defer', opening), { kind: 'drop' })
  t.strictSame(verdict('drop', opening + 1), { kind: 'drop' })
  const message = { quietHours: 'drop', notAfter: opening } as const
  t.strictSame(inQuietHours(message, null, madrid, now), { kind: 'send' })
  t.strictSame(inQuietHours(message, night, madrid, opening), { kind: 'send' })
  t.end()
})
