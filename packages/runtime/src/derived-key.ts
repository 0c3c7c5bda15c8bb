import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/**
 * A key of 32 bytes for one purpose alone, always the same for the same master key (HKDF, RFC 5869, with SHA-256). The purpose
 * stays for ever: what was made with the key can only be opened, or found again, under its name. As a key object, since given
 * plain bytes Node makes one for each call, which costs more than a hash or a cipher.
 */
export const deriveKey = (masterKey: Buffer, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `visita ${purpose}`, 32)))
