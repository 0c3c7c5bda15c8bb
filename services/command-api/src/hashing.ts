import { createHmac, type KeyObject } from 'node:crypto'
import { deriveKey } from '@visita/runtime'

/** Hashes keys and bodies before they reach the log: both may carry personal data, and a plain hash could be guessed. */
export interface Hashing {
  key(tenant: string, idempotencyKey: string): string
  fingerprint(digest: string): string
  /** A secret that only this request gives: asked again, it is the same. Hex, 64 characters. */
  secret(...parts: readonly string[]): string
}

export function createHashing(masterKey: Buffer): Hashing {
  const derive = (purpose: string) => deriveKey(masterKey, purpose)
  const [forKeys, forBodies, forSecrets] = [derive('idempotency keys'), derive('fingerprints'), derive('issued keys')]
  const hmac = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest('hex')
  return {
    key: (tenant, idempotencyKey) => hmac(forKeys, `${tenant}\n${idempotencyKey}`),
    fingerprint: (digest) => hmac(forBodies, digest),
    secret: (...parts) => hmac(forSecrets, JSON.stringify(parts)),
  }
}
