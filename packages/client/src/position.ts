/**
 * The newer of two `visita-position` tokens. They are opaque but for this: their bytes sort as the positions do, so that
 * writes that are answered out of order leave the newest (packages/http makes the tokens).
 */
export function newer(known: string | null, token: string): string {
  if (known === null) return token
  return Buffer.compare(Buffer.from(token, 'base64url'), Buffer.from(known, 'base64url')) > 0 ? token : known
}
