/** How long others have to finish what they began before the reactor steps in. */
export interface Graces {
  readonly reservationMs: number
  readonly cancellationMs: number
}

export const graces: Graces = { reservationMs: 30_000, cancellationMs: 5_000 }
