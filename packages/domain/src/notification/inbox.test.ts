import { test } from 'tap'
import {
  acceptedAt,
  content,
  judgedAt,
  notificationId,
  requestedAs,
  run,
  startedAt,
  told,
} from '../../test/notification-examples.ts'
import { at, instant, scenario } from '../testing.ts'
import { type NotificationEvent, notification } from './index.ts'
import type { Recipient } from './words.ts'

const inbox = { kind: 'resource', resourceId: 'ana' } as Recipient
const notice = requestedAs({
  channel: 'in_app',
  fallbackOrder: ['in_app'],
  recipient: inbox,
  fallbackAfterSeconds: null,
})
/** The examples' events, as this message's own. */
const mine = (event: NotificationEvent): NotificationEvent =>
  ({ ...event, data: { ...event.data, notificationId: notice.data.notificationId } }) as NotificationEvent
const scheduled = mine(
  told('NotificationScheduled', '08:00', {
    ...run,
    channel: 'in_app',
    dueAt: instant('10:00'),
    content,
  }),
)
const sending = [notice, scheduled, judgedAt('10:00'), startedAt('10:00')]
const arrived = mine(
  told('NotificationAccepted', '10:01', {
    ...{ attempt: 1, as: 'first', fallbackAt: null, providerMessageId: null },
    inbox,
  }),
)
const out = [...sending, arrived]
const see = { type: 'SeeInboxItem', now: at('11:00') } as const
const read = { type: 'ReadInboxItem', now: at('11:01') } as const
const archive = { type: 'ArchiveInboxItem', why: 'by-hand', now: at('11:02') } as const
const seen = mine(told('NotificationSeen', '11:00', { inbox }))
const wasRead = mine(told('NotificationRead', '11:01', { attempt: 1, providerAt: instant('11:01'), inbox }))
const archived = mine(told('NotificationArchived', '11:02', { inbox, why: 'by-hand' }))

test('what is taken for the inbox says whose it is', async (t) => {
  const { given } = scenario(t, notification)
  given(...sending)
    .when({ type: 'RecordAccepted', attempt: 1, providerMessageId: null, now: at('10:01') })
    .yields(arrived)
})

test('a message in the inbox is seen, read and archived once each', async (t) => {
  const { given } = scenario(t, notification)
  given(...out)
    .when(see)
    .yields(seen)
    .when(see)
    .changesNothing()
    .when(read)
    .yields(wasRead)
    .when(read)
    .changesNothing()
    .when(archive)
    .yields(archived)
    .when(archive)
    .changesNothing()
})

test('what was read or put aside has been seen', async (t) => {
  const { given } = scenario(t, notification)
  given(...out, wasRead)
    .when(see)
    .changesNothing()
  given(...out, archived)
    .when(see)
    .changesNothing()
  given(...out, archived)
    .when(read)
    .yields(wasRead)
})

test('what is not in an inbox can be neither seen nor read nor put aside', async (t) => {
  const { given } = scenario(t, notification)
  const shadow = [
    requestedAs({ channel: 'in_app', fallbackOrder: ['in_app'], recipient: inbox, mode: 'shadow' }),
    scheduled,
  ]
  for (const history of [
    sending,
    [notice],
    [notice, scheduled, told('NotificationCancelled', '09:00', { why: 'visit-cancelled' })],
    [...sending, told('NotificationCancelled', '10:00', { why: 'by-hand' }), acceptedAt('10:01', 1, 'late')],
    [...shadow, told('NotificationShadowed', '10:00', {})],
    [
      requestedAs(),
      told('NotificationScheduled', '08:00', { ...run, dueAt: instant('10:00'), content }),
      startedAt('10:00'),
      acceptedAt('10:01'),
    ],
  ]) {
    for (const command of [see, read, archive]) {
      given(...history)
        .when(command)
        .isRefused({ type: 'notification-not-in-inbox' })
    }
  }
  given().when(see).isRefused({ type: 'notification-not-found' })
})

test('one of another channel that came by the inbox first stays there when it falls back', async (t) => {
  const { given } = scenario(t, notification)
  const first = requestedAs({ channel: 'in_app', fallbackOrder: ['in_app', 'sms'], recipient: inbox })
  const fellBack = told('NotificationFellBack', '10:15', {
    channel: 'sms',
    childId: notificationId,
    why: 'undelivered-in-time',
  })
  given(first, scheduled, judgedAt('10:00'), startedAt('10:00'), arrived, fellBack).when(see).yields(seen)
})
