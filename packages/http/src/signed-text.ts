import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveKey } from '@visita/runtime'

/** Short texts that pass through other hands, as the last part of a link, and that nobody else can make. */
export interface SignedTexts {
  /** `<text>.<mac>`, both base64url: always the same for the same text. */
  sign(text: string): string
  /** The text, or null: nobody here has signed that. */
  read(token: string): string | null
}

/** `purpose` keeps what was signed for one thing from counting as another. */
export function createSignedTexts(masterKey: Buffer, purpose: string): SignedTexts {
  const key = deriveKey(masterKey, purpose)
  // 192 bits: too many to guess, and a link that still fits into a text message.
  const macOf = (payload: string) => createHmac('sha256', key).update(payload).digest().subarray(0, 24)
  return {
    sign(text) {
      const payload = Buffer.from(text).toString('base64url')
      return `${payload}.${macOf(payload).toString('base64url')}`
    },
    read(token) {
      const [, payload, mac] = /^([A-Za-z0-9_-]{1,200})\.([A-Za-z0-9_-]{32})$/.exec(token) ?? []
      if (payload === undefined || mac === undefined) return null
      if (!timingSafeEqual(Buffer.from(mac, 'base64url'), macOf(payload))) return null
      return Buffer.from(payload, 'base64url').toString()
    },
  }
}

/** Where a link of this API begins. */
export const linkBase = (publicUrl: string): string => publicUrl.replace(/\/+$/, '')
