import type { ContactPointId } from '../ids.ts'

interface About {
  readonly contactPointId: ContactPointId
  /** Epoch milliseconds, as all instants here. */
  readonly now: number
}

export interface NoteHeardFrom extends About {
  readonly type: 'NoteHeardFrom'
  readonly phoneNumberId: string
  readonly heardAt: number
}

/** `saidAt`: when they said it. The later word counts, in whatever order the two are heard. */
export interface OptOut extends About {
  readonly type: 'OptOut'
  readonly via: string
  readonly saidAt: number
}

export interface OptIn extends About {
  readonly type: 'OptIn'
  readonly via: string
  readonly saidAt: number
}

export interface NoteBounce extends About {
  readonly type: 'NoteBounce'
  readonly code: string | null
}

export interface NoteComplaint extends About {
  readonly type: 'NoteComplaint'
}

export type ContactPointCommand = NoteHeardFrom | OptOut | OptIn | NoteBounce | NoteComplaint
