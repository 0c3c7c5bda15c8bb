import type { WaitlistEntry } from './state.ts'
import { wants } from './wishes.ts'

/** Somebody who waits, as they joined. What they were offered since stands in their stream. */
export type Waiting = Pick<
  WaitlistEntry,
  'entryId' | 'typeId' | 'from' | 'to' | 'resourceIds' | 'locationId' | 'partOfDay' | 'seats'
>

/** Somebody whose turn it is, and what they could be offered: the starts (epoch ms) that they want, the first one first. */
export interface Turn<Person> {
  readonly person: Person
  readonly starts: readonly number[]
}

/**
 * Whose turn it is for time that is open, in the order in which they joined: everybody who wants some of it comes once. Pure;
 * `openFor` is asked when it is somebody's turn, so it tells what those before them have left. `refused` are the starts
 * that they did not take before, where that is known.
 *
 * Going through it to the end is fair: whoever joined earlier and wanted a start was asked before it went to somebody later.
 */
export function* turns<Person extends Omit<Waiting, 'entryId' | 'typeId'>>(
  waiting: readonly Person[],
  openFor: (person: Person) => readonly number[],
  timezone: string,
): Generator<Turn<Person>> {
  for (const person of waiting) {
    const starts = openFor(person).filter((start) => wants({ ...person, offers: [] }, start, timezone))
    if (starts.length > 0) yield { person, starts }
  }
}
