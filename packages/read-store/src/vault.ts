import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { ReadStore } from './connect.ts'
import { createResolver } from './resolve-together.ts'
import { masterKeys } from './vault-keys.ts'

/** The person was erased: there is no key for it, and there will be none. */
export class PersonErased extends Error {
  override readonly name = 'PersonErased'
}

export interface Identity {
  readonly externalId?: string
  /** E.164, since equal phones must be equal texts. */
  readonly phone?: string
}

/** The keys of personal data. Works on a store of `visita_writer`; other roles see nothing here. */
export interface Vault {
  /**
   * Finds the person that the external id names within the tenant, or else the phone, or makes one under the proposed
   * id; one round trip. Who shares a phone but has another external id is somebody else. Learns the phone of a person
   * that the external id found. `known`: the person was there before.
   * @throws PersonErased when the proposed id is an erased person's
   */
  resolvePerson<Id extends string>(
    tenant: string,
    who: Identity & { readonly proposed: Id },
  ): Promise<{ personId: Id; key: Buffer; known: boolean }>
  /** Null: there is none, or it was erased. May be remembered for some seconds. */
  key(tenant: string, personId: string): Promise<Buffer | null>
  /** Those that exist, in one query. */
  keys(tenant: string, personIds: Iterable<string>): Promise<Map<string, Buffer>>
  /** The same over many tenants; keyed by tenant, then person. */
  keysOfAll(persons: ReadonlyMap<string, ReadonlySet<string>>): Promise<Map<string, Map<string, Buffer>>>
  /** The person's key, made when there is none. @throws PersonErased */
  createKey(tenant: string, personId: string): Promise<Buffer>
  /** Lets these name the person from now on; what names somebody else already stays theirs. */
  addIdentity(tenant: string, personId: string, identity: Identity): Promise<void>
  /**
   * Whoever a phone (E.164) names, of every tenant or of one: a customer, or somebody who only comes along. One person of each tenant; a
   * phone that several share names the first of them.
   */
  peopleOfPhone(
    phone: string,
    tenant?: string,
  ): Promise<readonly { readonly tenant: string; readonly personId: string }[]>
  /** Destroys the key and all that names the person. For ever: without it, what was sealed cannot be read. */
  erase(tenant: string, personId: string): Promise<void>
}

export interface VaultOptions {
  /** How long an erased key may still be remembered by a process that did not erase it. */
  readonly rememberMs?: number
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @throws VaultError when the master key is not 32 bytes */
export function createVault(store: ReadStore, masterKey: Buffer, { rememberMs = 10_000 }: VaultOptions = {}): Vault {
  const master = masterKeys(masterKey)
  const remembered = new LRUCache<string, Buffer>({ max: 10_000, ttl: rememberMs })
  const slot = (tenant: string, personId: string) => `${tenant} ${personId}`

  const open = (tenant: string, personId: string, wrapped: Buffer): Buffer => {
    const key = master.unwrap(tenant, personId, wrapped)
    remembered.set(slot(tenant, personId), key)
    return key
  }
  const resolve = createResolver(store)
  const digests = (tenant: string, { externalId, phone }: Identity): [Buffer | null, Buffer | null] => [
    externalId === undefined ? null : master.digest(tenant, 'external', externalId),
    phone === undefined ? null : master.digest(tenant, 'phone', phone),
  ]
  const fresh = (tenant: string, personId: string) => master.wrap(tenant, personId, randomBytes(32))

  async function keysOfAll(
    persons: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<Map<string, Map<string, Buffer>>> {
    const found = new Map<string, Map<string, Buffer>>()
    const tenants: string[] = []
    const wanted: string[] = []
    for (const [tenant, ids] of persons) {
      const keys = new Map<string, Buffer>()
      found.set(tenant, keys)
      for (const id of ids) {
        const key = remembered.get(slot(tenant, id))
        if (key) keys.set(id, key)
        else if (uuid.test(id)) {
          tenants.push(tenant)
          wanted.push(id)
        }
      }
    }
    if (wanted.length === 0) return found
    const rows = await store.query<{ tenant: string; person: string; wrapped_key: Buffer }>(
      'SELECT tenant, person, wrapped_key FROM vault.keys_of($1, $2)',
      [tenants, wanted],
      'keys-of',
    )
    for (const row of rows) found.get(row.tenant)?.set(row.person, open(row.tenant, row.person, row.wrapped_key))
    return found
  }

  const keys = async (tenant: string, personIds: Iterable<string>) =>
    (await keysOfAll(new Map([[tenant, new Set(personIds)]]))).get(tenant) ?? new Map<string, Buffer>()

  return {
    async resolvePerson<Id extends string>(tenant: string, { proposed, ...identity }: Identity & { proposed: Id }) {
      const [external, phone] = digests(tenant, identity)
      const wrapped = fresh(tenant, proposed)
      const resolved = await resolve({ tenant, external, phone, proposed, wrapped })
      if (!resolved.wrapped_key) throw new PersonErased(`person ${proposed} was erased`)
      const personId = resolved.person as Id
      return { personId, key: open(tenant, personId, resolved.wrapped_key), known: resolved.known }
    },

    async key(tenant, personId) {
      return (await keys(tenant, [personId])).get(personId) ?? null
    },

    keys,
    keysOfAll,

    async createKey(tenant, personId) {
      const [row] = await store.query<{ wrapped: Buffer | null }>('SELECT vault.ensure_key($1, $2, $3) AS wrapped', [
        tenant,
        personId,
        fresh(tenant, personId),
      ])
      if (!row?.wrapped) throw new PersonErased(`person ${personId} was erased`)
      return open(tenant, personId, row.wrapped)
    },

    async addIdentity(tenant, personId, identity) {
      await store.query('SELECT vault.add_identity($1, $2, $3, $4)', [tenant, personId, ...digests(tenant, identity)])
    },

    async peopleOfPhone(phone, tenant) {
      const tenants =
        tenant === undefined
          ? (await store.query<{ tenant: string }>('SELECT tenants AS tenant FROM vault.tenants()')).map(
              (row) => row.tenant,
            )
          : [tenant]
      const hashes = tenants.map((one) => master.digest(one, 'phone', phone))
      const rows = await store.query<{ tenant: string; person: string }>(
        'SELECT tenant, person FROM vault.people_of_phone($1, $2)',
        [tenants, hashes],
        'people-of-phone',
      )
      return rows.map((row) => ({ tenant: row.tenant, personId: row.person }))
    },

    async erase(tenant, personId) {
      remembered.delete(slot(tenant, personId))
      await store.query('SELECT vault.erase($1, $2)', [tenant, personId])
      remembered.delete(slot(tenant, personId))
    },
  }
}
