import type pg from 'pg'
import type { ReadStore } from './connect.ts'
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

export type Stored = Served & { readonly projection: string }

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

/**
 * Those that a replay ought to build before this release's projector runs: served in another version, or not begun though
 * others have. (A store in which none has begun is new, and the projector fills it.) @throws StoreUnavailable
 */
export async function outdatedProjections<P extends Pick<Projection, 'name' | 'version' | 'inPlace'>>(
  store: ReadStore,
  projections: readonly P[],
): Promise<P[]> {
  const served = servedIn(await store.query<Stored>(servedQuery))
  const begun = projections.some(({ name }) => served.has(name))
  return begun ? projections.filter((one) => !served.has(one.name) || otherVersion(one, served)) : []
}
