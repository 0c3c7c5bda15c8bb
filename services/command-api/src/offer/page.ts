import { escaped, notice, page } from '../page.ts'
import type { OfferedTime } from './link.ts'
import type { Told, Words } from './words.ts'

/** The time that somebody is offered, and what they can do with it. `token` is the link's own last part: the forms lead on from there. */
export function offerPage(words: Words, offered: OfferedTime, token: string, told: Told | null): string {
  const { typeName, start, timezone, expiresAt, location, status, manageUrl } = offered
  const inWords = new Intl.DateTimeFormat(words.language, { timeZone: timezone, dateStyle: 'full', timeStyle: 'short' })
  const place = location && [location.name, location.address].filter((part) => part !== undefined).join(', ')
  const form = (action: string, label: string, kind = '') =>
    `<form method="post" action="${escaped(token)}/${action}"><button${kind}>${label}</button></form>`
  const next = {
    open: [
      `<p>${escaped(words.until(inWords.format(expiresAt)))}</p>`,
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
    `<dt>${words.when}</dt><dd>${escaped(inWords.format(start))}</dd>`,
    place ? `<dt>${words.where}</dt><dd>${escaped(place)}</dd>` : '',
    '</dl>',
    ...(told === 'declined' || told === 'taken' ? [] : next[status]),
  ]
  return page(words.language, `${words.heading}: ${typeName}`, parts.join('\n'))
}

/** A page that only says why there is nothing to see. */
export const toldPage = (words: Words, told: Told): string =>
  page(words.language, words.heading, `<h1>${words.heading}</h1>\n${notice(words.told[told])}`)
