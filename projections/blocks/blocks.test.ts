import { type BlockId, PersonId } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { test } from 'tap'
import { type BlockFilter, blocks, listBlocks } from '../index.ts'
import { placed } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

async function list(on: Stage, filter: BlockFilter = {}, tenant = demo) {
  await on.settled()
  return (await on.ask(tenant, (db) => listBlocks(db, tenant, filter, { limit: 200, after: null }))).items
}
const idsOf = async (...asked: Parameters<typeof list>) => (await list(...asked)).map(({ block_id }) => block_id)

test('a block is listed as it was placed, with what became of it', async (t) => {
  const on = await stage(t, [blocks])
  const block = placed(on, demo, '2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z', {
    ...{ resourceIds: ['ana', 'bea'], locationId: 'centro', onConflict: 'refuse' },
  })
  placed(on, other, '2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z')
  t.match(await list(on), [
    {
      ...{
        block_id: block.blockId,
        status: 'placed',
        resource_ids: ['ana', 'bea'],
        location_id: 'centro',
        repeat: null,
      },
      ...{ on_conflict: 'refuse', laid_until: null, reason: null, revision: 0n },
      ...{ starts_at: '2026-03-02T12:00:00Z', ends_at: '2026-03-02T13:00:00Z' },
    },
  ])
  block.tell('BlockLaidUntil', { until: '2026-05-01T00:00:00Z', conflicts: [] })
  t.match(await list(on), [{ status: 'placed', laid_until: '2026-05-01T00:00:00Z', revision: 1n }])
  block.tell('BlockLifted')
  t.match(await list(on), [{ status: 'lifted', revision: 2n }])
  t.same(await list(on, { status: ['placed'] }), [])
  placed(on, demo, '2026-03-02T14:00:00Z', '2026-03-02T15:00:00Z').tell('BlockRefused')
  t.match(await list(on, { status: ['refused'] }), [{ status: 'refused' }])
  const before = await list(on)
  await on.rebuild()
  t.same(await list(on), before)
})

test('the reason is opened for staff, and gone with its key', async (t) => {
  const on = await stage(t, [blocks])
  const person = PersonId.derive(demo, 'block', 'a')
  const key = await on.vault.createKey(demo, person)
  const reason = sealText(key, demo, person, 'Ana is ill')
  placed(on, demo, '2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z', { reason })
  t.match(await list(on), [{ reason: 'Ana is ill' }])
  await on.vault.erase(demo, person)
  await on.rebuild()
  t.match(await list(on), [{ reason: null }], 'and not the word that stands for it')
})

test('a stretch of time shows what is in force in it, each week of a repetition and on no day between', async (t) => {
  const on = await stage(t, [blocks])
  const once = placed(on, demo, '2026-03-02T12:00:00Z', '2026-03-02T13:00:00Z')
  // Clocks in Santiago go back on 2026-04-05: 09:00 is 12:00 UTC before, and 13:00 after.
  const weekly = placed(on, demo, '2026-03-30T12:00:00Z', '2026-03-30T13:00:00Z', {
    ...{ timezone: 'America/Santiago', resourceIds: ['bea'] },
    repeat: { freq: 'weekly', interval: 1, until: '2026-04-13' },
  })
  const within = (from?: string, to?: string, more: BlockFilter = {}) => idsOf(on, { from, to, ...more })
  t.same(await within(), [once.blockId, weekly.blockId])
  t.same(await within('2026-03-02T12:59:00Z', '2026-03-02T14:00:00Z'), [once.blockId])
  t.same(await within('2026-03-02T13:00:00Z', '2026-03-30T12:00:00Z'), [], 'ends are exclusive')
  t.same(await within('2026-04-06T12:00:00Z', '2026-04-06T13:00:00Z'), [], 'the wall clock is what repeats')
  t.same(await within('2026-04-06T13:30:00Z', '2026-04-06T13:31:00Z'), [weekly.blockId])
  t.same(await within('2026-04-07T00:00:00Z', '2026-04-13T00:00:00Z'), [])
  t.same(await within('2026-04-07T00:00:00Z'), [weekly.blockId], 'without an end')
  t.same(await within(undefined, '2026-03-30T00:00:00Z'), [once.blockId], 'without a beginning')
  t.same(await within('2026-04-14T00:00:00Z'), [], 'repetition ends')
  t.same(await within(undefined, undefined, { resourceId: 'bea' }), [weekly.blockId])
})

test('pages go on after the last one', async (t) => {
  const on = await stage(t, [blocks])
  const all = ['12', '12', '13', '14'].map((hour) =>
    placed(on, demo, `2026-03-02T${hour}:00:00Z`, `2026-03-02T${hour}:30:00Z`),
  )
  await on.settled()
  const seen: string[] = []
  let after: { start: string; id: string } | null = null
  do {
    const page = await on.ask(demo, (db) => listBlocks(db, demo, {}, { limit: 1, after }))
    seen.push(...page.items.map(({ block_id }) => block_id))
    after = page.last && { start: page.last.starts_at, id: page.last.block_id as BlockId }
  } while (after)
  t.same([...seen].sort(), all.map(({ blockId }) => blockId).sort())
  t.same(
    seen.slice(2),
    all.slice(2).map(({ blockId }) => blockId),
  )
})
