import { test } from 'tap'
import { ClaimId, ResourceId, TenantId, VisitId, VisitTypeId } from '../ids.ts'
import { at, instant, minutes, person, scenario, sealed } from '../testing.ts'
import type { AbandonVisit, CancelVisit, RequestVisit } from './commands.ts'
import { type VisitEvent, type VisitState, type VisitStatus, visit, visitTransitions } from './index.ts'

const visitId = VisitId.derive('visit')
const details = {
  visitId,
  tenant: TenantId.parse('demo'),
  attempt: 1,
  typeId: VisitTypeId.parse('viewing'),
  customerId: person,
  timezone: 'America/Santiago',
  claims: [{ claimId: ClaimId.derive('claim'), resourceId: ResourceId.parse('ana'), date: '2026-03-02' }],
  locationId: null,
  unitId: '12B',
  seats: 1,
  origin: 'web',
  participants: [],
  notes: sealed('rings twice'),
  override: null,
}
const request = (changes: Partial<RequestVisit> = {}): RequestVisit => ({
  type: 'RequestVisit',
  ...details,
  start: at('15:00'),
  end: at('15:30'),
  automaticConfirmation: false,
  now: at('08:00'),
  ...changes,
})
const confirm = { type: 'ConfirmVisit', automatic: false, now: at('08:05') } as const
const cancel = (changes: Partial<CancelVisit> = {}): CancelVisit => ({
  type: 'CancelVisit',
  reason: sealed('ill'),
  byCustomer: false,
  cancelMinMinutes: 120,
  now: at('08:06'),
  ...changes,
})
const abandon = (attempt: number): AbandonVisit => ({ type: 'AbandonVisit', visitId, attempt, now: at('08:07') })

const requested = (attempt = 1): VisitEvent => ({
  type: 'VisitRequested',
  data: { ...details, attempt, start: instant('15:00'), end: instant('15:30'), at: instant('08:00') },
})
const confirmed = (automatic: boolean, time = '08:05'): VisitEvent => ({
  type: 'VisitConfirmed',
  data: { visitId, automatic, at: instant(time) },
})
const cancelled: VisitEvent = {
  type: 'VisitCancelled',
  data: { visitId, reason: sealed('ill'), at: instant('08:06') },
}
const abandoned = (attempt: number): VisitEvent => ({
  type: 'VisitAbandoned',
  data: { visitId, attempt, at: instant('08:07') },
})

test('a visit is requested and waits for its confirmation', async (t) => {
  const { when } = scenario(t, visit)
  when(request()).yields(requested()).when(confirm).yields(confirmed(false)).when(confirm).changesNothing()
})

test('what comes from another book was asked for when that book says, and never in the future', async (t) => {
  const decision = visit.decide(request({ occurredAt: at('06:30'), automaticConfirmation: true }), visit.initial)
  t.match(decision, {
    accepted: true,
    events: [{ data: { at: instant('06:30') } }, { data: { at: instant('06:30') } }],
  })
  const early = visit.decide(request({ occurredAt: at('08:01') }), visit.initial)
  t.match(early, { accepted: false, rejection: { type: 'occurred-in-future', now: instant('08:00') } })
})

test('where the tenant confirms by itself, it is confirmed in the same breath', async (t) => {
  const { when } = scenario(t, visit)
  when(request({ automaticConfirmation: true }))
    .yields(requested(), confirmed(true, '08:00'))
    .when(confirm)
    .changesNothing()
})

test('a visit that exists is not requested again, in whatever state', async (t) => {
  const { given } = scenario(t, visit)
  given(requested()).when(request()).isRefused({ type: 'visit-exists' })
  given(requested(), cancelled)
    .when(request({ attempt: 2 }))
    .isRefused({ type: 'visit-exists' })
})

test('nothing can happen to a visit that was never requested, or was given up', async (t) => {
  const { given } = scenario(t, visit)
  for (const nobody of [given(), given(abandoned(1))]) {
    nobody.when(confirm).isRefused({ type: 'visit-not-found' })
    nobody.when(cancel()).isRefused({ type: 'visit-not-found' })
  }
})

test('an abandoned attempt comes too late, and a newer one is welcome', async (t) => {
  const { given } = scenario(t, visit)
  given(abandoned(2))
    .when(request({ attempt: 1 }))
    .isRefused({ type: 'visit-abandoned', attempt: 2 })
    .when(request({ attempt: 2 }))
    .isRefused({ type: 'visit-abandoned', attempt: 2 })
    .when(request({ attempt: 3 }))
    .yields(requested(3))
})

