import { addDays } from '../availability/days.ts'
import { localDate, localInstant } from '../availability/zones.ts'
import type { QuietHours } from '../customer/preferences.ts'

/**
 * Until when it is quiet at an instant (both epoch ms), in that zone; null where it is not. Quiet hours may run past midnight.
 *
 * Where clocks change: a start that the clock skips begins at the change, and an end that it shows twice is its second showing, so
 * that nobody is woken an hour early; a start shown twice is its first.
 * @throws RangeError for a zone that does not exist
 */
export function quietUntil({ start, end }: QuietHours, timezone: string, now: number): number | null {
  const today = localDate(now, timezone)
  // The stretch that holds this instant began today, or yesterday where it runs past midnight.
  for (const date of [today, addDays(today, -1)]) {
    const from = localInstant(date, start, timezone, 'start')
    const until = localInstant(start < end ? date : addDays(date, 1), end, timezone, 'end')
    if (from <= now && now < until) return until
  }
  return null
}

/** What follows from quiet hours for a message that could go out now. */
export type QuietVerdict =
  | { readonly kind: 'send' }
  /** Epoch ms. */
  | { readonly kind: 'defer'; readonly until: number }
  | { readonly kind: 'drop' }

/**
 * By what its rule says of quiet hours (null: the tenant has none). What would have to wait for longer than it is of use is dropped.
 * Instants are epoch ms; the zone is the recipient's.
 */
export function inQuietHours(
  message: { readonly quietHours: 'send' | 'defer' | 'drop'; readonly notAfter: number },
  quietHours: QuietHours | null,
  timezone: string,
  now: number,
): QuietVerdict {
  if (message.quietHours === 'send' || quietHours === null) return { kind: 'send' }
  const until = quietUntil(quietHours, timezone, now)
  if (until === null) return { kind: 'send' }
  if (message.quietHours === 'drop' || until >= message.notAfter) return { kind: 'drop' }
  return { kind: 'defer', until }
}
