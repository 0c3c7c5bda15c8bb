import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Sealed, Secret } from '@visita/domain'

const form = /^sealed:v1:([0-9a-f-]{36}):([A-Za-z0-9_-]+)$/

/** A new key for one person's data: 32 random bytes. */
export const newPersonKey = (): Buffer => randomBytes(32)

/** What a sealed text reads as once its key is gone. */
export const erased = 'erased'

/**
 * AES-256-GCM under the person's key, bound to tenant and person. The IV is an HMAC of the text (as in SIV modes), so
 * sealing the same text twice gives the same string: a retry appends the same bytes, and a decision can tell that
 * nothing changed without opening anything. It shows only that two texts of one person are equal.
 */
export function sealText(key: Buffer, tenant: string, personId: string, plaintext: string): Sealed {
  const subkeys = subkeysOf(key)
  const aad = Buffer.from(`${tenant}\n${personId}`)
  const iv = createHmac('sha256', subkeys.iv)
    .update(aad)
    .update('\n')
    .update(plaintext, 'utf8')
    .digest()
    .subarray(0, 12)
  const cipher = createCipheriv('aes-256-gcm', subkeys.text, iv).setAAD(aad)
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return `sealed:v1:${personId}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}` as Sealed
}

/** @throws when the text was altered, or sealed under another key, tenant or person. */
export function openText(key: Buffer, tenant: string, sealed: string): string {
  const match = form.exec(sealed)
  const [personId, packed] = [match?.[1], match?.[2]]
  if (personId === undefined || packed === undefined) throw new Error('not a sealed text')
  const bytes = Buffer.from(packed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', subkeysOf(key).text, bytes.subarray(0, 12))
    .setAAD(Buffer.from(`${tenant}\n${personId}`))
    .setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}

/** The same for what lets the service into an account: by another name, which `openAll` does not know. */
export const sealSecret = (key: Buffer, tenant: string, keyId: string, plaintext: string): Secret =>
  sealText(key, tenant, keyId, plaintext).replace('sealed:', 'secret:') as string as Secret

/** @throws as `openText` */
export const openSecret = (key: Buffer, tenant: string, secret: Secret): string =>
  openText(key, tenant, secret.replace('secret:', 'sealed:'))

/** The persons whose keys are needed to read a value: the ids in every sealed string of any JSON value. */
export function personsIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  visitStrings(value, (text) => {
    const personId = form.exec(text)?.[1]
    if (personId !== undefined) found.add(personId)
    return text
  })
  return found
}

/** The same JSON value with every sealed string opened; where the person's key is not in `keys`, it reads `erased`. */
export function openAll<T>(value: T, tenant: string, keys: ReadonlyMap<string, Buffer>): T {
  return visitStrings(value, (text) => {
    const personId = form.exec(text)?.[1]
    if (personId === undefined) return text
    const key = keys.get(personId)
    return key ? openText(key, tenant, text) : erased
  }) as T
}

/** Copies only what changes, so that events without personal data cost a walk and nothing else. */
function visitStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return value.startsWith('sealed:') ? change(value) : value
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined
    value.forEach((item, i) => {
      const next = visitStrings(item, change)
      if (next !== item) {
        copy ??= [...value]
        copy[i] = next
      }
    })
    return copy ?? value
  }
  if (value !== null && typeof value === 'object') {
    let copy: Record<string, unknown> | undefined
    for (const [name, item] of Object.entries(value)) {
      const next = visitStrings(item, change)
      if (next !== item) {
        copy ??= { ...value }
        copy[name] = next
      }
    }
    return copy ?? value
  }
  return value
}

const derived = new WeakMap<Buffer, { text: KeyObject; iv: KeyObject }>()

/** As key objects: given plain bytes, Node makes one for each call, which costs more than the cipher. */
function subkeysOf(key: Buffer): { text: KeyObject; iv: KeyObject } {
  let keys = derived.get(key)
  if (!keys) {
    const both = createHmac('sha512', createSecretKey(key)).update('visita text and iv').digest()
    keys = { text: createSecretKey(both.subarray(0, 32)), iv: createSecretKey(both.subarray(32)) }
    derived.set(key, keys)
  }
  return keys
}
