import { decodePosition } from '@visita/http/position'
import type { Answer } from './api.ts'

/** The later of a known place in the log and the one that an answer names, as a token for the read API. */
export function newest(known: string | null, { headers }: Answer): string | null {
  const token = headers['visita-position']
  if (token === undefined) return known
  if (known === null) return token
  return decodePosition(token) > decodePosition(known) ? token : known
}
