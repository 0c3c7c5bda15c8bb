import type { ConflictReason, Interval, LocalRange, OpeningRule, Resource } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'

// What the rules found, before anybody puts it into words. Instants are epoch milliseconds.

/** A claim, hold or block that takes the time. */
export interface Obstacle {
  readonly kind: 'reservation' | 'hold' | 'block'
  readonly id: string
  readonly visitId: string | null
  /** Of the visit or block itself, buffers aside. */
  readonly start: number
  readonly end: number
  readonly covers: Interval
  readonly seats: number
  readonly expiresAt: number | null
  /** For whom a hold is kept. */
  readonly purpose: string | null
  /** The external calendar whose busy time it is. */
  readonly source: string | null
  readonly locationId: string | null
  /** What of the wanted visit meets it: the visit itself, its or the other's buffer, or the way between two locations. */
  readonly meets: 'visit' | 'buffer' | 'travel'
  readonly because: RecordedEvent
}

export interface NeedFound {
  readonly kind: Resource['kind']
  readonly count: number
  /** How many there are at all. */
  readonly able: number
  readonly free: readonly string[]
}

type Found<Rule extends string, Good extends string, Bad extends string, Details = unknown> = Details &
  (
    | { readonly rule: Rule; readonly ok: true; readonly code: Good }
    | { readonly rule: Rule; readonly ok: false; readonly code: Bad }
  )

/** What stands or falls with the type, the day's grid and all resources together. */
export type PoolFinding =
  | Found<'type', 'configured', 'not-yet' | 'archived'>
  | Found<'clock', 'shown' | 'shown-twice', 'skipped', { readonly shown: string; readonly instant: number }>
  | Found<
      'grid',
      'on-grid',
      'off-grid' | 'nothing-that-day',
      { readonly minutes: number; readonly before: number | null; readonly after: number | null }
    >
  | Found<
      'needs',
      'enough',
      'too-few' | 'none-free' | 'not-together' | 'does-not-fit',
      { readonly needs: readonly NeedFound[] }
    >

/** What one resource's rules say. */
export type ResourceFinding =
  | Found<'resource', 'configured', 'not-yet' | 'archived'>
  | Found<'serves', 'serves', 'other-types' | 'other-kind' | 'elsewhere'>
  | Found<'within-day', 'within', 'crosses-midnight', { readonly before: number; readonly after: number }>
  | Found<
      'opening-hours',
      'open',
      'closed' | 'outside',
      {
        readonly decidedBy: OpeningRule
        readonly ranges: readonly LocalRange[]
        readonly openings: readonly Interval[]
        /** The name of a day off of the tenant's own. */
        readonly holiday: string | null
        /** The local time from which a public holiday closes. */
        readonly closedFrom: string | null
      }
    >
  | Found<'notice', 'in-time', 'too-soon', { readonly minutes: number; readonly earliest: number }>
  | Found<'horizon', 'within', 'too-far' | 'too-soon', { readonly days: number; readonly lastDate: string }>
  | Found<'claims', 'free', ConflictReason, { readonly capacity: number; readonly obstacles: readonly Obstacle[] }>

/** A finding with the event that made it so, where there is one. */
export type Because<Finding> = Finding & { readonly because: RecordedEvent | null }
