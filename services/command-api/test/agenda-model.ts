import fc from 'fast-check'

/** What may be done with an agenda, as plain data: `which` picks one of what is there by then. Times are quarters of an hour. */
export type Step =
  | { readonly do: 'book' | 'hold'; readonly wish: Wish }
  | { readonly do: 'redeem' | 'give back'; readonly which: number }
  | { readonly do: 'move'; readonly which: number; readonly quarter: number }
  | { readonly do: 'reassign'; readonly which: number; readonly to: 'ana' | 'ben' }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'wait'; readonly seconds: number }

export interface Wish {
  readonly typeId: 'viewing' | 'tour' | 'open'
  readonly resourceIds: readonly string[]
  readonly quarter: number
  readonly seats: number
}

const quarter = fc.nat({ max: 7 })
const which = fc.nat({ max: 30 })
const agent = fc.constantFrom('ana' as const, 'ben' as const)
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ typeId: fc.constant('viewing'), resourceIds: fc.tuple(agent), quarter, seats: fc.constant(1) }),
  fc.record({
    typeId: fc.constant('tour'),
    resourceIds: agent.map((one) => [one, 'flat']),
    quarter,
    seats: fc.constant(1),
  }),
  fc.record({
    typeId: fc.constant('open'),
    resourceIds: fc.constant(['hall']),
    quarter,
    seats: fc.integer({ min: 1, max: 2 }),
  }),
)
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('book', 'hold'), wish }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('redeem', 'give back'), which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('move'), which, quarter }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reassign'), which, to: agent }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel'), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 45 }) }) },
)

export const capacityOf = (resource: string): number => (resource === 'hall' ? 3 : 1)
const length = 2
const holdSeconds = 60
const mostHolds = 5

interface Taken {
  readonly of: string
  readonly resource: string
  readonly quarter: number
  readonly seats: number
  /** Seconds; only of a hold. */
  readonly expiresAt?: number
}

interface Visit {
  readonly id: string
  readonly wish: Wish
  readonly isCancelled: boolean
}

/**
 * The agenda of one day as one would explain it: what is taken, by whom, and until when. Each method says whether it may be
 * done, and does it. No streams, no attempts, no memory of what is over.
 */
export function createModel() {
  let now = 0
  let taken: readonly Taken[] = []
  const visits: Visit[] = []
  const holds: { readonly id: string; readonly wish: Wish }[] = []

  const isLive = ({ expiresAt }: Taken) => expiresAt === undefined || expiresAt > now
  const live = () => taken.filter(isLive)

  const isFree = (wish: Wish, own: string) =>
    wish.resourceIds.every((resource) => {
      const others = live().filter((one) => one.resource === resource && one.of !== own)
      // A quarter is the finest that anything begins or ends at.
      return Array.from({ length }, (_, i) => wish.quarter + i).every((at) => {
        const seats = others.filter((one) => one.quarter <= at && at < one.quarter + length)
        return seats.reduce((sum, one) => sum + one.seats, wish.seats) <= capacityOf(resource)
      })
    })
  const give = (of: string) => {
    taken = taken.filter((one) => one.of !== of)
  }
  const take = (of: string, wish: Wish, expiresAt?: number) => {
    const claims = wish.resourceIds.map((resource) => {
      const claim = { of, resource, quarter: wish.quarter, seats: wish.seats }
      return expiresAt === undefined ? claim : { ...claim, expiresAt }
    })
    taken = [...taken, ...claims]
  }

  return {
    visits: visits as readonly Visit[],
    holds: holds as readonly { readonly id: string; readonly wish: Wish }[],

    canBook: (wish: Wish, holdId?: string): boolean =>
      live().some(({ of }) => of === holdId) || isFree(wish, holdId ?? ''),
    booked(id: string, wish: Wish, holdId?: string) {
      if (holdId !== undefined) give(holdId)
      take(id, wish)
      visits.push({ id, wish, isCancelled: false })
    },

    canHold(wish: Wish): 201 | 409 | 429 {
      if (!isFree(wish, '')) return 409
      const isFull = wish.resourceIds.some(
        (resource) => live().filter((one) => one.resource === resource && one.expiresAt).length >= mostHolds,
      )
      return isFull ? 429 : 201
    },
    held(id: string, wish: Wish) {
      take(id, wish, now + holdSeconds)
      holds.push({ id, wish })
    },
    gaveBack: give,

    canMove: (visit: Visit, to: Wish): boolean => !visit.isCancelled && isFree(to, visit.id),
    moved(visit: Visit, to: Wish) {
      give(visit.id)
      take(visit.id, to)
      visits[visits.findIndex(({ id }) => id === visit.id)] = { ...visit, wish: to }
    },
    cancelled(visit: Visit) {
      give(visit.id)
      visits[visits.findIndex(({ id }) => id === visit.id)] = { ...visit, isCancelled: true }
    },
    waited(seconds: number) {
      now += seconds
    },
    /** What is live, as `kind owner resource quarter seats`, in order. */
    agenda: () =>
      live()
        .map(({ of, resource, quarter: at, seats, expiresAt }) =>
          [expiresAt === undefined ? 'reservation' : 'hold', of, resource, at, seats].join(' '),
        )
        .sort(),
  }
}
export type Model = ReturnType<typeof createModel>
