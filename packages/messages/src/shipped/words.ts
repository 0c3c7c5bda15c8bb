import type { ReplyKind } from '@visita/domain'

/** What is said on one occasion, in one language. All of it Liquid. */
export interface Occasion {
  /** Of the e-mail. */
  readonly subject: string
  /** Heads the e-mail, and is the whole title in the inbox. */
  readonly title: string
  /** Opens the e-mail. */
  readonly lead: string
  /** Ends it; nothing where there is no more to say. */
  readonly close: string
  /** As Meta approves it, with a number for each variable: so without conditions, and neither beginning nor ending with one. */
  readonly whatsapp: string
  readonly sms: string
  /** In the inbox; left out: when and where. */
  readonly inApp?: string
}

/** What is said back to somebody who tapped a button or wrote. */
export type Answer = Pick<Occasion, 'whatsapp' | 'sms'>

/** What people who work here find in their inbox. */
export interface Notice {
  readonly title: string
  readonly body: string
}

export const occasions = [
  'visit.created',
  'visit.confirmed',
  'visit.reminder',
  'visit.reminder.t24h',
  'visit.reminder.t2h',
  'visit.reminder.t30m',
  'visit.rescheduled',
  'visit.canceled',
  'visit.no_show',
  'waitlist.matched',
] as const
export const notices = [
  'agent.visit.created',
  'agent.visit.rescheduled',
  'agent.visit.canceled',
  'agent.visit.reminder',
  'agent.visit.assigned',
  'agent.visit.unassigned',
] as const

/** One language. What is missing does not compile. */
export interface Voice {
  readonly occasions: Readonly<Record<(typeof occasions)[number], Occasion>>
  readonly answers: Readonly<Record<ReplyKind, Answer>>
  readonly notices: Readonly<Record<(typeof notices)[number], Notice>>
  /** At most 20 characters each. */
  readonly buttons: Readonly<Record<'confirm' | 'change' | 'cancel' | 'see' | 'accept', string>>
  /** What heads the lines of an e-mail, and the link at its foot. */
  readonly labels: Readonly<Record<'what' | 'when' | 'where' | 'who' | 'before' | 'unsubscribe', string>>
}
