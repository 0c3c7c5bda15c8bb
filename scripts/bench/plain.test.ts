import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, toInstant } from '@visita/runtime'
import { test } from 'tap'
import { bodyOf, chairId, openingOf, raceChairId, seatOf, slotAt, startsPerDay } from './business.ts'
import { load, race } from './generate.ts'
import { startPlainSystem } from './plain-system.ts'

// What the benchmark compares with has to keep the same promises, or the comparison says nothing.

test('the plain server keeps the promises that it is compared by', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'visita-plain-'))
  const plain = await startPlainSystem(folder)
  t.teardown(async () => {
    await plain.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const now = systemClock().now()
  const opening = openingOf(now, 2)

  async function post(body: string, headers: Record<string, string> = {}) {
    const answer = await fetch(`${plain.url}/v1/visits`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${plain.key}`,
        'content-type': 'application/json',
        'idempotency-key': 'one',
        ...headers,
      },
      body,
    })
    const document = (await answer.json()) as Record<string, unknown>
    return { status: answer.status, replayed: answer.headers.get('idempotent-replayed'), document }
  }
  const seat = { resourceId: chairId(0), start: slotAt(opening, 4) }

  await t.test('the same key and body is answered as before, another body refused', async (t) => {
    const first = await post(bodyOf(1, seat))
    t.equal(first.status, 201)
    t.match(first.document, {
      status: 'pending',
      start: toInstant(seat.start),
      resourceIds: [seat.resourceId],
      seats: 1,
    })
    const again = await post(bodyOf(1, seat))
    t.strictSame({ ...again, replayed: null }, first)
    t.equal(again.replayed, 'true')
    t.equal((await post(bodyOf(2, seat))).status, 422)
  })

  await t.test('a time that is taken is refused with the nearest open ones, and keeps no key', async (t) => {
    const key = { 'idempotency-key': 'two' }
    const { status, document } = await post(bodyOf(3, seat), key)
    t.equal(status, 409)
    t.match(document, { type: '/problems/slot-unavailable', reason: 'reserved' })
    t.strictSame(
      (document.alternatives as { start: string }[]).map(({ start }) => start),
      [3, 5, 2, 6, 1].map((slot) => toInstant(slotAt(opening, slot))),
    )
    t.equal((await post(bodyOf(3, { ...seat, start: slotAt(opening, 5) }), key)).status, 201)
  })

  await t.test('outside hours, in the past and too far ahead nothing is booked', async (t) => {
    const refusal = async (start: number) =>
      (await post(bodyOf(4, { ...seat, start }), { 'idempotency-key': 'three' })).document.reason
    t.equal(await refusal(slotAt(opening, startsPerDay)), 'outside-hours')
    t.equal(await refusal(openingOf(now, -1)), 'too-soon')
    t.equal(await refusal(openingOf(now, 400)), 'too-far')
  })

  await t.test('a body that is none, a phone that is none, no key and a wrong key are refused', async (t) => {
    const good = JSON.parse(bodyOf(5, seat)) as Record<string, object>
    t.equal((await post(JSON.stringify({ ...good, colour: 'blue' }))).status, 400)
    t.equal((await post(JSON.stringify({ ...good, customer: { ...good.customer, phone: '12345' } }))).status, 400)
    t.equal((await post(JSON.stringify({ ...good, start: 'tomorrow' }))).status, 400)
    t.equal((await post(bodyOf(5, seat), { 'idempotency-key': '' })).status, 400)
    t.equal((await post(bodyOf(5, seat), { authorization: 'Bearer nobody' })).status, 401)
  })

  await t.test('of 200 who race for 20 starts 20 get one, and the load books nothing twice', async (t) => {
    const { url, key } = plain
    const starts = Array.from({ length: startsPerDay }, (_, slot) => slotAt(opening, slot))
    const result = await race({ kind: 'race', url, key, clients: 200, resourceId: raceChairId(0), starts, first: 100 })
    t.match(result, { booked: 20, refused: 180, others: [] })
    t.not(seatOf(0, opening).start, seatOf(200, opening).start)
    const job = { url, key, connections: 8, warmUpMs: 0, measureMs: 300, first: 1000, firstOpening: openingOf(now, 5) }
    const { booked, used, others } = await load({ kind: 'load', ...job })
    t.strictSame(others, {})
    t.ok(booked > 0 && used - booked <= 8)
    // The same seats again: every key is known, so every answer is the one from before.
    t.strictSame((await load({ kind: 'load', ...job, measureMs: 50 })).others, {})
  })
})
