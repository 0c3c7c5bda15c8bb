import {
  type Notification,
  type NotificationEvent,
  type NotificationState,
  notification,
  type VisitEvent,
  type VisitState,
  visit,
} from '@visita/domain'
import type { Fact } from './records.ts'

/** Something that ought to hold for every one of many. */
export interface Proof {
  readonly name: string
  /** How many were looked at. */
  readonly checked: number
  readonly failures: readonly Failure[]
  /** What was seen on the way and is as it may be. */
  readonly seen?: Readonly<Record<string, number>>
}

export interface Failure {
  /** Of the visit or the message. */
  readonly id: string
  readonly what: string
}

/** A message as its stream tells it: the facts, and how it stood right before each. */
export interface Message {
  readonly id: string
  readonly facts: readonly Fact<NotificationEvent>[]
  readonly before: readonly NotificationState[]
  readonly state: NotificationState
  readonly notification: Notification
}

/** @returns null for a stream that does not begin with a request, which none does */
export function messageOf(id: string, facts: readonly Fact<NotificationEvent>[]): Message | null {
  const before: NotificationState[] = []
  let state: NotificationState = notification.initial
  for (const { event } of facts) {
    before.push(state)
    state = notification.evolve(state, event)
  }
  return state.notification && { id, facts, before, state, notification: state.notification }
}

export const messagesOf = (
  notifications: ReadonlyMap<string, readonly Fact<NotificationEvent>[]>,
): ReadonlyMap<string, Message> =>
  new Map(
    [...notifications].flatMap(([id, facts]) => {
      const message = messageOf(id, facts)
      return message ? [[id, message] as const] : []
    }),
  )

export const visitAfter = (facts: readonly Fact<VisitEvent>[]): VisitState =>
  facts.reduce((state, { event }) => visit.evolve(state, event), visit.initial)

type Of<Type extends NotificationEvent['type']> = Extract<NotificationEvent, { type: Type }>

/** The facts of one type. */
export const factsOf = <Type extends NotificationEvent['type']>(
  { facts }: Pick<Message, 'facts'>,
  type: Type,
): readonly Fact<Of<Type>>[] => facts.filter((fact): fact is Fact<Of<Type>> => fact.event.type === type)
