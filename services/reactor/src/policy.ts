import type { Agenda } from '@visita/agenda'
import type {
  BlockEvent,
  BulkMoveEvent,
  CustomerEvent,
  NotificationEvent,
  ResourceEvent,
  SeriesEvent,
  SlotEvent,
  TenantEvent,
  TenantId,
  VisitEvent,
  VisitTypeEvent,
  WaitlistEvent,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { Planning } from '@visita/planning'
import type { ReadStore, RowOp, TableSpec } from '@visita/read-store'
import type { Graces } from './graces.ts'

type AnyEvent =
  | BlockEvent
  | BulkMoveEvent
  | CustomerEvent
  | NotificationEvent
  | ResourceEvent
  | SeriesEvent
  | SlotEvent
  | TenantEvent
  | VisitEvent
  | VisitTypeEvent
  | WaitlistEvent

/** The recorded event of that type. */
export type Recorded<Type extends AnyEvent['type']> = RecordedEvent<Extract<AnyEvent, { type: Type }>>

/**
 * Something that must have happened by a certain time, or else the reactor sees to it. An event opens it, another
 * event closes it; what is still open when it falls due is fulfilled. That is how half-done work is finished or
 * undone, and how every timer of this service works.
 */
export interface Obligation<Payload> {
  /** With tenant and kind it names the obligation: opened again, it is the same one, due anew. */
  readonly key: string
  /** Epoch ms. */
  readonly dueAt: number
  /** JSON; no personal data. */
  readonly payload: Payload
}

/** What comes of an event, in its tenant: first what it closes, then what it opens. */
export interface Reaction<Payload> {
  readonly open?: readonly Obligation<Payload>[]
  /** Keys. What is not open stays so. */
  readonly close?: readonly string[]
  /** What it does to the policy's own tables, in the same transaction. */
  readonly rows?: readonly RowOp[]
}

/** An obligation that has fallen due. */
export interface Due<Payload = unknown> extends Obligation<Payload> {
  readonly tenant: TenantId
  readonly kind: string
  /** The event that obliges, and the request that it came of. */
  readonly cause: {
    readonly eventId: string
    readonly correlationId: string
    /** The command that wrote the event, where its trace is recorded. */
    readonly traceparent?: string
  }
  /** How often it could not be fulfilled. */
  readonly failures: number
}

/** It is not done yet and falls due again, epoch ms; at `clock.now()`, after everything that is due before. */
export interface Later<Payload = never> {
  readonly again: number
  /** How far it came, where that is not to be found in the streams. */
  readonly payload?: Payload
}

/** What policies work with: the processes, reading everything anew, and the read models. */
export interface Deps extends Agenda {
  readonly planning: Planning
  /** As `visita_writer`: it may read every schema, with `withTenant`. */
  readonly readStore: ReadStore
  /** Aborts when the reactor stops: long work ends after the step that it is in, and is still due. */
  readonly signal: AbortSignal
}

export interface Policy<Payload = unknown> {
  /** Names its obligations, and its commands' actor, `system:<kind>`. */
  readonly kind: string
  /** Further tables that it keeps, of the schema `reactor`. */
  readonly tables?: readonly TableSpec[]
  /**
   * What an event obliges to, and what it settles. Pure; it looks at the event's own times, never at a clock, so a log
   * that is read again gives the same obligations.
   */
  readonly on: {
    readonly [Type in AnyEvent['type']]?: (event: Recorded<Type>, graces: Graces) => Reaction<Payload>
  }
  /**
   * Does what is due. It looks at the streams first, since the rows may be behind them, or be made anew from the whole log;
   * and every command finds what an earlier try did, since it may be run again at any step. Work that takes long does
   * a portion and answers that it falls due again, so that other timers get their turn.
   * @throws whatever went wrong, and then it is tried again, after a longer while each time
   */
  fulfil(deps: Deps, due: Due<Payload>): Promise<Later<Payload> | undefined>
}
