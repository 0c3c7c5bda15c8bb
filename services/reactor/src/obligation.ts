import type { ClaimId, StreamName, TenantId, VisitId } from '@visita/domain'

/**
 * Something that must have happened by a certain time, or else the reactor sees to it. An event opens it, another
 * event closes it; what is still open when it falls due is acted upon. That is how half-done work is finished or
 * undone, and how every timer of this service works.
 */
export type Obligation =
  /** A reservation becomes a visit, or ends. */
  | {
      readonly kind: 'reservation'
      /** The claim's id. */
      readonly key: ClaimId
      readonly payload: { readonly visitId: VisitId; readonly attempt: number; readonly stream: StreamName }
    }
  /** A cancelled visit gives its time back. */
  | { readonly kind: 'cancellation'; readonly key: VisitId; readonly payload: Record<string, never> }

export type Opened = Obligation & {
  readonly tenant: TenantId
  /** Epoch ms. */
  readonly dueAt: number
  /** The event that obliges, and the request that it came of. */
  readonly cause: { readonly eventId: string; readonly correlationId: string }
}

export interface Reaction {
  readonly open: readonly Opened[]
  readonly close: readonly { readonly tenant: TenantId; readonly kind: Obligation['kind']; readonly key: string }[]
}
