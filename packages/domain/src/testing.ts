import { Value } from '@sinclair/typebox/value'
import { catalogue } from './catalogue.ts'
import type { Decider, Decision } from './decider.ts'
import type { DomainEvent } from './event.ts'
import { PersonId, ResourceId, VisitTypeId } from './ids.ts'
import { epochOf, minuteMs } from './instant.ts'
import type { Policies, Resource, Sealed, VisitType } from './schema.ts'
import { defaultPolicies } from './tenant/policies.ts'

/** What of tap's `t` is needed here. */
interface Asserts {
  strictSame(found: unknown, wanted: unknown, message: string): unknown
}

/**
 * Given/when/then in plain words. Whole decisions are compared; every event, given or yielded, must fit its schema in the
 * catalogue; and whoever decides or evolves gets frozen states, so that a decision that changes its input is caught.
 *
 *     const { given } = scenario(t, slot)
 *     given(held).when(reserve).yields(holdReleased, reserved).when(reserve).changesNothing()
 */
export function scenario<State, Command extends { type: string }, Event extends DomainEvent, Rejection>(
  t: Asserts,
  decider: Decider<State, Command, Event, Rejection>,
) {
  const evolve = (state: State, event: Event) => frozen(decider.evolve(state, checked(event)))

  const situation = (state: State, history: string) => ({
    state,
    when(command: Command) {
      const decision = frozen(decider.decide(frozen(command), state))
      const expect = (wanted: Decision<Event, Rejection>, message: string) =>
        t.strictSame(decision, wanted, `${history}, ${command.type} ${message}`)
      return {
        /** Accepted with exactly these events. Goes on from where they lead. */
        yields(...events: readonly Event[]) {
          expect({ accepted: true, events }, `yields ${names(events)}`)
          return situation(events.reduce(evolve, state), `${history}, ${names(events)}`)
        },
        /** Accepted, and nothing to write: asked twice, or already so. */
        changesNothing() {
          expect({ accepted: true, events: [] }, 'changes nothing')
          return situation(state, history)
        },
        isRefused(rejection: Rejection) {
          expect({ accepted: false, rejection }, 'is refused')
          return situation(state, history)
        },
      }
    },
  })

  const given = (...events: readonly Event[]) =>
    situation(events.reduce(evolve, frozen(decider.initial)), `given ${names(events) || 'nothing'}`)
  return { given, when: (command: Command) => given().when(command) }
}

const names = (events: readonly DomainEvent[]) => events.map(({ type }) => type).join(' + ')

function checked<Event extends DomainEvent>(event: Event): Event {
  const definition = catalogue.find(({ type }) => type === event.type)
  if (!definition) throw new Error(`${event.type} is not in the catalogue`)
  const errors = [...Value.Errors(definition.schema, event.data)].map(({ path, message }) => `${path}: ${message}`)
  if (errors.length > 0) throw new Error(`${event.type} does not fit its schema: ${errors.join('; ')}`)
  return frozen(event)
}

function frozen<Thing>(thing: Thing): Thing {
  if (typeof thing !== 'object' || thing === null || Object.isFrozen(thing)) return thing
  Object.freeze(thing)
  for (const value of Object.values(thing)) frozen(value)
  return thing
}

// What examples are made of.

/** An instant of one plain Monday, 2 March 2026, in UTC: `at('09:30')`. Epoch milliseconds. */
export const at = (time: string): number => epochOf(`2026-03-02T${time.length === 5 ? `${time}:00` : time}Z`)
/** The same as the log writes it. */
export const instant = (time: string): string => `2026-03-02T${time}:00Z`
export const minutes = (count: number): number => count * minuteMs

export const person = PersonId.derive('ana')
/** Something that looks sealed, one and the same for one and the same text. */
export const sealed = (text: string): Sealed =>
  `sealed:v1:${person}:${Buffer.from(text).toString('base64url')}` as Sealed

export const policies: Policies = defaultPolicies({ timezone: 'America/Santiago', locale: 'es-CL', country: 'CL' })

/** A resource in UTC that is open from 09:00 to 18:00 on every day, but for what is said otherwise. */
export const resourceOf = ({ schedule, ...rest }: ResourceChanges = {}): Resource => ({
  id: ResourceId.parse('ana'),
  kind: 'agent',
  name: 'Ana',
  timezone: 'UTC',
  capacity: 1,
  ...rest,
  schedule: {
    weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], start: '09:00', end: '18:00' }],
    exceptions: [],
    holidays: null,
    ...schedule,
  },
})
type ResourceChanges = Partial<Omit<Resource, 'schedule'>> & { readonly schedule?: Partial<Resource['schedule']> }

/** A viewing of 30 minutes without buffers, every 30 minutes, but for what is said otherwise. */
export const visitTypeOf = (changes: Partial<VisitType> = {}): VisitType => ({
  id: VisitTypeId.parse('viewing'),
  name: 'Viewing',
  durationMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  seats: 1,
  needs: [{ kind: 'agent', count: 1 }],
  mode: 'in_person',
  slotIntervalMinutes: 30,
  ...changes,
})
