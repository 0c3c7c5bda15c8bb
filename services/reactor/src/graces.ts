/** How long others have to finish what they began before the reactor steps in. */
export interface Graces {
  readonly reservationMs: number
  readonly cancellationMs: number
  readonly moveMs: number
  readonly offerMs: number
  readonly blockMs: number
  readonly bulkMoveMs: number
  readonly seriesMs: number
}

export const graces: Graces = {
  reservationMs: 30_000,
  cancellationMs: 5_000,
  moveMs: 5_000,
  offerMs: 5_000,
  blockMs: 10_000,
  bulkMoveMs: 10_000,
  seriesMs: 10_000,
}
