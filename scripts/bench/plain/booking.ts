import { Type } from '@sinclair/typebox'
import { strict } from '@visita/domain'
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { ResourceRow } from './store.ts'

const id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })
const Contact = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  phone: Type.String({ minLength: 3, maxLength: 40 }),
  email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
}

/** The same body as the command API's, checked by the same rules. */
export const BookingBody = Type.Object(
  {
    typeId: id,
    start: Type.String({ format: 'date-time', maxLength: 40 }),
    resourceIds: Type.Array(id, { minItems: 1, maxItems: 1 }),
    locationId: Type.Optional(id),
    seats: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    customer: Type.Object(
      {
        ...Contact,
        externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        locale: Type.Optional(Type.String({ pattern: '^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$', maxLength: 35 })),
      },
      strict,
    ),
    notes: Type.Optional(Type.String({ maxLength: 4000 })),
    origin: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })),
  },
  strict,
)

const text = Type.String()
const textOrNull = Type.Unsafe<string | null>({ type: ['string', 'null'] })
export const VisitAnswer = Type.Object({
  id: text,
  tenant: text,
  typeId: text,
  status: text,
  start: text,
  end: text,
  timezone: text,
  resourceIds: Type.Array(text),
  locationId: textOrNull,
  customerId: text,
  seats: Type.Integer(),
  createdAt: text,
  origin: text,
})

/** A phone in E.164; null when it is none. */
export function phoneOf(phone: string, country: CountryCode): string | null {
  const parsed = parsePhoneNumberFromString(phone, country)
  return parsed?.isValid() ? parsed.number : null
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Minutes from local midnight of an instant (epoch ms). */
export function minuteOfDay(at: number, timezone: string): number {
  let clock = clocks.get(timezone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit', hour12: false })
    clocks.set(timezone, clock)
  }
  const [hour = '', minute = ''] = clock.format(at).split(':')
  return (Number(hour) % 24) * 60 + Number(minute)
}

const dayMs = 24 * 3_600_000

/** Up to five open starts nearest to `start` within a week on either side, inside opening hours; epoch ms. */
export function openStarts(
  start: number,
  now: number,
  minutes: number,
  { timezone, opens_at, closes_at }: ResourceRow,
  taken: readonly { readonly from: number; readonly until: number }[],
): number[] {
  const step = minutes * 60_000
  const midnight = start - minuteOfDay(start, timezone) * 60_000
  const open: number[] = []
  for (let away = -7; away <= 7; away++) {
    const day = midnight + away * dayMs
    const busy = taken.filter(({ from, until }) => from < day + dayMs && until > day)
    for (let at = day + opens_at * 60_000; at + step <= day + closes_at * 60_000; at += step) {
      if (at > now && !busy.some(({ from, until }) => from < at + step && until > at)) open.push(at)
    }
  }
  return open.sort((a, b) => Math.abs(a - start) - Math.abs(b - start) || a - b).slice(0, 5)
}
