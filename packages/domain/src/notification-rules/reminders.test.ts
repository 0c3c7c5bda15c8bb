import { test } from 'tap'
import {
  after,
  eventId,
  ground,
  occasionOf,
  planned,
  requested,
  set,
  sure,
  told,
} from '../../test/planning-examples.ts'
import type { TenantEvent } from '../tenant/index.ts'
import { at, instant } from '../testing.ts'
import { defaultRules, type Occasion, type PlanningGround, planMessages } from './index.ts'

test('a reminder that was called off with its rule, its policy or the rollout can come back', (t) => {
  const occasion = (): Occasion => ({
    about: 'reminders',
    cause: { eventId, at: at('08:00'), recordedAt: at('08:00') },
    state: after(requested()),
  })
  const idsAfter = (...events: TenantEvent[]) =>
    planned({ events, now: at('10:00') }, occasion())
      .filter(({ cause, recipient }) => cause.reminder === 'PT2H' && recipient.kind === 'customer')
      .map(({ notificationId }) => notificationId)
  const event = 'visit.reminder.t2h'
  const rule = sure(defaultRules(event)[0])
  const put = (enabled: boolean): TenantEvent => ({
    type: 'NotificationRulesSet',
    data: { event, rules: [{ ...rule, enabled }], at: instant('07:00') },
  })
  const reset: TenantEvent = { type: 'NotificationRulesReset', data: { event, at: instant('07:00') } }
  const without = set({ reminders: ['PT24H', 'PT30M'] })
  const account: TenantEvent = {
    type: 'ChannelAccountSet',
    data: {
      account: {
        channel: 'sms',
        provider: 'twilio',
        settings: { accountSid: `AC${'0'.repeat(32)}`, from: '+34600000000' },
      },
      secrets: 'secret' as never,
      at: instant('07:00'),
    },
  }
  const [once, twice] = [idsAfter(account), idsAfter(account, account)]
  t.ok(once.length === 1 && once[0] === twice[0], 'another password is no other account')
  const states: string[][] = (
    [
      [],
      [put(false), put(true)],
      [put(false), reset],
      [without, set({})],
      [without, set({}), put(true)],
      [set({ notifications: 'shadow' }), set({})],
      [account, { type: 'ChannelAccountRemoved', data: { channel: 'sms', at: instant('07:00') } }],
    ] satisfies TenantEvent[][]
  ).map((events) => idsAfter(...events))
  t.ok(states.every(({ length }) => length === 1))
  // Off and on again by three changes is the third, however they came about: they are never two at once.
  t.equal(new Set(states.flat()).size, 3)
  const [first] = idsAfter()
  t.ok(states.slice(1).every(([id]) => id !== first))
  t.strictSame(idsAfter(put(false)), [])
  t.strictSame(idsAfter(without), [])
  t.strictSame(idsAfter(without, put(true)).length, 1, 'with rules of its own it is there whatever the policy says')
  const untouched = (given: PlanningGround) =>
    planMessages(given, occasion()).filter(({ cause }) => cause.reminder === 'PT30M')
  t.strictSame(
    untouched(ground({ events: [put(false)], now: at('10:00') })),
    untouched(ground({ now: at('10:00') })),
    'the others stay what they are',
  )
  t.strictSame(planned({ now: at('13:00') }, occasion()).length, 2, 'and what is due already is left alone')
  const dueWhen = (...events: TenantEvent[]) =>
    told(occasionOf([requested()]), { events, now: at('13:30') }).filter((line) => line.includes('t2h'))
  t.match(dueWhen(), [/stale$/])
  t.strictSame(dueWhen(put(false), put(true)), [], 'what may have gone out by other rules is not written down again')
  t.end()
})

test('a reminder a day before is at the same time of the day, one of 24 hours so long before', (t) => {
  // Clocks go forward in Madrid on 29 March 2026 at 02:00.
  const start = Date.parse('2026-03-29T08:00:00Z')
  const visit = requested({ start, timezone: 'Europe/Madrid' })
  const events = [set({ reminders: ['P1D', 'PT24H'] })]
  const due = planned({ events }, occasionOf([visit])).flatMap(({ cause, dueAt }) =>
    cause.reminder ? new Date(dueAt).toISOString() : [],
  )
  t.strictSame(due, ['2026-03-28T09:00:00.000Z', '2026-03-28T08:00:00.000Z'])
  const endless = [set({ reminders: ['PT0M', 'P99999999999D'] })]
  t.notOk(
    told(occasionOf([visit]), { events: endless }).some((line) => line.includes('reminder')),
    'nor at no time',
  )
  t.end()
})
