import { toInstant } from '@visita/runtime'
import { escaped, inWords, notice, page, placeInWords } from '../page.ts'
import type { ManagedVisit } from './link.ts'
import type { Told, Words } from './words.ts'

/**
 * The page behind a manage link: what there is to know, and a form for each thing that can still be done. Works without
 * scripts. `token` is the link's own last part, so the forms lead on from there.
 */
export function visitPage(words: Words, managed: ManagedVisit, token: string, told: Told | null): string {
  const { visit, status, typeName, location, cancelUntil, moveUntil } = managed
  const at = (instant: number) => inWords(instant, visit.timezone, words.language)
  const place = placeInWords(location)
  const isOver = status !== 'pending' && status !== 'confirmed'
  const parts = [
    `<h1>${words.heading}: ${escaped(typeName)}</h1>`,
    notice(told && words.told[told]),
    '<dl>',
    `<dt>${words.when}</dt><dd><time datetime="${toInstant(visit.start)}">${escaped(at(visit.start))}</time></dd>`,
    place ? `<dt>${words.where}</dt><dd>${escaped(place)}</dd>` : '',
    `<dt>${words.status}</dt><dd>${words.statuses[status]}</dd>`,
    '</dl>',
    moveUntil === null ? '' : moveForm(words, managed, token, at(moveUntil)),
    cancelUntil === null ? '' : cancelForm(words, token, at(cancelUntil)),
    moveUntil === null && cancelUntil === null && !isOver ? `<p>${words.tooLate}</p>` : '',
  ]
  return page(words.language, `${words.heading}: ${typeName}`, parts.join('\n'))
}

function moveForm(words: Words, { visit, starts }: ManagedVisit, token: string, until: string): string {
  const choice = (start: number, index: number) => {
    const value = toInstant(start)
    const checked = index === 0 ? ' checked' : ''
    const shown = escaped(inWords(start, visit.timezone, words.language))
    return `<label><input type="radio" name="start" value="${value}" required${checked}> ${shown}</label>`
  }
  if (starts.length === 0) return `<h2>${words.moveHeading}</h2>\n<p>${words.noTimes}</p>`
  return [
    `<h2>${words.moveHeading}</h2>`,
    `<p>${escaped(words.moveUntil(until))}</p>`,
    `<form method="post" action="${escaped(token)}/reschedule">`,
    `<fieldset><legend>${words.newTime}</legend>`,
    ...starts.map(choice),
    '</fieldset>',
    `<button>${words.move}</button>`,
    '</form>',
  ].join('\n')
}

const cancelForm = (words: Words, token: string, until: string): string =>
  [
    `<h2>${words.cancelHeading}</h2>`,
    `<p>${escaped(words.cancelUntil(until))}</p>`,
    `<form method="post" action="${escaped(token)}/cancel">`,
    `<label for="reason">${words.reason}</label>`,
    '<textarea id="reason" name="reason" rows="2" maxlength="500"></textarea>',
    `<button class="end">${words.cancel}</button>`,
    '</form>',
  ].join('\n')
