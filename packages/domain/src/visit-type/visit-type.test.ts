import { test } from 'tap'
import type { VisitType } from '../schema.ts'
import { at, instant, scenario, visitTypeOf } from '../testing.ts'
import { type VisitTypeEvent, visitType } from './index.ts'

const now = at('08:00')
const viewing = visitTypeOf()
const configure = (document: VisitType) => ({ type: 'ConfigureVisitType', visitType: document, now }) as const
const configured = (document: VisitType): VisitTypeEvent => ({
  type: 'VisitTypeConfigured',
  data: { visitType: document, at: instant('08:00') },
})
const archive = (hasVisitsAhead: boolean) => ({ type: 'ArchiveVisitType', hasVisitsAhead, now }) as const
const archived: VisitTypeEvent = { type: 'VisitTypeArchived', data: { typeId: viewing.id, at: instant('08:00') } }

test('a visit type is configured whole; the same document again changes nothing', async (t) => {
  const { when } = scenario(t, visitType)
  const longer = visitTypeOf({ durationMinutes: 45, price: { amount: '20.00', currency: 'EUR' } })
  when(configure(viewing))
    .yields(configured(viewing))
    .when(configure(visitTypeOf()))
    .changesNothing()
    .when(configure(longer))
    .yields(configured(longer))
})

test('a visit type is archived once nothing lies ahead, and comes back when it is configured again', async (t) => {
  const { given } = scenario(t, visitType)
  given(configured(viewing))
    .when(archive(true))
    .isRefused({ type: 'visit-type-in-use' })
    .when(archive(false))
    .yields(archived)
    .when(archive(true))
    .changesNothing()
    .when(configure(viewing))
    .yields(configured(viewing))
  given().when(archive(false)).isRefused({ type: 'visit-type-not-found' })
})

test('what fits in no day can never be booked, and is refused', async (t) => {
  const { given } = scenario(t, visitType)
  const whole = visitTypeOf({ durationMinutes: 1400, bufferBeforeMinutes: 20, bufferAfterMinutes: 20 })
  given().when(configure(whole)).yields(configured(whole))
  given()
    .when(configure({ ...whole, bufferAfterMinutes: 21 }))
    .isRefused({
      type: 'invalid-configuration',
      errors: [{ path: '/durationMinutes', message: 'does not fit in a day together with its buffers' }],
    })
})

test('a kind of resource is needed by one line, not by two', async (t) => {
  const { given } = scenario(t, visitType)
  const needs: VisitType['needs'] = [
    { kind: 'agent', count: 1 },
    { kind: 'room', count: 1 },
    { kind: 'agent', count: 2 },
  ]
  given()
    .when(configure(visitTypeOf({ needs })))
    .isRefused({
      type: 'invalid-configuration',
      errors: [{ path: '/needs/2/kind', message: 'is named already: agent' }],
    })
})
