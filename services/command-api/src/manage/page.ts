import { hash } from 'node:crypto'
import { toInstant } from '@visita/runtime'
import type { ManagedVisit } from './link.ts'
import type { Told, Words } from './words.ts'

/** Whatever comes from outside passes here on its way into the page. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

const style = `
:root{color-scheme:light dark}
body{font:1.125rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:36rem;padding:1.5rem}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin-top:2rem}
dt{font-weight:600}dd{margin:0 0 .75rem}
fieldset{border:1px solid;border-radius:.5rem;padding:.75rem 1rem}
label{display:block;padding:.35rem 0}
textarea{box-sizing:border-box;font:inherit;width:100%}
button{background:#0b5cad;border:0;border-radius:.5rem;color:#fff;cursor:pointer;font:inherit;margin-top:.75rem;padding:.75rem 1.25rem}
button.end{background:#a4262c}
:focus-visible{outline:3px solid #f2a900;outline-offset:2px}
[role=status]{border-left:.3rem solid #0b5cad;padding:.5rem 1rem}
`

/** Nothing but this style and forms to where the page came from. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The page behind a manage link: what there is to know, and a form for each thing that can still be done. Works without
 * scripts. `token` is the link's own last part, so the forms lead on from there.
 */
export function visitPage(words: Words, managed: ManagedVisit, token: string, told: Told | null): string {
  const { visit, status, typeName, location, cancelUntil, moveUntil } = managed
  const at = (instant: number) => inWords(instant, visit.timezone, words)
  const place = location && [location.name, location.address].filter((part) => part !== undefined).join(', ')
  const isOver = status !== 'pending' && status !== 'confirmed'
  const parts = [
    `<h1>${words.heading}: ${escaped(typeName)}</h1>`,
    notice(words, told),
    '<dl>',
    `<dt>${words.when}</dt><dd><time datetime="${toInstant(visit.start)}">${escaped(at(visit.start))}</time></dd>`,
    place ? `<dt>${words.where}</dt><dd>${escaped(place)}</dd>` : '',
    `<dt>${words.status}</dt><dd>${words.statuses[status]}</dd>`,
    '</dl>',
    moveUntil === null ? '' : moveForm(words, managed, token, at(moveUntil)),
    cancelUntil === null ? '' : cancelForm(words, token, at(cancelUntil)),
    moveUntil === null && cancelUntil === null && !isOver ? `<p>${words.tooLate}</p>` : '',
  ]
  return page(words, `${words.heading}: ${typeName}`, parts.join('\n'))
}

/** A page that only says why there is nothing to see. */
export const toldPage = (words: Words, told: Told): string =>
  page(words, words.heading, `<h1>${words.heading}</h1>\n${notice(words, told)}`)

const notice = (words: Words, told: Told | null) => (told ? `<p role="status">${words.told[told]}</p>` : '')

function moveForm(words: Words, { visit, starts }: ManagedVisit, token: string, until: string): string {
  const choice = (start: number, index: number) => {
    const value = toInstant(start)
    const checked = index === 0 ? ' checked' : ''
    const shown = escaped(inWords(start, visit.timezone, words))
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

const page = ({ language }: Words, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`

/** An instant (epoch ms) as people say it where the visit is. */
const inWords = (instant: number, timeZone: string, { language }: Words): string =>
  new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(instant)
