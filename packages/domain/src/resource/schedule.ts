import { holidayRegionExists } from '../availability/holidays.ts'
import { type ConfigurationError, dateErrors, rangeErrors, repeated, zoneErrors } from '../configuration.ts'
import type { Resource } from '../schema.ts'

/** What the schema cannot see: zones, dates and holiday calendars that do not exist, hours that end before they begin. */
export function resourceErrors({ timezone, schedule }: Resource): readonly ConfigurationError[] {
  return [
    ...zoneErrors('/timezone', timezone),
    ...weeklyErrors(schedule),
    ...exceptionErrors(schedule),
    ...holidayErrors(schedule),
  ]
}

type Schedule = Resource['schedule']

const weeklyErrors = ({ weekly }: Schedule): readonly ConfigurationError[] =>
  weekly.flatMap((rule, index) => {
    const path = `/schedule/weekly/${index}`
    const { validFrom, validUntil } = rule
    const errors = [
      ...rangeErrors(path, rule),
      ...dateErrors(`${path}/validFrom`, validFrom),
      ...dateErrors(`${path}/validUntil`, validUntil),
    ]
    if (validFrom && validUntil && validUntil < validFrom) {
      errors.push({ path: `${path}/validUntil`, message: `must not be before validFrom, ${validFrom}` })
    }
    return errors
  })

const exceptionErrors = ({ exceptions }: Schedule): readonly ConfigurationError[] => [
  ...exceptions.flatMap(({ date, ranges }, index) => [
    ...dateErrors(`/schedule/exceptions/${index}/date`, date),
    ...ranges.flatMap((range, place) => rangeErrors(`/schedule/exceptions/${index}/ranges/${place}`, range)),
  ]),
  ...repeated(exceptions, ({ date }) => date).map((index) => ({
    path: `/schedule/exceptions/${index}/date`,
    message: `has an exception already: ${exceptions[index]?.date}`,
  })),
]

function holidayErrors({ holidays }: Schedule): readonly ConfigurationError[] {
  if (!holidays || holidayRegionExists(holidays.country, holidays.region)) return []
  const { country, region } = holidays
  return region === undefined || !holidayRegionExists(country)
    ? [{ path: '/schedule/holidays/country', message: `has no calendar of public holidays: ${country}` }]
    : [{ path: '/schedule/holidays/region', message: `has no calendar of public holidays in ${country}: ${region}` }]
}
