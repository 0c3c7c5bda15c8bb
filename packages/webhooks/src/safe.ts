import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { deriveKey } from '@visita/runtime'

/** Keeps what providers tell until it is done, and their ids for ever without saying whose they are. */
export interface Safe {
  /** AES-256-GCM: a version, the IV, the tag, the text. */
  seal(body: Buffer): Buffer
  /** @throws where it was altered, or sealed under another master key */
  open(sealed: Buffer): Buffer
  /** A keyed hash: WhatsApp's ids contain phone numbers, so none of them is kept in the open. */
  keyOf(provider: string, id: string): Buffer
}

const version = 1

export function createSafe(masterKey: Buffer): Safe {
  const sealing = deriveKey(masterKey, 'webhook bodies')
  const hashing = deriveKey(masterKey, 'webhook keys')
  return {
    seal(body) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv)
      const text = Buffer.concat([cipher.update(body), cipher.final()])
      return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), text])
    },
    open(sealed) {
      if (sealed[0] !== version) throw new Error('a kept webhook has an unknown form')
      const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(1, 13))
      decipher.setAuthTag(sealed.subarray(13, 29))
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()])
    },
    keyOf: (provider, id) => createHmac('sha256', hashing).update(`${provider}\n${id}`).digest(),
  }
}
