import { type Static, Type } from '@sinclair/typebox'
import type { ConfigurationError } from '../configuration.ts'
import { LocalTimeSchema, strict } from '../schema.ts'

const yesOrNo = Type.Optional(Type.Boolean())

/** What somebody may want to hear of, or not. `reminder` is every reminder, however long before. */
export const preferenceKinds = [
  'created',
  'confirmed',
  'reminder',
  'rescheduled',
  'canceled',
  'no_show',
  'waitlist',
] as const
export type PreferenceKind = (typeof preferenceKinds)[number]

export const preferenceChannels = ['whatsapp', 'email', 'sms', 'in_app'] as const
export type PreferenceChannel = (typeof preferenceChannels)[number]

const KindsSchema = Type.Object(
  {
    all: yesOrNo,
    created: yesOrNo,
    confirmed: yesOrNo,
    reminder: yesOrNo,
    rescheduled: yesOrNo,
    canceled: yesOrNo,
    no_show: yesOrNo,
    waitlist: yesOrNo,
  },
  strict,
)
const kinds = Type.Optional(KindsSchema)

/** Channel, or all of them, to kind, or all of them, to yes or no: `{"email": {"all": false}, "all": {"reminder": true}}`. */
export const PreferencesSchema = Type.Object(
  { all: kinds, whatsapp: kinds, email: kinds, sms: kinds, in_app: kinds },
  strict,
)
export type Preferences = Static<typeof PreferencesSchema>

/** Local times of the person's own zone. An end before the start is on the next day. */
export const QuietHoursSchema = Type.Object({ start: LocalTimeSchema, end: LocalTimeSchema }, strict)
export type QuietHours = Static<typeof QuietHoursSchema>

/** All that somebody has said of how they want to be told of things. */
export interface Choices {
  readonly preferences: Preferences
  /** Null: the tenant's. */
  readonly quietHours: QuietHours | null
  /** They have forbidden it. Above everything else: not even what is critical is sent, on any channel that leaves the house. */
  readonly legalOptOut: boolean
}

/** Who has said nothing is told of everything. */
export const noChoices: Choices = { preferences: {}, quietHours: null, legalOptOut: false }

/**
 * Whether they want this kind of message on this channel. What was said most exactly counts: of the kind on the channel, of
 * the channel, of the kind, of everything; and yes where nothing was said. Critical messages are not asked about.
 */
export function wantsMessage(preferences: Preferences, channel: PreferenceChannel, kind: PreferenceKind): boolean {
  const [here, anywhere] = [preferences[channel], preferences.all]
  return here?.[kind] ?? here?.all ?? anywhere?.[kind] ?? anywhere?.all ?? true
}

/**
 * Which of the kinds a message is of, by what it tells of (`visit.created`, `visit.reminder.t24h`, `waitlist.matched`). Null:
 * none that can be chosen, such as an answer to what they wrote, or what the team is told.
 */
export function preferenceKindOf(causeKind: string): PreferenceKind | null {
  if (causeKind === 'waitlist.matched') return 'waitlist'
  const [subject, what] = causeKind.split('.')
  return (subject === 'visit' && preferenceKinds.find((kind) => kind === what && kind !== 'waitlist')) || null
}

/** The same with nothing any more on that channel, whatever was said of single kinds. */
export const without = (preferences: Preferences, channel: PreferenceChannel): Preferences => ({
  ...preferences,
  [channel]: { all: false },
})

/** What the schema cannot see: hours that never end. */
export function quietHoursErrors(path: string, quietHours: QuietHours | null): readonly ConfigurationError[] {
  if (!quietHours) return []
  // They may run past midnight, so an end before the start is right; only an empty stretch is not.
  return [
    ...(quietHours.start === '24:00' ? [{ path: `${path}/start`, message: 'must be before 24:00' }] : []),
    ...(quietHours.start === quietHours.end ? [{ path: `${path}/end`, message: 'must differ from the start' }] : []),
  ]
}
