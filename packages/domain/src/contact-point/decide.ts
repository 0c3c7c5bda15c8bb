import { accept, type Decision } from '../decider.ts'
import { instantOf, minuteMs } from '../instant.ts'
import type { ContactPointCommand, NoteHeardFrom, OptIn, OptOut } from './commands.ts'
import type { ContactPointEvent } from './events.ts'
import type { ContactPointState } from './state.ts'

type ContactPointDecision = Decision<ContactPointEvent, never>

/** What people say and providers tell is a fact: nothing is refused. */
export function decideContactPoint(command: ContactPointCommand, state: ContactPointState): ContactPointDecision {
  const happened = { contactPointId: command.contactPointId, at: instantOf(command.now) }
  switch (command.type) {
    case 'NoteHeardFrom':
      return noteHeardFrom(command, state)
    case 'OptOut':
      return say(command, state, 'ContactPointOptedOut')
    case 'OptIn':
      return say(command, state, 'ContactPointOptedIn')
    case 'NoteBounce':
      return state.bounced
        ? accept()
        : accept({ type: 'ContactPointBounced', data: { ...happened, code: command.code } })
    case 'NoteComplaint':
      return state.complained ? accept() : accept({ type: 'ContactPointComplained', data: happened })
  }
}

/** Within a minute of the last it is not written again: the 24 hours then seem to end a minute early at most, never late. */
function noteHeardFrom(
  { contactPointId, phoneNumberId, heardAt: told, now }: NoteHeardFrom,
  { lastHeardAt }: ContactPointState,
): ContactPointDecision {
  // A provider's clock may be ahead of ours; nobody was heard in the future.
  const heardAt = Math.min(told, now)
  const last = lastHeardAt[phoneNumberId]
  if (last !== undefined && heardAt < last + minuteMs) return accept()
  return accept({
    type: 'ContactPointHeardFrom',
    data: { contactPointId, phoneNumberId, heardAt: instantOf(heardAt), at: instantOf(now) },
  })
}

/** The same word again, later, is written too: what is said between the two and heard after them is then seen to be older. */
function say(
  { contactPointId, via, saidAt: told, now }: OptOut | OptIn,
  { saidAt: last, optedOut }: ContactPointState,
  type: 'ContactPointOptedOut' | 'ContactPointOptedIn',
): ContactPointDecision {
  const saidAt = Math.min(told, now)
  if (last !== null && saidAt < last) return accept()
  // Of two words of one moment, the no.
  if (saidAt === last && (optedOut || type === 'ContactPointOptedIn')) return accept()
  return accept({ type, data: { contactPointId, via, saidAt: instantOf(saidAt), at: instantOf(now) } })
}
