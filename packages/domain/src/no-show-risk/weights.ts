import { type Static, Type } from '@sinclair/typebox'

const strict = { additionalProperties: false }
/** Ten points are one in log odds: they make whatever is likely about 2.7 times as likely as not. */
const Points = Type.Integer({ minimum: -100, maximum: 100 })
/** Points for each, for so many at the most. */
const Each = Type.Object({ points: Points, most: Type.Integer({ minimum: 0, maximum: 20 }) }, strict)

/** How a tenant weighs what speaks for and against a customer's coming. */
export const NoShowWeightsSchema = Type.Object(
  {
    /** Percent from which on a visit counts as at risk. */
    from: Type.Integer({ minimum: 1, maximum: 100 }),
    /** Of every visit. */
    base: Points,
    /** Days between the day on which it was asked for and its own; the last step that is reached counts, alone. */
    leadDays: Type.Array(Type.Object({ from: Type.Integer({ minimum: 1, maximum: 730 }), points: Points }, strict), {
      maxItems: 20,
    }),
    /** Earlier visits of the customer to which they did not come, and those to which they came. */
    missed: Each,
    kept: Each,
    /** Nobody has confirmed it. */
    unconfirmed: Points,
    /** Reminders of this visit that went out and were not read. */
    unreadReminder: Each,
    /** Whole hours of the wall clock at its start; every stretch that it lies in counts. */
    hours: Type.Array(
      Type.Object(
        {
          from: Type.Integer({ minimum: 0, maximum: 23 }),
          until: Type.Integer({ minimum: 1, maximum: 24 }),
          points: Points,
        },
        strict,
      ),
      { maxItems: 24 },
    ),
    /** ISO weekdays, Monday is 1. */
    weekdays: Type.Array(
      Type.Object(
        {
          days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
          points: Points,
        },
        strict,
      ),
      { maxItems: 7 },
    ),
  },
  strict,
)
export type NoShowWeights = Static<typeof NoShowWeightsSchema>

/**
 * Until a tenant says otherwise. The base, the lead and what was missed come of a logistic regression over a public book of
 * 12,629 medical appointments in Brazil, of which one in five was missed; the others are too rare or absent there and stand small, by judgement.
 * `visita no-show-risk` tells how well they separate in a tenant's own history.
 */
export const defaultNoShowWeights: NoShowWeights = {
  from: 35,
  base: -34,
  leadDays: [
    { from: 1, points: 22 },
    { from: 8, points: 26 },
    { from: 15, points: 27 },
  ],
  missed: { points: 5, most: 3 },
  kept: { points: -1, most: 3 },
  unconfirmed: 3,
  unreadReminder: { points: 4, most: 2 },
  hours: [
    { from: 0, until: 9, points: 1 },
    { from: 18, until: 24, points: 1 },
  ],
  weekdays: [{ days: [1], points: 2 }],
}
