import { type Choices, type PreferenceChannel, preferenceKinds } from '@visita/domain'
import { escaped, notice, page } from '../page.ts'
import { type ChosenChannel, chosenChannels, fieldOf, isChecked } from './form.ts'
import type { Told, Words } from './words.ts'

/**
 * What somebody wants to be told of, box by box, and one button that stops the channel they come from. `from` is whose messages
 * they are; `token` the link's own last part, so that the form leads on from there. Nothing of the person is on it.
 */
export function choicesPage(
  words: Words,
  { choices, channel, from }: { choices: Choices; channel: PreferenceChannel; from: string },
  token: string,
  told: Told | null,
): string {
  const parts = [
    `<h1>${words.heading}</h1>`,
    notice(told && words.told[told]),
    `<p>${escaped(words.lead(from))}</p>`,
    `<form method="post" action="${escaped(token)}/preferences">`,
    ...chosenChannels.map((one) => boxes(words, choices, one)),
    `<p>${words.necessary}</p>`,
    `<label>${box('never', choices.legalOptOut)} ${words.never}</label>`,
    `<button>${words.save}</button>`,
    `<button class="end" name="stop" value="on">${words.stop[channel]}</button>`,
    '</form>',
  ]
  return page(words.language, words.heading, parts.join('\n'))
}

const boxes = (words: Words, { preferences }: Choices, channel: ChosenChannel): string =>
  [
    `<fieldset><legend>${words.by[channel]}</legend>`,
    ...preferenceKinds.map((kind) => {
      const checked = isChecked(preferences, channel, kind)
      return `<label>${box(fieldOf(channel, kind), checked)} ${words.kinds[kind]}</label>`
    }),
    '</fieldset>',
  ].join('\n')

const box = (name: string, isChecked: boolean) =>
  `<input type="checkbox" name="${name}" value="on"${isChecked ? ' checked' : ''}>`
