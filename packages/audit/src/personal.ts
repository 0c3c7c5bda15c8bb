import type { Role } from '@visita/domain'
import { erased } from '@visita/event-store'

/**
 * What kinds of personal data there are: `words`, why something was done and what was noted of it; `contact`, who somebody is
 * and how to reach them; `message`, what was sent to them.
 */
type Kind = 'words' | 'contact' | 'message'

/**
 * Who may read which kind of an event's personal data when they audit the log. An auditor judges what was done and why, and
 * needs neither names nor phones for that. Staff read visits with all that is in them elsewhere, too. A channel, and whoever
 * configures or runs the platform, has no business here.
 */
const readable: Readonly<Record<Role, readonly Kind[]>> = {
  auditor: ['words'],
  operator: ['words', 'contact', 'message'],
  admin: [],
  channel: [],
  platform: [],
}

/** Which kind a field is, by its name. A field that is not named here is shown to nobody; a test finds it. */
export const personalFields: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['reason', 'words'],
  ['note', 'words'],
  ['notes', 'words'],
  ['name', 'contact'],
  ['phone', 'contact'],
  ['email', 'contact'],
  ['externalId', 'contact'],
  ['to', 'contact'],
  ['providerMessageId', 'contact'],
  ['content', 'message'],
  ['body', 'message'],
])

/** What stands where there is something that the reader may not see. */
export const sealedMark = 'sealed'

/**
 * An event's data as somebody of this role sees it: each personal field in plain text, as `sealed` where it is not for them,
 * or, whoever asks, as `erased` once its key is gone. `opened` is the same data with every field opened.
 */
export function forRole<T>(data: T, opened: T, role: Role): T {
  return seen(data, opened, '', readable[role]) as T
}

function seen(data: unknown, opened: unknown, field: string, kinds: readonly Kind[]): unknown {
  if (data === opened) return data
  if (typeof data === 'string') {
    if (opened === erased) return erased
    const kind = personalFields.get(field)
    return kind !== undefined && kinds.includes(kind) ? opened : sealedMark
  }
  if (Array.isArray(data)) return data.map((item, i) => seen(item, (opened as unknown[])[i], field, kinds))
  const other = opened as Readonly<Record<string, unknown>>
  const own = Object.entries(data as Readonly<Record<string, unknown>>)
  return Object.fromEntries(own.map(([name, value]) => [name, seen(value, other[name], name, kinds)]))
}
