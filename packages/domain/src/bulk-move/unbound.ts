import type { Policies } from '../schema.ts'

/** A century: beyond what any calendar here means. */
const anyHorizonDays = 36_500
/** A year back: whatever is given to somebody else where it is may have begun. */
const anyNoticeMinutes = -525_600

/**
 * The policies for staff who move many visits at once: neither notice nor horizon binds them. Nothing goes back into the
 * past; but what stays at its time (`inPlace`) may have begun already.
 */
export const staffPolicies = (policies: Policies, inPlace: boolean): Policies => ({
  ...policies,
  minNoticeMinutes: inPlace ? anyNoticeMinutes : 0,
  maxAdvanceDays: anyHorizonDays,
})
