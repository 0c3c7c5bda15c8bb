/** Somebody else wrote to the stream first. Nothing was written. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/**
 * The store cannot be reached, or did not answer in time, and retrying did not help. Whether a write took place is
 * unknown: asking again with the same idempotency key settles it.
 */
export class Outage extends Error {
  override readonly name = 'Outage'
}
