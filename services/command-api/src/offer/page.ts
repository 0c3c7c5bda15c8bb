import { escaped, inWords, notice, page, placeInWords } from '../page.ts'
import type { OfferedTime } from './link.ts'
import type { Told, Words } from './words.ts'

/** The time that somebody is offered, and what they can do with it. `token` is the link's own last part: the forms lead on from there. */
export function offerPage(words: Words, offered: OfferedTime, token: string, told: Told | null): string {
  const { typeName, start, timezone, expiresAt, location, status, manageUrl } = offered
  const at = (instant: number) => escaped(inWords(instant, timezone, words.language))
  const place = placeInWords(location)
  const form = (action: string, label: string, kind = '') =>
    `<form method="post" action="${escaped(token)}/${action}"><button${kind}>${label}</button></form>`
  const next = {
    open: [
      `<p>${words.until(at(expiresAt))}</p>`,
      form('accept', words.accept),
      form('decline', words.decline, ' class="end"'),
    ],
    accepted: [`<p>${words.isYours} <a href="${escaped(manageUrl ?? '')}">${words.toVisit}</a></p>`],
    ended: [`<p>${words.isOver}</p>`],
  }
  const parts = [
    `<h1>${words.heading}: ${escaped(typeName)}</h1>`,
    notice(told && words.told[told]),
    '<dl>',
    `<dt>${words.when}</dt><dd>${at(start)}</dd>`,
    place ? `<dt>${words.where}</dt><dd>${escaped(place)}</dd>` : '',
    '</dl>',
    ...(told === 'declined' || told === 'taken' ? [] : next[status]),
  ]
  return page(words.language, `${words.heading}: ${typeName}`, parts.join('\n'))
}
