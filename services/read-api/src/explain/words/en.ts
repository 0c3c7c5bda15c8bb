import { one, type Words } from './words.ts'

export const english: Words = {
  offered: 'It is offered: no rule is in the way.',
  sentences: {
    'type configured': ({ type }) => `There is a type of visit “${type}”.`,
    'type not-yet': ({ type }) => `There was no type of visit “${type}” yet.`,
    'type archived': ({ type }) => `The type of visit “${type}” is archived.`,
    'clock shown': ({ when }) => `On the clock there it is ${when}.`,
    'clock shown-twice': ({ when }) => `The clock shows that time twice that day; the first is meant, ${when}.`,
    'clock skipped': ({ when }) => `There is no such time: the clock jumps to ${when} that day.`,
    'grid on-grid': ({ count }) => `It is one of the starts, which come every ${count} minutes from the opening on.`,
    'grid off-grid': ({ count, list }) =>
      `It is not one of the starts, which come every ${count} minutes from the opening on. The nearest: ${list}.`,
    'grid nothing-that-day': () => 'There is no start that day: nobody is open for long enough.',
    'needs enough': ({ list }) => `All that the visit needs is free: ${list}.`,
    'needs too-few': ({ list }) => `There are not enough resources that serve this type, at any time: ${list}.`,
    'needs none-free': ({ list }) => `Not all that the visit needs is free: ${list}.`,
    'needs not-together': ({ list }) => `Resources are free, but they cannot meet in one place: ${list}.`,
    'needs does-not-fit': () => 'The resource asked for cannot serve this visit.',
    'resource configured': ({ resource }) => `${resource} exists and is in use.`,
    'resource not-yet': ({ resource }) => `${resource} did not exist yet.`,
    'resource archived': ({ resource }) => `${resource} is archived.`,
    'serves serves': ({ resource, type }) => `${resource} takes “${type}”.`,
    'serves other-types': ({ resource, type }) => `${resource} does not take “${type}”.`,
    'serves other-kind': ({ resource, type }) => `“${type}” needs no resource of the kind of ${resource}.`,
    'serves elsewhere': ({ resource }) => `${resource} is not at the location asked for.`,
    'within-day within': () => 'The visit and its buffers lie within one day.',
    'within-day crosses-midnight': ({ before, after }) =>
      `With its buffers (${before} minutes before, ${after} after) the visit would reach past midnight.`,
    'opening-hours open': ({ list }) => `It is open then. ${list}`,
    'opening-hours closed': ({ list }) => `It is closed that day. ${list}`,
    'opening-hours outside': ({ list }) => `The visit does not lie within that day’s hours. ${list}`,
    'notice in-time': ({ count }) => `It keeps the notice of ${one(count, 'minute', 'minutes')}.`,
    'notice too-soon': ({ count, when }) =>
      count === '0'
        ? `That time had passed: bookings were open from ${when} on.`
        : `It is too soon: ${one(count, 'minute', 'minutes')} of notice are needed, so the first possible time was ${when}.`,
    'horizon within': ({ count }) => `It lies within the ${one(count, 'day', 'days')} that can be booked ahead.`,
    'horizon too-far': ({ count, when }) =>
      `It is too far ahead: ${one(count, 'day', 'days')} can be booked, until ${when}.`,
    'horizon too-soon': () => 'That date lies outside the calendar.',
    'claims free': () => 'Nobody has that time.',
    'claims reserved': ({ list }) => `It is reserved: ${list}`,
    'claims held': ({ list }) => `It is held for now: ${list}`,
    'claims blocked': ({ list }) => `It is blocked: ${list}`,
    'claims capacity': ({ count, list }) => `Its ${one(count, 'place is', 'places are')} taken: ${list}`,
  },
  decided: {
    'other-types': () => 'It does not take this type.',
    exception: ({ list }) => (list ? `Special hours that day: ${list}.` : 'Closed by an exception that day.'),
    weekly: ({ list }) => (list ? `The hours of that weekday: ${list}.` : 'No hours on that weekday.'),
    'own-holiday': ({ when }) => `A day off of the house: ${when}.`,
    'public-holiday': ({ when }) => `A public holiday from ${when} on.`,
  },
  obstacles: {
    reservation: ({ visit, from, until, by }) => `visit ${visit}, ${from} to ${until} (${by})`,
    hold: ({ from, until, expires, by }) => `a hold from ${from} to ${until} that runs out at ${expires} (${by})`,
    block: ({ from, until, by }) => `a block from ${from} to ${until} (${by})`,
    busy: ({ source, from, until, by }) => `the calendar ${source}, busy from ${from} to ${until} (${by})`,
  },
  meets: { visit: '', buffer: 'the buffers overlap', travel: 'there is no time for the way from the other location' },
  by: ({ actor, role, channel, when }) => `by ${actor}, ${role}, through ${channel}, ${when}`,
  kinds: {
    agent: (count) => (count === 1 ? 'agent' : 'agents'),
    room: (count) => (count === 1 ? 'room' : 'rooms'),
    unit: (count) => (count === 1 ? 'unit' : 'units'),
    vehicle: (count) => (count === 1 ? 'vehicle' : 'vehicles'),
  },
  freeOf: ({ kind, count, free }) => `${count} ${kind} (free: ${free})`,
}
