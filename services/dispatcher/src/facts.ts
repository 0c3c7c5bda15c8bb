import type {
  Choices,
  ContactPointState,
  Notification,
  NotificationChannel,
  Policies,
  VisitState,
  WaitlistState,
} from '@visita/domain'

/** All that the gates ask about a message, as it stands right before sending. Instants are epoch ms. */
export interface Facts {
  readonly now: number
  readonly notification: Notification
  /** Null where the message is about none. */
  readonly visit: VisitState | null
  readonly waitlist: WaitlistState | null
  readonly policies: Policies
  /** What the recipient has said of how they want to be told of things; of the team, that they have said nothing. */
  readonly choices: Choices
  /** The person whose data it holds was erased: nobody can read it any more. */
  readonly isErased: boolean
  /** Where it goes to: a phone, an e-mail, a recipient's key in the house; null: nothing is known. Never in a log. */
  readonly address: string | null
  /** What is known of that address; null where it is in the house, or there is none. */
  readonly contactPoint: ContactPointState | null
}

/** What leaves the house. In the inbox nobody is disturbed, and nobody can forbid us to note something. */
export const leavesTheHouse = (channel: NotificationChannel): boolean => channel !== 'in_app'

export const nextChannels = ({ fallbackOrder, fallbackIndex }: Notification): readonly NotificationChannel[] =>
  fallbackOrder.slice(fallbackIndex + 1)

/** How often it was tried since somebody last wanted it tried again. */
export const triesOf = ({ attempts, attemptsBefore }: Notification): number => attempts.length - attemptsBefore
