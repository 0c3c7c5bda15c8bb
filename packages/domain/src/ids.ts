import { hash, randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** A string that has been checked, and may only be made by its companion's `parse`. */
export type Branded<Name extends string> = string & { readonly __brand: Name }

/** A value that is not what its name says. The API answers it with 400; anywhere else it is a bug. */
export class InvalidId extends Error {
  override readonly name = 'InvalidId'
}

const slug = /^[a-z0-9][a-z0-9-]{0,63}$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Every id that this service derives comes from this namespace; changing it would make every replay a new booking. */
const namespace = Buffer.from('6f4a1f6e2f0a5b3c9d577a1f6c0e9b11', 'hex')

/** UUIDv5 of a name in our namespace. */
function named(name: string): string {
  const hex = hash('sha1', Buffer.concat([namespace, Buffer.from(name)]), 'hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

// Random bytes are asked for many at a time: the system call costs more than everything else about an id.
const randomness = Buffer.alloc(4096)
let used = randomness.length

function randomBytes(): Buffer {
  if (used === randomness.length) {
    randomFillSync(randomness)
    used = 0
  }
  used += 16
  return randomness.subarray(used - 16, used)
}

function slugId<Name extends string>(name: Name) {
  return {
    pattern: slug.source,
    parse(raw: string): Branded<Name> {
      if (!slug.test(raw)) throw new InvalidId(`${name} must match ${slug.source}`)
      return raw as Branded<Name>
    },
  }
}

function uuidId<Name extends string>(name: Name) {
  return {
    parse(raw: string): Branded<Name> {
      if (!uuid.test(raw)) throw new InvalidId(`${name} must be a lower-case UUID`)
      return raw as Branded<Name>
    },
    /** A new one, ordered by time (UUIDv7). Never call it inside a decision: ids arrive inside the command. */
    create: (): Branded<Name> => v7({ random: randomBytes() }) as Branded<Name>,
    /** The same parts always give the same id (UUIDv5), so that a retry meets what the first try made. */
    derive: (...parts: readonly (string | number)[]): Branded<Name> =>
      named(JSON.stringify([name, ...parts])) as Branded<Name>,
  }
}

export type TenantId = Branded<'TenantId'>
export const TenantId = slugId('TenantId')
export type LocationId = Branded<'LocationId'>
export const LocationId = slugId('LocationId')
export type ResourceId = Branded<'ResourceId'>
export const ResourceId = slugId('ResourceId')
export type VisitTypeId = Branded<'VisitTypeId'>
export const VisitTypeId = slugId('VisitTypeId')

export type VisitId = Branded<'VisitId'>
export const VisitId = uuidId('VisitId')
export type ClaimId = Branded<'ClaimId'>
export const ClaimId = uuidId('ClaimId')
export type HoldId = Branded<'HoldId'>
export const HoldId = uuidId('HoldId')
export type BlockId = Branded<'BlockId'>
export const BlockId = uuidId('BlockId')
export type WaitlistEntryId = Branded<'WaitlistEntryId'>
export const WaitlistEntryId = uuidId('WaitlistEntryId')
export type BulkMoveId = Branded<'BulkMoveId'>
export const BulkMoveId = uuidId('BulkMoveId')
export type SeriesId = Branded<'SeriesId'>
export const SeriesId = uuidId('SeriesId')
/** Whoever personal data belongs to: a customer, or somebody who comes along. Names the key their data is sealed with. */
export type PersonId = Branded<'PersonId'>
export const PersonId = uuidId('PersonId')
export type NotificationId = Branded<'NotificationId'>
export const NotificationId = uuidId('NotificationId')
/** An address that somebody is written to, as the keyed hash of it: hex SHA-256. */
export type ContactPointId = Branded<'ContactPointId'>
export const ContactPointId = {
  parse(raw: string): ContactPointId {
    if (!/^[0-9a-f]{64}$/.test(raw)) throw new InvalidId('ContactPointId must be 64 hex digits')
    return raw as ContactPointId
  },
}
export type NoteId = Branded<'NoteId'>
export const NoteId = uuidId('NoteId')
export type EventId = Branded<'EventId'>
export const EventId = uuidId('EventId')
