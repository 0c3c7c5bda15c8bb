import type { VisitStatus, VisitType } from '@visita/domain'

// What is known when a message is written. Instants are RFC 3339 in UTC, as the log has them; whoever renders says in which
// zone and language they are told.

export interface VisitData {
  readonly id: string
  readonly start: string
  readonly end: string
  /** Of the place where it is. Where the recipient's clock shows something else, both are told. */
  readonly timezone: string
  readonly typeName: string
  readonly mode: VisitType['mode']
  readonly status: VisitStatus
  /** The stream revision of the last event that set its time, place or resources: of buttons and of calendar files. */
  readonly placedAtRevision: number
}

export interface MessageData {
  readonly recipientKind: 'customer' | 'participant' | 'agent'
  /** When what it tells of happened. */
  readonly at: string
  readonly tenant: { readonly name: string }
  /** Whoever is addressed; in what agents are told, the visit's customer. `email` is the attendee's in calendar files. */
  readonly customer: { readonly firstName: string; readonly fullName: string; readonly email?: string | null }
  readonly visit: VisitData
  /** All of them, in order, where one message tells of several: a series, or what was moved together. */
  readonly visits?: readonly VisitData[]
  readonly location: { readonly name: string; readonly address: string | null } | null
  readonly resources: readonly { readonly name: string; readonly kind: string }[]
  /** Where it was before, of one that was moved. */
  readonly former: { readonly start: string } | null
  readonly links: {
    readonly manage: string
    /** Null in what nobody may unsubscribe from. */
    readonly unsubscribe: string | null
    /** Takes the time that is offered. */
    readonly accept?: string
  }
  /** How long before the visit, as an ISO 8601 duration, of reminders. */
  readonly reminder: string | null
  readonly offer?: { readonly expiresAt: string }
}
