import { toInstant } from '@visita/runtime'

/** The tenant that both servers serve: a chain of barbers, each chair a resource, open 08:00 to 18:00 on every day. */
export const business = {
  tenant: 'bench',
  typeId: 'corte',
  minutes: 30,
  timezone: 'America/Bogota',
  country: 'CO',
  opensAt: '08:00',
  closesAt: '18:00',
  chairs: 200,
  /** One for each race, so that each begins with an empty week. */
  raceChairs: 10,
} as const

export const startsPerDay = 20
const hourMs = 3_600_000
const dayMs = 24 * hourMs

export const chairId = (index: number): string => `silla-${String(index + 1).padStart(3, '0')}`
export const raceChairId = (index: number): string => `carrera-${String(index + 1).padStart(2, '0')}`
export const resourceIds = [
  ...Array.from({ length: business.chairs }, (_, index) => chairId(index)),
  ...Array.from({ length: business.raceChairs }, (_, index) => raceChairId(index)),
]

/** 08:00 in Bogotá, which keeps no summer time, `days` after the day of `now` (epoch ms). */
export const openingOf = (now: number, days: number): number => (Math.floor(now / dayMs) + days) * dayMs + 13 * hourMs

/** The start (epoch ms) of a day's nth slot. */
export const slotAt = (opening: number, slot: number): number => opening + slot * business.minutes * 60_000

/** The seat of the nth booking: first every chair's first slot, then every chair's second, and on to the next day. */
export function seatOf(index: number, firstOpening: number): { resourceId: string; start: number } {
  const slot = Math.floor(index / business.chairs)
  const opening = firstOpening + Math.floor(slot / startsPerDay) * dayMs
  return { resourceId: chairId(index % business.chairs), start: slotAt(opening, slot % startsPerDay) }
}

/** What is sent for a booking; a customer of its own for each number. */
export const bodyOf = (customer: number, seat: { resourceId: string; start: number }): string =>
  JSON.stringify({
    typeId: business.typeId,
    start: toInstant(seat.start),
    resourceIds: [seat.resourceId],
    customer: {
      name: `Cliente ${customer}`,
      phone: `+5730${String(10_000_000 + customer)}`,
      email: `cliente-${customer}@example.com`,
    },
  })
