import {
  type BlockDetails,
  type BlockId,
  type BlockState,
  blockOccurrences,
  type Interval,
  type NoteBlockLaid,
  type Policies,
  StreamName,
  type VisitId,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { inParallel } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import { atOnce, gatherMet, type Met, placesOf } from './places.ts'

type Tools = Pick<Agenda, 'aggregates' | 'configuration' | 'clock' | 'onStep'> & {
  /** Aborted, the work ends after the step that it is in. */
  readonly signal?: AbortSignal
}

const minuteMs = 60_000
const dayMs = 86_400_000

/**
 * How far ahead a repetition is laid, ms: as far as anybody can book. What begins later is laid when the time comes, so
 * that a repetition of two years is not a hundred days' work at once.
 */
export const reachOf = ({ maxAdvanceDays }: Pick<Policies, 'maxAdvanceDays'>): number =>
  Math.max(90, maxAdvanceDays + 2) * dayMs

export interface SettledBlock {
  readonly state: BlockState
  readonly position: bigint
  /** When the next occurrence comes within reach, epoch ms; null when there is nothing more to lay. */
  readonly again: number | null
  /** It was refused just now, and this was in its way. */
  readonly refusedBy: Met | null
}

/**
 * Brings a block to where its own stream says that it should be, from wherever an earlier try has left it: lays what is
 * within reach of one that was placed, lifts whatever there is of one that was refused or lifted. Safe to repeat and to
 * run twice at once: the block's stream decides, and whoever learns that the block is over lifts it after themselves.
 */
export async function settleBlock(tools: Tools, request: Request, blockId: BlockId): Promise<SettledBlock> {
  const { state, position } = await tools.aggregates.block.load(StreamName.block(request.tenant, blockId), 0)
  if (state.status !== 'placed') {
    const lifted = state.block ? await unlayBlock(tools, request, state.block) : 0n
    return { state, position: newestPosition(position, lifted), again: null, refusedBy: null }
  }
  const { block } = state
  const now = tools.clock.now()
  const reach = reachOf(await tools.configuration.policies(request.tenant))
  const window = { ...windowOf(block, now, reach), from: block.laidUntil ?? Number.NEGATIVE_INFINITY }
  if (block.laidUntil === null || blockOccurrences(block, window).length > 0) {
    return layBlock(tools, request, block, window, reach, now)
  }
  return { state, position, again: withinReachAt(block, block.laidUntil, reach), refusedBy: null }
}

/** Which occurrences are to lie now: of a repetition those within reach, and always the first. */
export const windowOf = (
  { start, end, repeat }: Pick<BlockDetails, 'start' | 'end' | 'repeat'>,
  now: number,
  reach: number,
): Interval => ({
  from: Number.NEGATIVE_INFINITY,
  until: repeat ? Math.max(now + reach, start + minuteMs) : end,
})

/** When the first occurrence that has not been laid comes within reach, epoch ms; null when all have been. */
function withinReachAt(block: BlockDetails, laidUntil: number, reach: number): number | null {
  const [next] = blockOccurrences(block, { from: laidUntil, until: Number.POSITIVE_INFINITY })
  return next ? next.start - reach + minuteMs : null
}

async function layBlock(
  tools: Tools,
  request: Request,
  block: BlockDetails,
  window: Interval,
  reach: number,
  now: number,
): Promise<SettledBlock> {
  const { aggregates } = tools
  const { blockId } = block
  const { until } = window
  const stream = StreamName.block(request.tenant, blockId)
  const laid = await layWithin(tools, request, block, window, now)
  if (laid.refusedBy) {
    // The fence comes first: from here on nobody else takes it for one to be laid, and a crash leaves it to be lifted.
    await aggregates.block.execute(stream, { type: 'RefuseBlock', now }, commandContext(request))
    await tools.onStep?.('block-refused')
    const settled = await settleBlock(tools, request, blockId)
    // Not refused after all: what was in the way has gone, and another try has laid the block meanwhile.
    return { ...settled, refusedBy: settled.state.status === 'refused' ? laid.refusedBy : null }
  }
  const note: NoteBlockLaid = { type: 'NoteBlockLaid', until, conflicts: [...laid.under], now }
  const noted = await aggregates.block.execute(stream, note, commandContext(request))
  // Somebody has lifted it meanwhile, and may have passed by before this or that was laid.
  if (noted.kind === 'rejected' && noted.rejection.type === 'block-ended') return settleBlock(tools, request, blockId)
  const { state, position } = succeed(noted)
  const again = withinReachAt(block, until, reach)
  return { state, position: newestPosition(position, laid.position), again, refusedBy: null }
}

interface Laid {
  readonly position: bigint
  /** The visits that live under what was laid. */
  readonly under: ReadonlySet<VisitId>
  readonly refusedBy: Met | null
}

async function layWithin(
  { aggregates, onStep, signal }: Tools,
  request: Request,
  block: BlockDetails,
  window: Interval,
  now: number,
): Promise<Laid> {
  const places = await placesOf(aggregates, request.tenant, block, window)
  // Once it was accepted, what it meets later stays under it.
  const onConflict = block.laidUntil === null ? block.onConflict : 'keep'
  const under = gatherMet(now)
  const inTheWay = gatherMet(now)
  let refused = false
  let position = 0n
  await inParallel(places, atOnce, async (place) => {
    if (refused) return
    signal?.throwIfAborted()
    const { stream, from, until } = place
    const command = { type: 'BlockSlot', blockId: block.blockId, from, until, onConflict, now } as const
    const outcome = await aggregates.slot.execute(stream, command, commandContext(request))
    if (outcome.kind === 'accepted') {
      under.under(place, outcome.state)
      position = newestPosition(position, outcome.position)
    } else if (outcome.kind === 'rejected' && outcome.rejection.type === 'slot-unavailable') {
      inTheWay.under(place, outcome.state)
      refused = true
    }
    // Ended there already: somebody is lifting it, which the block's own stream is about to tell.
    await onStep?.('block-slice')
  })
  return { position, under: under.visits, refusedBy: refused ? inTheWay : null }
}

/** Takes away everything that may lie of a block, in full. Answers the newest position. */
export async function unlayBlock(
  { aggregates, configuration, clock, signal }: Tools,
  request: Request,
  block: BlockDetails,
): Promise<bigint> {
  const { until, from } = windowOf(block, clock.now(), reachOf(await configuration.policies(request.tenant)))
  const places = await placesOf(aggregates, request.tenant, block, {
    from,
    until: Math.max(until, block.laidUntil ?? 0),
  })
  let position = 0n
  await inParallel(places, atOnce, async ({ stream }) => {
    signal?.throwIfAborted()
    const command = { type: 'UnblockSlot', blockId: block.blockId } as const
    // Another instance may have laid it a moment ago, which memory does not know yet.
    const outcome = await aggregates.slot.execute(stream, command, commandContext(request), { fresh: true })
    if (outcome.kind === 'accepted') position = newestPosition(position, outcome.position)
  })
  return position
}
