import { type Static, Type } from '@sinclair/typebox'
import { orNull } from '@visita/http'
import type { PromiseFigures } from '@visita/projections'

/** So many of a hundred critical messages are to be taken in time. */
export const targetShare = 0.95

const count = (description: string) => Type.Integer({ description })
const seconds = orNull(
  Type.Number({
    description: 'From being due until taken; what never was counts as never: null where that is so for so many',
  }),
)

const untilThere = orNull(
  Type.Number({ description: 'From being due until it arrived, of those of which that was told' }),
)
const times = {
  ...{ p50Seconds: seconds, p95Seconds: seconds },
  delivered: count('Arrived, as far as providers tell'),
  ...{ p50DeliveredSeconds: untilThere, p95DeliveredSeconds: untilThere },
}

const figures = {
  promised: count('What can be judged: the four below together'),
  inTime: count('Taken by a provider within the time of its rule, two minutes where it says none'),
  late: count('Taken after it'),
  failed: count('Never taken: it failed everywhere, or time ran out on it'),
  overdue: count('Not out yet, and its time is up'),
  open: count('Not out yet, and its time is not up'),
  share: orNull(Type.Number({ description: 'inTime / promised' })),
  met: orNull(Type.Boolean({ description: 'Whether the share reaches the target; null where there is none' })),
}

export const PromisesSchema = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    target: Type.Number(),
    ...figures,
    items: Type.Array(
      Type.Object({
        template: Type.String(),
        ...figures,
        ...times,
        channels: Type.Array(Type.Object({ channel: Type.String(), ...figures, ...times }), {
          description: 'Each message of a channel by itself, whatever another channel made good',
        }),
      }),
      { description: 'By template: each message once, until any of its channels took it' },
    ),
  },
  { $id: 'NotificationPromises' },
)

type Counts = Pick<PromiseFigures, 'promised' | 'inTime' | 'late' | 'failed' | 'overdue' | 'open'>

function judged({ promised, inTime, late, failed, overdue, open }: Counts) {
  const share = promised === 0 ? null : inTime / promised
  return { promised, inTime, late, failed, overdue, open, share, met: share === null ? null : share >= targetShare }
}

const none: Counts = { promised: 0, inTime: 0, late: 0, failed: 0, overdue: 0, open: 0 }
const add = (a: Counts, b: Counts): Counts => ({
  promised: a.promised + b.promised,
  inTime: a.inTime + b.inTime,
  late: a.late + b.late,
  failed: a.failed + b.failed,
  overdue: a.overdue + b.overdue,
  open: a.open + b.open,
})

/** `from` and `to` as they were asked for. */
export function promises(
  found: readonly PromiseFigures[],
  { from, to }: { readonly from: string; readonly to: string },
): Static<typeof PromisesSchema> {
  const whole = found.filter(({ channel }) => channel === null)
  const timed = ({ p50Seconds, p95Seconds, delivered, ...rest }: PromiseFigures) => {
    const { p50DeliveredSeconds, p95DeliveredSeconds, ...counts } = rest
    return {
      ...judged(counts),
      ...{ p50Seconds, p95Seconds, delivered, p50DeliveredSeconds, p95DeliveredSeconds },
    }
  }
  return {
    ...{ from, to, target: targetShare },
    ...judged(whole.reduce(add, none)),
    items: whole.map((one) => ({
      template: one.template,
      ...timed(one),
      channels: found.flatMap((each) =>
        each.template === one.template && each.channel !== null ? [{ channel: each.channel, ...timed(each) }] : [],
      ),
    })),
  }
}
