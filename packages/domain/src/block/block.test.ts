import { test } from 'tap'
import { BlockId, LocationId, ResourceId, VisitId } from '../ids.ts'
import { at, instant, scenario, sealed } from '../testing.ts'
import type { PlaceBlock } from './commands.ts'
import { type BlockEvent, block } from './index.ts'

const blockId = BlockId.derive('block')
const details = {
  blockId,
  resourceIds: [ResourceId.parse('ana'), ResourceId.parse('room-1')],
  locationId: LocationId.parse('centro'),
  timezone: 'America/Santiago',
  repeat: null,
  onConflict: 'refuse',
  reason: sealed('the lift is being repaired'),
} as const satisfies Partial<PlaceBlock>
const place = (changes: Partial<PlaceBlock> = {}): PlaceBlock => ({
  type: 'PlaceBlock',
  ...details,
  resourceIds: [...details.resourceIds],
  start: at('12:00'),
  end: at('14:00'),
  now: at('08:00'),
  ...changes,
})
const [one, two] = [VisitId.derive('one'), VisitId.derive('two')]
const laid = (until: number, conflicts = [one]) =>
  ({ type: 'NoteBlockLaid', until, conflicts, now: at('08:01') }) as const
const refuse = { type: 'RefuseBlock', now: at('08:02') } as const
const lift = { type: 'LiftBlock', now: at('08:03') } as const

const placed: BlockEvent = {
  type: 'BlockPlaced',
  data: {
    ...details,
    resourceIds: [...details.resourceIds],
    start: instant('12:00'),
    end: instant('14:00'),
    at: instant('08:00'),
  },
}
const laidUntil = (time: string, conflicts = [one]): BlockEvent => ({
  type: 'BlockLaidUntil',
  data: { blockId, until: instant(time), conflicts, at: instant('08:01') },
})
const refused: BlockEvent = { type: 'BlockRefused', data: { blockId, at: instant('08:02') } }
const lifted: BlockEvent = { type: 'BlockLifted', data: { blockId, at: instant('08:03') } }

test('a block is placed, laid further and further, and lifted in full; each of it once', async (t) => {
  const { when } = scenario(t, block)
  when(place())
    .yields(placed)
    .when(place())
    .changesNothing()
    .when(laid(at('15:00')))
    .yields(laidUntil('15:00'))
    .when(laid(at('15:00')))
    .changesNothing()
    .when(laid(at('14:00')))
    .changesNothing()
    .when(laid(at('16:00')))
    .yields(laidUntil('16:00'))
    .when(lift)
    .yields(lifted)
    .when(lift)
    .changesNothing()
})

test('the state tells how far it is laid, and which visits it met at first', async (t) => {
  const state = [placed, laidUntil('14:00', [one]), laidUntil('15:00', [two])].reduce(block.evolve, block.initial)
  t.equal(state.block?.laidUntil, at('15:00'))
  t.same(state.block?.conflicts, [one])
  t.equal(block.evolve(block.initial, placed).block?.laidUntil, null)
})

test('a block that met visits is refused once, and nothing of it is there to lift', async (t) => {
  const { given } = scenario(t, block)
  given(placed).when(refuse).yields(refused).when(refuse).changesNothing().when(lift).changesNothing()
})

test('a block that was laid and so accepted is no longer refused, only lifted', async (t) => {
  const { given } = scenario(t, block)
  given(placed, laidUntil('15:00')).when(refuse).isRefused({ type: 'block-laid' }).when(lift).yields(lifted)
})

test('a block that is over is neither placed again nor laid further', async (t) => {
  const { given } = scenario(t, block)
  for (const [over, status] of [
    [refused, 'refused'],
    [lifted, 'lifted'],
  ] as const) {
    given(placed, over).when(place()).isRefused({ type: 'block-ended', status })
    given(placed, over)
      .when(laid(at('15:00')))
      .isRefused({ type: 'block-ended', status })
  }
  given(placed, lifted).when(refuse).isRefused({ type: 'block-ended', status: 'lifted' })
})

test('nothing can happen to a block that was never placed', async (t) => {
  const { when } = scenario(t, block)
  for (const command of [laid(at('15:00')), refuse, lift]) when(command).isRefused({ type: 'block-not-found' })
})

test('a block that could not work is refused with what is wrong', async (t) => {
  const { when } = scenario(t, block)
  const isWrong = (changes: Partial<PlaceBlock>, path: string, message: string) =>
    when(place(changes)).isRefused({ type: 'invalid-configuration', errors: [{ path, message }] })
  const day = 86_400_000

  isWrong({ end: at('12:00') }, '/end', 'must be after the start')
  isWrong({ end: at('12:00') + 367 * day }, '/end', 'must be at most 366 days after the start')
  t.equal(block.decide(place({ end: at('12:00') + 366 * day }), block.initial).accepted, true)
  isWrong({ start: at('12:00') + 1 }, '/start', 'must be a whole minute')
  isWrong({ timezone: 'Mars/Olympus' }, '/timezone', 'is not an IANA time zone: Mars/Olympus')
  const twice = [ResourceId.parse('ana'), ResourceId.parse('ana')]
  isWrong({ resourceIds: twice }, '/resourceIds/1', 'is there already: ana')
  when(place({ start: at('12:00') - 200 * 366 * day, end: at('14:00') - 200 * 366 * day })).isRefused({
    type: 'invalid-configuration',
    errors: [
      { path: '/start', message: 'must lie in the years 1900 to 2199' },
      { path: '/end', message: 'must lie in the years 1900 to 2199' },
    ],
  })
})

test('a repetition ends, within two years, and leaves two days between its occurrences', async (t) => {
  const { when } = scenario(t, block)
  const weekly = (until: string, interval = 1) => ({ freq: 'weekly', interval, until }) as const
  const isWrong = (changes: Partial<PlaceBlock>, path: string, message: string) =>
    when(place(changes)).isRefused({ type: 'invalid-configuration', errors: [{ path, message }] })
  const isFine = (changes: Partial<PlaceBlock>) =>
    t.equal(block.decide(place(changes), block.initial).accepted, true, JSON.stringify(changes))
  const hours = (count: number) => at('12:00') + count * 3_600_000

  isWrong({ repeat: weekly('2026-02-30') }, '/repeat/until', 'is not a date of the calendar: 2026-02-30')
  isWrong({ repeat: weekly('2026-03-01') }, '/repeat/until', 'must not be before the start, 2026-03-02')
  isWrong({ repeat: weekly('2028-03-03') }, '/repeat/until', 'must be at most two years after the start')
  isFine({ repeat: weekly('2026-03-02') })
  isFine({ repeat: weekly('2028-03-02') })
  const close = 'must leave two days between one occurrence and the next'
  isWrong({ repeat: weekly('2026-06-01'), end: hours(5 * 24) + 60_000 }, '/repeat/interval', close)
  isFine({ repeat: weekly('2026-06-01'), end: hours(5 * 24) })
  isFine({ repeat: weekly('2026-06-01', 2), end: hours(12 * 24) })
})
