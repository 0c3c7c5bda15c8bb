import { test } from 'tap'
import { ResourceId, VisitTypeId } from '../ids.ts'
import type { Resource } from '../schema.ts'
import { at, instant, resourceOf, scenario } from '../testing.ts'
import { type ResourceEvent, resource } from './index.ts'

const now = at('08:00')
const configure = (document: Resource, hasClaimsAhead = false) =>
  ({ type: 'ConfigureResource', resource: document, hasClaimsAhead, now }) as const
const configured = (document: Resource): ResourceEvent => ({
  type: 'ResourceConfigured',
  data: { resource: document, at: instant('08:00') },
})
const archive = (hasClaimsAhead: boolean) => ({ type: 'ArchiveResource', hasClaimsAhead, now }) as const
const archived: ResourceEvent = {
  type: 'ResourceArchived',
  data: { resourceId: ResourceId.parse('ana'), at: instant('08:00') },
}
const ana = resourceOf()
const invalid = (...errors: [path: string, message: string][]) =>
  ({ type: 'invalid-configuration', errors: errors.map(([path, message]) => ({ path, message })) }) as const

test('a resource is configured whole; the same document again changes nothing', async (t) => {
  const { when } = scenario(t, resource)
  when(configure(ana))
    .yields(configured(ana))
    .when(configure(resourceOf()))
    .changesNothing()
    .when(configure({ ...ana, capacity: 2 }, true))
    .yields(configured({ ...ana, capacity: 2 }))
})

test('its time zone cannot change while claims lie ahead', async (t) => {
  const { given } = scenario(t, resource)
  const madrid = { ...ana, timezone: 'Europe/Madrid' }
  given(configured(ana))
    .when(configure(madrid, true))
    .isRefused({ type: 'timezone-locked', timezone: 'UTC' })
    .when(configure(madrid, false))
    .yields(configured(madrid))
  given().when(configure(ana, true)).yields(configured(ana))
})

test('a resource is archived once nothing lies ahead, and comes back when it is configured again', async (t) => {
  const { given } = scenario(t, resource)
  given(configured(ana))
    .when(archive(true))
    .isRefused({ type: 'resource-in-use' })
    .when(archive(false))
    .yields(archived)
    .when(archive(true))
    .changesNothing()
    .when(configure(ana))
    .yields(configured(ana))
    .when(archive(false))
    .yields(archived)
  given().when(archive(false)).isRefused({ type: 'resource-not-found' })
})

test('a schedule that means nothing is refused, and everything wrong is named at once', async (t) => {
  const { given } = scenario(t, resource)
  const wrong = resourceOf({
    timezone: 'Europe/Barcelona',
    schedule: {
      weekly: [
        { days: [1], start: '09:00', end: '09:00' },
        { days: [1], start: '18:00', end: '09:00', validFrom: '2026-02-30', validUntil: '2026-01-01' },
        { days: [1], start: '24:00', end: '24:00' },
      ],
      exceptions: [
        { date: '2026-12-24', ranges: [{ start: '10:00', end: '09:00' }] },
        { date: '2026-13-01', ranges: [] },
        { date: '2026-12-24', ranges: [] },
      ],
      holidays: { country: 'ZZ' },
    },
  })
  given()
    .when(configure(wrong))
    .isRefused(
      invalid(
        ['/timezone', 'is not an IANA time zone: Europe/Barcelona'],
        ['/schedule/weekly/0/end', 'must be after the start, 09:00'],
        ['/schedule/weekly/1/end', 'must be after the start, 18:00'],
        ['/schedule/weekly/1/validFrom', 'is not a date of the calendar: 2026-02-30'],
        ['/schedule/weekly/1/validUntil', 'must not be before validFrom, 2026-02-30'],
        ['/schedule/weekly/2/end', 'must be after the start, 24:00'],
        ['/schedule/exceptions/0/ranges/0/end', 'must be after the start, 10:00'],
        ['/schedule/exceptions/1/date', 'is not a date of the calendar: 2026-13-01'],
        ['/schedule/exceptions/2/date', 'has an exception already: 2026-12-24'],
        ['/schedule/holidays/country', 'has no calendar of public holidays: ZZ'],
      ),
    )
})

test('a region without a calendar is refused, a known one taken', async (t) => {
  const { given } = scenario(t, resource)
  const catalan = (region: string) => resourceOf({ schedule: { holidays: { country: 'ES', region } } })
  given()
    .when(configure(catalan('XX')))
    .isRefused(invalid(['/schedule/holidays/region', 'has no calendar of public holidays in ES: XX']))
    .when(configure(catalan('CT')))
    .yields(configured(catalan('CT')))
})

test('hours may end at midnight, overlap each other, and hold for one type or one season only', async (t) => {
  const { given } = scenario(t, resource)
  const summer = { validFrom: '2026-12-01', validUntil: '2026-12-01', typeIds: [VisitTypeId.parse('viewing')] }
  const late = resourceOf({
    schedule: {
      weekly: [
        { days: [5, 6], start: '18:00', end: '24:00', ...summer },
        { days: [6], start: '10:00', end: '20:00' },
      ],
    },
  })
  given().when(configure(late)).yields(configured(late))
})
