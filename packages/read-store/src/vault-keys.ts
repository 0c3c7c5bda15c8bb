import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { deriveKey } from '@visita/runtime'

/** The master key does not fit the vault, or a wrapped key was altered. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
}

const version = 1

export interface MasterKeys {
  /** 61 bytes: a version, the IV, the tag, the data key. Bound to tenant and person: moved to another row it does not open. */
  wrap(tenant: string, personId: string, dataKey: Buffer): Buffer
  /** @throws VaultError */
  unwrap(tenant: string, personId: string, wrapped: Buffer): Buffer
  /** A hash that only the master key's holder can make, so that nobody finds out phones by trying all numbers. */
  digest(tenant: string, kind: 'external' | 'phone', value: string): Buffer
}

/** @throws VaultError for a master key that is not 32 bytes */
export function masterKeys(masterKey: Buffer): MasterKeys {
  if (masterKey.length !== 32) throw new VaultError('the master key must be 32 bytes')
  const wrapping = deriveKey(masterKey, 'vault data keys')
  const hashing = deriveKey(masterKey, 'vault identities')
  const aad = (tenant: string, personId: string) => Buffer.from(`${tenant}\n${personId}`)
  return {
    wrap(tenant, personId, dataKey) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', wrapping, iv).setAAD(aad(tenant, personId))
      const body = Buffer.concat([cipher.update(dataKey), cipher.final()])
      return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body])
    },
    unwrap(tenant, personId, wrapped) {
      if (wrapped.length !== 61 || wrapped[0] !== version) throw new VaultError('a wrapped key has an unknown form')
      const decipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(1, 13))
        .setAAD(aad(tenant, personId))
        .setAuthTag(wrapped.subarray(13, 29))
      try {
        // Memory of its own: a slice of Node's shared pool would keep eight kilobytes alive for each key remembered.
        const key = Buffer.alloc(32)
        decipher.update(wrapped.subarray(29)).copy(key)
        decipher.final()
        return key
      } catch (error) {
        throw new VaultError('a key in the vault does not open: VISITA_MASTER_KEY is not the one it was made with', {
          cause: error,
        })
      }
    },
    digest: (tenant, kind, value) => createHmac('sha256', hashing).update(`${tenant}\n${kind}\n${value}`).digest(),
  }
}