test('abandoning fences an attempt once, and each newer one again', async (t) => {
  const { when } = scenario(t, visit)
  when(abandon(1))
    .yields(abandoned(1))
    .when(abandon(1))
    .changesNothing()
    .when(abandon(3))
    .yields(abandoned(3))
    .when(abandon(2))
    .changesNothing()
})

test('a visit that exists is never abandoned', async (t) => {
  const { given } = scenario(t, visit)
  given(requested()).when(abandon(1)).changesNothing()
  given(abandoned(1), requested(2), cancelled).when(abandon(2)).changesNothing()
})

test('a visit is cancelled once, pending or confirmed', async (t) => {
  const { given } = scenario(t, visit)
  given(requested()).when(cancel()).yields(cancelled).when(cancel()).changesNothing()
  given(requested(), confirmed(false)).when(cancel()).yields(cancelled)
})

test('a cancelled visit is not confirmed', async (t) => {
  const { given } = scenario(t, visit)
  given(requested(), cancelled)
    .when(confirm)
    .isRefused({ type: 'illegal-transition', from: 'cancelled', to: 'confirmed', allowed: [] })
})

test('a customer cancels up to the window’s last instant, staff at any time', async (t) => {
  const { given } = scenario(t, visit)
  const closed = { type: 'cancellation-window-closed', until: instant('13:00') } as const
  const booked = given(requested())
  const lastInstant = at('13:00')
  booked
    .when(cancel({ byCustomer: true, now: lastInstant }))
    .yields({ type: 'VisitCancelled', data: { ...cancelled.data, reason: sealed('ill'), at: instant('13:00') } })
  booked.when(cancel({ byCustomer: true, now: lastInstant + 1 })).isRefused(closed)
  booked
    .when(cancel({ byCustomer: false, now: lastInstant + minutes(1) }))
    .yields({ type: 'VisitCancelled', data: { ...cancelled.data, reason: sealed('ill'), at: instant('13:01') } })
  given(requested(), cancelled)
    .when(cancel({ byCustomer: true, now: at('14:59') }))
    .changesNothing()
})

test('cancelling takes no reason', async (t) => {
  const { given } = scenario(t, visit)
  given(requested())
    .when(cancel({ reason: null }))
    .yields({ type: 'VisitCancelled', data: { visitId, reason: null, at: instant('08:06') } })
})

test('what is cancelled with its series says from when on that is off', async (t) => {
  const { given } = scenario(t, visit)
  const off = { ...cancelled.data, reason: sealed('ill'), at: instant('08:06'), seriesFrom: instant('12:00') }
  given(requested())
    .when(cancel({ seriesFrom: at('12:00') }))
    .yields({ type: 'VisitCancelled', data: off } as VisitEvent)
})

test('a state that allows no cancellation or confirmation says which states it allows', async (t) => {
  const { state } = scenario(t, visit).given(requested())
  const standing = (status: VisitStatus) => ({ ...state, status }) as VisitState
  for (const [status, allowed] of Object.entries(visitTransitions) as [VisitStatus, readonly VisitStatus[]][]) {
    for (const [command, to] of [
      [cancel(), 'cancelled'],
      [confirm, 'confirmed'],
    ] as const) {
      if (status === to || allowed.includes(to)) continue
      t.strictSame(
        visit.decide(command, standing(status)),
        { accepted: false, rejection: { type: 'illegal-transition', from: status, to, allowed } },
        `${status} to ${to}`,
      )
    }
  }
})

test('the transitions are those of a visit’s life', async (t) => {
  const from = (status: VisitStatus) => [...visitTransitions[status]].sort()
  t.strictSame(from('pending'), ['cancelled', 'confirmed'])
  t.strictSame(from('confirmed'), ['cancelled', 'checked_in', 'en_route', 'no_show'])
  t.strictSame(from('en_route'), ['cancelled', 'checked_in', 'no_show'])
  t.strictSame(from('checked_in'), ['completed'])
  for (const last of ['completed', 'cancelled', 'no_show'] as const) t.strictSame(from(last), [])
})

test('the state tells the visit as it was asked for, its instants as numbers', async (t) => {
  const { state } = scenario(t, visit).given(abandoned(1), requested(2), confirmed(false))
  const { attempt: _, ...rest } = details
  t.strictSame(state, {
    status: 'confirmed',
    attempt: 2,
    revision: 2,
    placedAtRevision: 1,
    visit: {
      ...rest,
      start: at('15:00'),
      end: at('15:30'),
      requestedAt: at('08:00'),
      noShow: null,
      noteIds: [],
      outcome: null,
      linksGeneration: 0,
    },
  })
})
