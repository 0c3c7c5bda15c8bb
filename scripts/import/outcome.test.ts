import { allowedAfter, type VisitStatus } from '@visita/domain'
import { test } from 'tap'
import type { Answer } from './api.ts'
import { type Outcome, stepsTo, takeSteps } from './outcome.ts'

const start = Date.parse('2017-03-06T11:00:00Z')
const times = { start, end: start + 30 * 60_000, noShowAfterMinutes: 20 }
const outcome = (status: Outcome['status'], more: Partial<Outcome> = {}): Outcome => ({
  ...{ status, checkedInAt: null, at: null },
  ...more,
})
const stepsOf = (...of: Parameters<typeof outcome>) =>
  stepsTo(outcome(...of), times).map(({ status, occurredAt }) => `${status} ${occurredAt?.slice(11, 16) ?? 'now'}`)

/** A visit of the service: takes a step as the service does, and remembers what was asked. */
function visit(status: VisitStatus) {
  const asked: string[] = []
  const answer = (code: number, body: object, headers = {}): Answer => ({ status: code, body, headers })
  return {
    asked,
    status: () => status,
    async patch({ status: to }: { status: VisitStatus | 'checked_in' }): Promise<Answer> {
      asked.push(to)
      if (to === status) return answer(200, {}, { 'visita-unchanged': 'true' })
      if (!allowedAfter(status).includes(to)) {
        return answer(409, { type: '/problems/illegal-transition', from: status, to, allowed: allowedAfter(status) })
      }
      status = to
      return answer(200, { status })
    },
  }
}

test('what the file does not say happened when it should have', async (t) => {
  t.strictSame(stepsOf('booked'), [])
  t.strictSame(stepsOf('confirmed'), ['confirmed now'])
  t.strictSame(stepsOf('completed'), ['confirmed now', 'checked_in 11:00', 'completed 11:30'])
  t.strictSame(stepsOf('no_show'), ['confirmed now', 'no_show 11:20'])
  t.strictSame(stepsOf('cancelled'), ['cancelled 11:00'])
})

test('what it says counts, and nobody leaves before they came', async (t) => {
  const [early, late] = [start - 5 * 60_000, start + 50 * 60_000]
  const completed = (more: Partial<Outcome>) => stepsOf('completed', more).slice(1)
  t.strictSame(completed({ checkedInAt: early, at: late }), ['checked_in 10:55', 'completed 11:50'])
  t.strictSame(completed({ checkedInAt: late }), ['checked_in 11:50', 'completed 11:50'])
  t.strictSame(completed({ at: early }), ['checked_in 10:55', 'completed 10:55'])
  t.strictSame(stepsOf('no_show', { at: late }), ['confirmed now', 'no_show 11:50'])
  t.strictSame(stepsOf('cancelled', { at: early }), ['cancelled 10:55'])
})

test('a visit that was just booked goes its way from there', async (t) => {
  for (const [known, status, asked] of [
    ['pending', 'completed', ['confirmed', 'checked_in', 'completed']],
    ['confirmed', 'completed', ['checked_in', 'completed']],
    ['confirmed', 'no_show', ['no_show']],
    ['pending', 'cancelled', ['cancelled']],
    ['confirmed', 'cancelled', ['cancelled']],
    ['pending', 'confirmed', ['confirmed']],
    ['confirmed', 'confirmed', []],
    ['pending', 'booked', []],
  ] as const) {
    const there = visit(known)
    const told = await takeSteps(stepsTo(outcome(status), times), known, there.patch)
    t.strictSame(there.asked, asked, `${known} to ${status}`)
    t.match(told, { kind: asked.length > 0 ? 'changed' : 'unchanged' })
    t.equal(there.status(), status === 'booked' ? known : status)
  }
})

test('an earlier run may have died after any step: the next one finishes, and one more changes nothing', async (t) => {
  for (const status of ['completed', 'no_show', 'cancelled', 'confirmed'] as const) {
    const steps = stepsTo(outcome(status), times)
    const way = ['pending' as const, ...steps.map((step) => step.status), 'en_route' as const]
    for (const reached of way) {
      if (reached === 'en_route' && status === 'confirmed') continue
      const there = visit(reached)
      const told = await takeSteps(steps, null, there.patch)
      t.equal(there.status(), status, `${reached} to ${status}`)
      t.match(told, { kind: reached === status ? 'unchanged' : 'changed' })
      const again = visit(status)
      t.match(await takeSteps(steps, null, again.patch), { kind: 'unchanged' })
      t.strictSame(again.asked, [status], 'one question tells')
    }
  }
})

test('a visit that somebody has taken elsewhere is refused, and one that went on from confirmed is as it was', async (t) => {
  for (const [reached, status] of [
    ['cancelled', 'completed'],
    ['no_show', 'completed'],
    ['completed', 'no_show'],
    ['checked_in', 'cancelled'],
  ] as const) {
    const there = visit(reached)
    const told = await takeSteps(stepsTo(outcome(status), times), null, there.patch)
    t.match(told, { kind: 'refused', answer: { status: 409 } }, `${reached} to ${status}`)
    t.equal(there.status(), reached)
  }
  const beyond = visit('checked_in')
  t.match(await takeSteps(stepsTo(outcome('confirmed'), times), null, beyond.patch), { kind: 'unchanged' })
  // Somebody cancels it between the booking and its confirmation.
  const gone = visit('cancelled')
  t.match(await takeSteps(stepsTo(outcome('completed'), times), 'pending', gone.patch), {
    kind: 'refused',
    step: { status: 'confirmed' },
  })
})
