import fc from 'fast-check'
import { test } from 'tap'
import {
  blocked,
  claimOf,
  held,
  holdOf,
  holdReleased,
  lunch,
  released,
  reserved,
  visitOf,
} from '../../test/slot-examples.ts'
import { BlockId, ClaimId, HoldId, VisitId, VisitTypeId } from '../ids.ts'
import { instantOf } from '../instant.ts'
import { at, instant, minutes, sealed } from '../testing.ts'
import { type AuditedEvent, createSlotAudit, MissingHistory, type Overlap } from './audit.ts'
import { type SlotCommand, type SlotEvent, type SlotState, slot } from './index.ts'

/** The log of one day: each inner list is one append. */
function audit(...appends: readonly { at: string; events: readonly SlotEvent[] }[]) {
  const day = createSlotAudit()
  let revision = 0n
  const found: Overlap[] = []
  appends.forEach(({ at: recordedAt, events }, i) => {
    for (const event of events) {
      const meta = { recordedAt: instant(recordedAt), correlationId: `request-${i}` }
      const overlap = day.add({ ...event, id: `event-${revision}`, revision, meta })
      if (overlap) found.push(overlap)
      revision += 1n
    }
  })
  return { found, acknowledged: day.acknowledged }
}
const append = (recordedAt: string, ...events: readonly SlotEvent[]) => ({ at: recordedAt, events })
const override = { reason: sealed('the owner insists') }

test('two visits at one time are found, with the event, the instant and what is there', async (t) => {
  const second = reserved('ben', { coversFrom: instant('10:30'), coversUntil: instant('11:30') })
  t.strictSame(audit(append('08:00', reserved('ana')), append('08:01', second)).found, [
    {
      eventId: 'event-1',
      revision: '1',
      claimId: claimOf('ben'),
      reason: 'overbooked',
      at: instant('10:30'),
      seats: 2,
      capacity: 1,
      with: [claimOf('ana')],
    },
  ])
})

test('what touches, was released, or ran out before, is no overlap', async (t) => {
  const after = reserved('ben', { coversFrom: instant('11:00'), coversUntil: instant('12:00') })
  t.strictSame(audit(append('08:00', reserved('ana')), append('08:01', after)).found, [])
  t.strictSame(audit(append('08:00', reserved('ana')), append('08:01', released('ana'), reserved('ben'))).found, [])
  t.strictSame(audit(append('08:00', held('ana')), append('08:10', reserved('ben'))).found, [])
  t.match(audit(append('08:00', held('ana')), append('08:09', reserved('ben'))).found, [{ with: [holdOf('ana')] }])
})

test('seats count up to the capacity that is recorded, and more than there ever are is too many', async (t) => {
  const seats = (name: string, count: number) => reserved(name, { seats: count, capacity: 3 })
  t.strictSame(audit(append('08:00', seats('ana', 2), seats('ben', 1))).found, [])
  t.match(audit(append('08:00', seats('ana', 2), seats('ben', 2))).found, [{ seats: 4, capacity: 3 }])
  t.match(audit(append('08:00', seats('ana', 4))).found, [{ seats: 4, capacity: 3, with: [] }])
})

test('a visit that moves has two claims for a moment; an override is acknowledged, what is laid on it later is not', async (t) => {
  const moved = reserved('ben', { visitId: visitOf('ana'), attempt: 2 })
  t.strictSame(audit(append('08:00', reserved('ana')), append('08:01', moved)).found, [])
  const over = append('08:01', reserved('ben', { override }))
  t.strictSame(audit(append('08:00', reserved('ana')), over), { found: [], acknowledged: 1 })
  t.match(audit(append('08:00', reserved('ana')), over, append('08:02', reserved('eva'))).found, [
    { claimId: claimOf('eva'), seats: 3 },
  ])
})

test('a block may be laid over what is there, and nothing is taken under it', async (t) => {
  const lunchTime = append('08:01', blocked('09:00', '12:00'))
  t.strictSame(audit(append('08:00', reserved('ana')), lunchTime).found, [])
  t.match(audit(lunchTime, append('08:02', reserved('ana'))).found, [{ reason: 'blocked', with: [lunch] }])
  t.strictSame(
    audit(lunchTime, append('08:01', blocked('09:00', '10:00')), append('08:02', reserved('ana'))).found,
    [],
    'laid again, it is where it was laid last',
  )
})

