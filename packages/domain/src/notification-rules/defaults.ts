import type { NotificationRule } from './rule.ts'
import { minutesOf, type ReplyKind, type RuleEvent, reminderOf } from './words.ts'

/** Template keys that are shipped for their own reminder; any other duration has the general one. */
const shippedReminders = new Set(['PT24H', 'PT2H', 'PT30M'])

const customer = (template: string, changes: Partial<NotificationRule> = {}): NotificationRule => {
  const { priority = 'normal' } = changes
  const isCritical = priority === 'critical'
  return {
    id: 'customer',
    enabled: true,
    recipients: ['customer'],
    // SMS costs money: only for what cannot wait.
    fallbackOrder: isCritical ? ['whatsapp', 'sms', 'email'] : ['whatsapp', 'email'],
    template,
    priority,
    slaSeconds: isCritical ? 120 : null,
    quietHours: 'defer',
    notAfter: 'P1D',
    fallbackAfterSeconds: null,
    ...changes,
  }
}

/** Agents find it in their inbox, which wakes nobody. */
const agent = (template: string, changes: Partial<NotificationRule> = {}): NotificationRule => ({
  id: 'agent',
  enabled: true,
  recipients: ['agents'],
  fallbackOrder: ['in_app'],
  template: `agent.${template}`,
  priority: 'normal',
  slaSeconds: null,
  quietHours: 'send',
  notAfter: 'P1D',
  fallbackAfterSeconds: null,
  ...changes,
})

/** What is sent to whom of an event until the tenant says otherwise. */
export function defaultRules(event: RuleEvent): readonly NotificationRule[] {
  const urgent = { priority: 'critical', quietHours: 'send-if-soon', fallbackAfterSeconds: 600 } as const
  switch (event) {
    case 'visit.created':
      return [customer(event), agent(event)]
    case 'visit.confirmed':
    case 'visit.no_show':
      return [customer(event)]
    case 'visit.rescheduled':
    case 'visit.canceled':
      return [customer(event, urgent), agent(event)]
    case 'visit.assigned':
    case 'visit.unassigned':
      return [agent(event)]
    case 'waitlist.matched':
      // An offer binds for minutes.
      return [customer(event, { priority: 'critical', fallbackAfterSeconds: 120 })]
    default:
      return reminderRules(event, reminderOf(event) ?? 'PT0M')
  }
}

function reminderRules(event: RuleEvent, reminder: string): readonly NotificationRule[] {
  const minutes = minutesOf(reminder)
  const isShort = minutes <= 120
  const notAfter = `PT${Math.max(1, Math.min(15 * 60, Math.floor((minutes * 2) / 3)))}M`
  const toCustomer = customer(shippedReminders.has(reminder) ? event : 'visit.reminder', {
    priority: isShort ? 'critical' : 'normal',
    slaSeconds: isShort ? 120 : null,
    quietHours: isShort ? 'send' : 'defer',
    notAfter,
    fallbackAfterSeconds: minutes <= 30 ? 120 : isShort ? 600 : 7200,
  })
  // Who works here sees the day before them: one reminder is enough.
  return minutes <= 60 ? [toCustomer, agent('visit.reminder', { notAfter })] : [toCustomer]
}

/** An answer goes back the way the question came, at once. */
export const replyRule = (kind: ReplyKind): NotificationRule =>
  customer(kind, { id: 'reply', fallbackOrder: ['whatsapp', 'sms'], quietHours: 'send', notAfter: 'PT1H' })
