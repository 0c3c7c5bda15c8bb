import type { PersonId, ResourceId, TenantId, WaitlistEntryId } from '../ids.ts'
import type { NotificationChannel, Recipient } from '../notification/words.ts'
import type { KnownVisit, VisitEvent, VisitMovedData } from '../visit/index.ts'
import type { PlanningSettings } from './rule-book.ts'
import type { ReplyKind } from './words.ts'

/** What planning looks at beside what happened. Instants are epoch ms. */
export interface PlanningGround {
  readonly tenant: TenantId
  readonly settings: PlanningSettings
  /** The channels that the tenant can send through. The inbox needs nothing, and is always one. */
  readonly configured: ReadonlySet<NotificationChannel>
  /** What persons are known to speak, and where they are. Nobody's is the tenant's. */
  readonly people: ReadonlyMap<PersonId, { readonly locale: string | null; readonly timezone: string | null }>
  /** Those resources who are agents. */
  readonly agents: ReadonlyMap<ResourceId, { readonly timezone: string }>
  readonly now: number
}

/** The event that there is something to tell of. Epoch ms. */
export interface Cause {
  readonly eventId: string
  /** When it happened. */
  readonly at: number
  /** When it was written down: what tells of it is due from then on. */
  readonly recordedAt: number
}

/** A visit and, where it was moved, where it had been. */
export interface ToldVisit {
  readonly state: KnownVisit
  readonly former: VisitMovedData['former'] | null
}

export type Occasion =
  /** Something happened to a visit; `state` is as it was right after. `next` is the event that follows in its stream, if one does. */
  | {
      readonly about: 'visit'
      readonly cause: Cause
      readonly event: VisitEvent
      readonly state: KnownVisit
      readonly next: VisitEvent | null
    }
  /** A series is settled: what was booked of it is told at once. */
  | { readonly about: 'series'; readonly cause: Cause; readonly visits: readonly KnownVisit[] }
  /** A series was called off from some time on, and these of it are cancelled. */
  | { readonly about: 'series-cancelled'; readonly cause: Cause; readonly visits: readonly KnownVisit[] }
  /** A bulk move, or its undoing, is finished. */
  | { readonly about: 'bulk-move'; readonly cause: Cause; readonly visits: readonly ToldVisit[] }
  /** The reminders that still lie ahead of a visit, as rules and policies are now; the cause is what placed it. */
  | { readonly about: 'reminders'; readonly cause: Cause; readonly state: KnownVisit }
  /** A time opened for somebody who waits. */
  | {
      readonly about: 'offer'
      readonly cause: Cause
      readonly entryId: WaitlistEntryId
      readonly customerId: PersonId
      readonly start: number
      readonly expiresAt: number
    }
  /** An answer to somebody who tapped or wrote, on the channel that they did it on. */
  | {
      readonly about: 'reply'
      readonly cause: Cause
      readonly kind: ReplyKind
      readonly recipient: Extract<Recipient, { personId: PersonId }>
      readonly channel: NotificationChannel
      readonly state: KnownVisit
    }
