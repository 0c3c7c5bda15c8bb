import type { EventStore } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import type { Clock } from '@visita/runtime'
import { type Aggregates, createAggregates } from './aggregates.ts'
import { createDays, type Days } from './booking/days.ts'
import { createRotation, type Rotation } from './booking/rotation.ts'
import { type Configuration, createConfiguration } from './configuration.ts'
import { createPeople, type People } from './people.ts'
import type { ReadModel } from './read-model.ts'
import { createResourceIndex, type ResourceIndex } from './resource-index.ts'

/** A step of a process that has been taken, and would be found half done if the machine died now. */
export type BookingStep =
  | 'reserved'
  | 'registered'
  | 'requested'
  | 'cancelled'
  | 'move-reserved'
  | 'move-recorded'
  | 'move-released'
  | 'hold-chosen'
  | 'held'
  | 'offer-held'
  | 'offered'
  | 'offer-booked'
  | 'offer-accepted'
  | 'offer-ended'
  | 'block-placed'
  | 'block-slice'
  | 'block-refused'
  | 'block-lifted'
  | 'busy-slice'
  | 'bulk-move-planned'
  | 'bulk-move-begun'
  | 'bulk-move-noted'
  | 'bulk-move-finished'
  | 'series-planned'
  | 'series-occurrence'
  | 'series-settled'
  | 'series-cancelled'
  | 'series-visit-cancelled'
  | 'customer-erased'

export interface AgendaOptions {
  readonly store: EventStore
  readonly clock: Clock
  /** On a store of `visita_writer`. */
  readonly vault: Vault
  readonly readModel: ReadModel
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  /**
   * Nothing is decided from memory: for a process that acts seldom, on what is there now, and because of what was written a
   * moment ago. Otherwise configuration may be a second old, and an append is checked by the store.
   */
  readonly alwaysFresh?: boolean
  /** Called after each step; tests stop the process in it. */
  readonly onStep?: (step: BookingStep) => void | Promise<void>
}

/** What the processes work with. */
export interface Agenda {
  readonly aggregates: Aggregates
  readonly configuration: Configuration
  readonly people: People
  readonly days: Days
  readonly resourceIndex: ResourceIndex
  readonly readModel: ReadModel
  readonly rotation: Rotation
  readonly clock: Clock
  readonly onStep?: (step: BookingStep) => void | Promise<void>
}

/** It owns nothing that it is given: whoever made the stores closes them. */
export function createAgenda(options: AgendaOptions): Agenda {
  const { store, clock, vault, readModel, monotonic, alwaysFresh = false, onStep } = options
  const freshness = alwaysFresh ? 0 : undefined
  const aggregates = createAggregates(store, clock, freshness === undefined ? {} : { freshMs: freshness })
  return {
    aggregates,
    configuration: createConfiguration(aggregates, freshness),
    people: createPeople(aggregates, vault),
    days: createDays(aggregates),
    resourceIndex: createResourceIndex(aggregates, readModel.resourceIds, monotonic, freshness),
    readModel,
    rotation: createRotation(readModel.lastAssigned, monotonic, freshness),
    clock,
    ...(onStep ? { onStep } : {}),
  }
}
