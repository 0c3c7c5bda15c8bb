import { createHash, hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** The word that stands for the tenant in a platform key. It is a reserved tenant id. */
export const platformTenant = 'platform'

/** A key taken apart. `tenant` is `platform` for a platform key. */
export interface KeyParts {
  readonly tenant: string
  readonly keyId: string
  readonly secret: string
}

/** What is kept of a key: never its secret. */
export interface KeyHash {
  readonly keyId: string
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string
}

const shape = /^vk_([a-z0-9][a-z0-9-]{0,63})_([a-z0-9]{8,32})_([0-9a-f]{64})$/

/** `vk_<tenant>_<keyId>_<secret>`. */
export const formatKey = ({ tenant, keyId, secret }: KeyParts): string => `vk_${tenant}_${keyId}_${secret}`

/** The parts of a key, or null when it does not look like one. Says nothing about whether it is valid. */
export function parseKey(raw: string): KeyParts | null {
  const match = shape.exec(raw)
  const [, tenant, keyId, secret] = match ?? []
  return tenant && keyId && secret ? { tenant, keyId, secret } : null
}

/** SHA-256 of a secret, hex. Fast on purpose: the secret is 256 random bits, so there is nothing to guess at. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'hex')

/** Compares a secret with a stored hash in constant time. */
export function secretMatches(secret: string, secretHash: string): boolean {
  const actual = createHash('sha256').update(secret).digest()
  const expected = Buffer.from(secretHash, 'hex')
  return expected.length === actual.length && timingSafeEqual(actual, expected)
}

/** A new key for a tenant (or for `platformTenant`): the whole of it, to be shown once, and what may be kept. */
export function createKey(tenant: string): KeyHash & { readonly key: string } {
  const keyId = randomBytes(6).toString('hex')
  const secret = randomBytes(32).toString('hex')
  return { key: formatKey({ tenant, keyId, secret }), keyId, secretHash: hashSecret(secret) }
}

/** How a key's hash travels in an environment variable: `<keyId>:<sha256 hex>`. */
export const formatKeyHash = ({ keyId, secretHash }: KeyHash): string => `${keyId}:${secretHash}`

/** Reads `<keyId>:<sha256 hex>`; null when it is not that. */
export function parseKeyHash(text: string): KeyHash | null {
  const [, keyId, secretHash] = /^([a-z0-9]{8,32}):([0-9a-f]{64})$/.exec(text) ?? []
  return keyId && secretHash ? { keyId, secretHash } : null
}
