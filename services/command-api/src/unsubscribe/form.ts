import { type PreferenceKind, type Preferences, preferenceKinds, wantsMessage } from '@visita/domain'

/** The channels that leave the house: what is in an inbox here bothers nobody. */
export const chosenChannels = ['whatsapp', 'email', 'sms'] as const
export type ChosenChannel = (typeof chosenChannels)[number]

/** What the form sends: `<channel>.<kind>` for each box that is checked, `never`, and `stop` from the other button. */
export const fieldPattern = `^((${chosenChannels.join('|')})\\.(${preferenceKinds.join('|')})|never|stop)$`
export type Fields = Readonly<Record<string, string>>

export const fieldOf = (channel: ChosenChannel, kind: PreferenceKind): string => `${channel}.${kind}`

/** The preferences that a form's boxes come to: what is not checked is not wanted. What it does not ask about stays. */
export function preferencesOf(fields: Fields, before: Preferences): Preferences {
  const chosen = chosenChannels.map((channel) => {
    const unwanted = preferenceKinds.filter((kind) => fields[fieldOf(channel, kind)] === undefined)
    // In the fewest words that say it, so that a kind that comes later goes by the rest.
    if (unwanted.length === preferenceKinds.length) return [channel, { all: false }]
    return [channel, { all: true, ...Object.fromEntries(unwanted.map((kind) => [kind, false])) }]
  })
  return { ...before, ...Object.fromEntries(chosen) }
}

export const isChecked = (preferences: Preferences, channel: ChosenChannel, kind: PreferenceKind): boolean =>
  wantsMessage(preferences, channel, kind)
