import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { customers, listWaitlist, type WaitlistFilter, waitlist } from '../index.ts'
import { joined, registered } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const at = (time: string) => `2026-03-02T${time}:00Z`
const noon = Date.parse(at('12:00'))

async function list(on: Stage, filter: WaitlistFilter = {}, now = noon, tenant = demo) {
  await on.settled()
  const page = await on.ask(tenant, (db) => listWaitlist(db, tenant, filter, { limit: 200, after: null, now }))
  return page.items
}
const idsOf = async (...asked: Parameters<typeof list>) => (await list(...asked)).map(({ entry_id }) => entry_id)

test('who joined first is first, whatever happened to them since', async (t) => {
  const on = await stage(t, [waitlist, customers])
  const customerId = randomUUID()
  on.record(`customer-demo_${customerId}`, registered(customerId, {}))
  const entries = [joined(on, demo, { customerId }), joined(on, demo), joined(on, demo)]
  joined(on, other)
  entries[0]?.offer(at('15:00'), at('12:15'))
  entries[0]?.tell('WaitlistOfferDeclined', { number: 1 })
  t.same(
    await idsOf(on),
    entries.map(({ entryId }) => entryId),
  )
  t.match(await list(on), [
    { status: 'waiting', revision: 2n, offers: [{ number: 1, outcome: 'declined', starts_at: at('15:00') }] },
    { status: 'waiting', offers: [] },
    { status: 'waiting' },
  ])
  const seen: string[] = []
  let after: bigint | null = null
  do {
    const page = await on.ask(demo, (db) => listWaitlist(db, demo, {}, { limit: 1, after, now: noon }))
    seen.push(...page.items.map(({ entry_id }) => entry_id))
    after = page.last?.turn ?? null
  } while (after !== null)
  t.same(
    seen,
    entries.map(({ entryId }) => entryId),
  )
})

test('an offer is open until it is answered or its time is up, which the clock decides and not the log', async (t) => {
  const on = await stage(t, [waitlist])
  const entry = joined(on, demo)
  entry.offer(at('15:00'), at('12:15'))
  t.match(await list(on), [{ status: 'offered', offers: [{ outcome: 'open', expires_at: at('12:15') }] }])
  const late = Date.parse(at('12:15'))
  t.match(await list(on, {}, late - 1), [{ status: 'offered', offers: [{ outcome: 'open' }] }])
  t.match(await list(on, {}, late), [{ status: 'waiting', offers: [{ outcome: 'lapsed' }] }])
  t.same(await idsOf(on, { status: ['offered'] }, late), [])
  t.same(await idsOf(on, { status: ['waiting'] }, late), [entry.entryId])
  entry.tell('WaitlistOfferLapsed', { number: 1 })
  t.match(await list(on), [{ status: 'waiting', offers: [{ outcome: 'lapsed' }] }], 'and the log follows')
  const visitId = randomUUID()
  entry.offer(at('16:00'), at('12:30'), 'bea')
  entry.tell('WaitlistOfferAccepted', { number: 2, visitId })
  const accepted = { status: 'accepted', visit_id: visitId, offers: [{ outcome: 'lapsed' }, { outcome: 'accepted' }] }
  t.match(await list(on, {}, late), [accepted])
})

test('an offer that stood when they left, or when the window passed, was withdrawn', async (t) => {
  const on = await stage(t, [waitlist])
  const [left, closed] = [joined(on, demo), joined(on, demo)]
  for (const entry of [left, closed]) entry.offer(at('15:00'), at('12:15'))
  left.tell('WaitlistLeft')
  closed.tell('WaitlistClosed')
  t.match(await list(on, {}, Date.parse(at('13:00'))), [
    { status: 'left', offers: [{ outcome: 'withdrawn' }] },
    { status: 'closed', offers: [{ outcome: 'withdrawn' }] },
  ])
  const before = await list(on)
  await on.rebuild()
  t.same(await list(on), before)
})

test('each filter narrows the list to what it names', async (t) => {
  const on = await stage(t, [waitlist])
  const customerId = randomUUID()
  const any = joined(on, demo, { customerId })
  const ana = joined(on, demo, { resourceIds: ['ana', 'bea'], partOfDay: 'morning', locationId: 'centro', seats: 2 })
  const call = joined(on, demo, { typeId: 'call', resourceIds: ['cai'] })
  t.match((await list(on))[1], {
    resource_ids: ['ana', 'bea'],
    part_of_day: 'morning',
    location_id: 'centro',
    seats: 2,
  })
  t.same(await idsOf(on, { resourceId: 'bea' }), [any.entryId, ana.entryId])
  t.same(await idsOf(on, { typeId: 'call' }), [call.entryId])
  t.same(await idsOf(on, { customerId }), [any.entryId])
  t.same(await idsOf(on, { status: [] }), [])
})
