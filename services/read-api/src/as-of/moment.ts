import { InstantText, invalidRequest } from '@visita/http'
import { parseInstant } from '@visita/runtime'

/** The instant whose knowledge is asked for, in a query. */
export const AsOfText = {
  ...InstantText,
  description: 'As things stood then, by what had been recorded; RFC 3339 with offset or Z, not in the future',
}

/** Epoch ms of what a query asks for; now where it says nothing. @throws 400 for an instant that is still to come */
export function asOfMoment(text: string | undefined, now: number): number {
  if (text === undefined) return now
  const asOf = parseInstant(text)
  if (asOf > now) throw invalidRequest([{ in: 'query', path: '/asOf', message: 'must not be in the future' }])
  return asOf
}
