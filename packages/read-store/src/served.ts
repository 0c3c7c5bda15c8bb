import type pg from 'pg'
import type { Projection } from './projection.ts'

/** What the served tables of a projection hold: the rows of this version, up to this position of the log. */
export interface Served {
  readonly version: number
  readonly position: bigint
}

/** A projection that is served in another version than this release maps. */
export interface OtherVersion {
  readonly projection: string
  /** The one that this release maps. */
  readonly version: number
  readonly served: number
}

/** For `readServed`, and for those who ask for more in the same round trip. */
export const servedQuery = 'SELECT projection, version, position FROM visita.checkpoint'

type Stored = Served & { readonly projection: string }

export const servedIn = (rows: readonly Stored[]): Map<string, Served> =>
  new Map(rows.map(({ projection, version, position }) => [projection, { version, position }]))

/** By projection; what is not there has not begun. */
export const readServed = async (client: pg.ClientBase): Promise<Map<string, Served>> =>
  servedIn((await client.query<Stored>(servedQuery)).rows)

/** Null: nothing stands against writing for it. */
export function otherVersion(
  { name, version, inPlace }: Pick<Projection, 'name' | 'version' | 'inPlace'>,
  served: ReadonlyMap<string, Served>,
): OtherVersion | null {
  const found = served.get(name)
  if (!found || found.version === version || inPlace) return null
  return { projection: name, version, served: found.version }
}