test('whoever redeems a hold stands under a block that came later; whoever only gave one back does not', async (t) => {
  const [hold, lunchTime] = [append('08:00', held('ana')), append('08:01', blocked('09:00', '12:00'))]
  t.strictSame(audit(hold, lunchTime, append('08:02', holdReleased('ana'), reserved('ana'))).found, [])
  const apart = audit(hold, lunchTime, append('08:02', holdReleased('ana')), append('08:03', reserved('ana')))
  t.match(apart.found, [{ reason: 'blocked' }])
  const longer = reserved('ana', { coversUntil: instant('11:01') })
  t.match(audit(hold, lunchTime, append('08:02', holdReleased('ana'), longer)).found, [{ reason: 'blocked' }])
  const late = audit(hold, lunchTime, append('09:00', holdReleased('ana'), reserved('ana')))
  t.match(late.found, [{ reason: 'blocked' }], 'a hold that ran out long ago promises nothing')
  const justDecided = audit(hold, lunchTime, append('08:10', holdReleased('ana'), reserved('ana')))
  t.strictSame(justDecided.found, [], 'it ran out between the decision and its record')
  const two = append('08:00', held('ana', { capacity: 2 }), held('ben', { capacity: 2 }))
  const onLess = ['ana', 'ben'].map((name) => append('08:02', holdReleased(name), reserved(name, { capacity: 1 })))
  t.strictSame(audit(two, ...onLess).found, [], 'a promise is kept also where there are fewer seats since')
  const twice = audit(hold, append('08:01', reserved('ben', { override })), append('08:02', holdReleased('ana'), reserved('ana'))) // biome-ignore format: one history
  t.strictSame(twice.found, [])
})

test('a hold that is redeemed twice is found', async (t) => {
  const redeem = append('08:02', holdReleased('ana'), reserved('ana'), reserved('ben'))
  t.match(audit(append('08:00', held('ana')), redeem).found, [{ claimId: claimOf('ben'), reason: 'overbooked' }])
})

test('nothing is proven where history is missing', async (t) => {
  const day = createSlotAudit()
  const meta = { recordedAt: instant('08:00'), correlationId: 'request' }
  t.throws(() => day.add({ ...reserved('ana'), id: 'event', revision: 1n, meta }), MissingHistory)
})

const few = fc.integer({ min: 0, max: 4 })
const steps = fc.record({
  kind: fc.constantFrom('reserve', 'reserve', 'reserve', 'hold', 'hold', 'release', 'unhold', 'block', 'unblock'),
  id: few,
  hold: fc.option(few),
  from: fc.integer({ min: 0, max: 20 }),
  length: fc.integer({ min: 1, max: 8 }),
  seats: fc.constantFrom(1, 1, 2, 3),
  capacity: fc.constantFrom(1, 2, 3),
  override: fc.nat(9).map((dice) => dice === 0),
  lasts: fc.integer({ min: 1, max: 30 }),
  passes: fc.integer({ min: 0, max: 12 }),
  /** Between a decision and its record. */
  deciding: fc.constantFrom(0, 0, 3),
})
type Step = typeof steps extends fc.Arbitrary<infer Drawn> ? Drawn : never

function commandOf(step: Step, now: number): SlotCommand {
  const { kind, id, hold, from, length, seats, capacity, override: overrides, lasts } = step
  const [start, end] = [at('00:00') + minutes(from), at('00:00') + minutes(from + length)]
  const typeId = VisitTypeId.parse('viewing')
  const wanted = { typeId, start, end, bufferBeforeMinutes: 0, bufferAfterMinutes: 1, seats, capacity, now }
  const ids = { claimId: ClaimId.derive(id), visitId: VisitId.derive(id % 3) }
  const [holdId, blockId] = [HoldId.derive(id), BlockId.derive(id)]
  switch (kind) {
    case 'reserve': {
      const redeems = hold !== null && { holdId: HoldId.derive(hold) }
      return { type: 'ReserveSlot', attempt: 1, ...ids, ...wanted, ...redeems, ...(overrides && { override }) }
    }
    case 'hold':
      return { type: 'HoldSlot', holdId, ...wanted, expiresAt: now + lasts, purpose: 'booking' }
    case 'release':
      return { type: 'ReleaseSlot', ...ids, cause: 'moved' }
    case 'unhold':
      return { type: 'ReleaseHold', holdId, now }
    case 'block':
      return { type: 'BlockSlot', blockId, from: start, until: end, onConflict: 'keep', now }
    default:
      return { type: 'UnblockSlot', blockId }
  }
}

test('whatever the decider lets in is proven, also when the capacity changes and the clock moves while it decides', async (t) => {
  let redeemed = 0
  const property = fc.property(fc.array(steps, { minLength: 1, maxLength: 40, size: 'max' }), (run) => {
    let state: SlotState = slot.initial
    let now = at('00:00') - 100
    let revision = 0n
    const day = createSlotAudit()
    run.forEach((step, i) => {
      now += step.passes
      const decision = slot.decide(commandOf(step, now), state)
      if (!decision.accepted) return
      now += step.deciding
      const meta = { recordedAt: instantOf(now), correlationId: `request-${i}` }
      for (const event of decision.events) {
        const overlap = day.add({ ...event, id: `event-${revision}`, revision, meta } as AuditedEvent)
        if (overlap) throw new Error(JSON.stringify(overlap))
        revision += 1n
      }
      if (decision.events.length > 1 && step.kind === 'reserve') redeemed += 1
      state = decision.events.reduce(slot.evolve, state)
    })
  })
  fc.assert(property, { numRuns: 1_500 })
  t.ok(redeemed > 200, 'holds were redeemed')
})
