import { test } from 'tap'
import { preferenceChannels, preferenceKindOf, preferenceKinds, wantsMessage } from './preferences.ts'

test('who has said nothing wants everything', async (t) => {
  for (const channel of preferenceChannels) {
    for (const kind of preferenceKinds) t.ok(wantsMessage({}, channel, kind))
  }
})

test('what was said most exactly counts: kind on channel, channel, kind, everything', async (t) => {
  const everything = { all: { all: false } }
  t.notOk(wantsMessage(everything, 'sms', 'reminder'))
  const byKind = { all: { all: false, reminder: true } }
  t.ok(wantsMessage(byKind, 'sms', 'reminder'))
  t.notOk(wantsMessage(byKind, 'sms', 'created'))
  const byChannel = { ...byKind, sms: { all: false } }
  t.notOk(wantsMessage(byChannel, 'sms', 'reminder'))
  t.ok(wantsMessage(byChannel, 'email', 'reminder'))
  const byBoth = { ...byChannel, sms: { all: false, reminder: true } }
  t.ok(wantsMessage(byBoth, 'sms', 'reminder'))
  t.notOk(wantsMessage(byBoth, 'sms', 'canceled'))
})

test('a channel of which only other kinds are named goes by what was said of everything', async (t) => {
  t.notOk(wantsMessage({ all: { canceled: false }, sms: { reminder: true } }, 'sms', 'canceled'))
})

test('what a message tells of says of which kind it is, or that nobody can choose it', async (t) => {
  const asked = [
    ['visit.created', 'created'],
    ['visit.confirmed', 'confirmed'],
    ['visit.reminder', 'reminder'],
    ['visit.reminder.t24h', 'reminder'],
    ['visit.reminder.p1dt2h', 'reminder'],
    ['visit.rescheduled', 'rescheduled'],
    ['visit.canceled', 'canceled'],
    ['visit.no_show', 'no_show'],
    ['waitlist.matched', 'waitlist'],
    ['visit.assigned', null],
    ['visit.waitlist', null],
    ['visit.all', null],
    ['reply.canceled', null],
    ['waitlist.ended', null],
  ] as const
  for (const [cause, kind] of asked) t.equal(preferenceKindOf(cause), kind, cause)
})
