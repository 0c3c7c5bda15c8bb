import { hash } from 'node:crypto'
import type { Location } from '@visita/domain'
import type { Language } from '@visita/http'

// What every page is made of that people see behind a link of theirs. Works without scripts.

/** Whatever comes from outside passes here on its way into a page. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

const style = `
:root{color-scheme:light dark}
body{font:1.125rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:36rem;padding:1.5rem}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin-top:2rem}
dt{font-weight:600}dd{margin:0 0 .75rem}
fieldset{border:1px solid;border-radius:.5rem;margin:0 0 1rem;padding:.75rem 1rem}
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

/** The whole page. `body` is HTML, `title` is text. */
export const page = (language: Language, title: string, body: string): string => `<!doctype html>
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

/** What came of what was just asked, where something was. */
export const notice = (text: string | null): string => (text === null ? '' : `<p role="status">${text}</p>`)

/** A page that only says why there is nothing else on it. */
export const toldPage = <Told extends string>(
  { language, heading, told }: { language: Language; heading: string; told: Readonly<Record<Told, string>> },
  telling: Told,
): string => page(language, heading, `<h1>${heading}</h1>\n${notice(told[telling])}`)

/** An instant (epoch ms) as people say it in that zone. */
export const inWords = (instant: number, timeZone: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(instant)

/** Where it is, as text; null where that is nowhere. */
export const placeInWords = (location: Location | null): string | null =>
  location && [location.name, location.address].filter((part) => part !== undefined).join(', ')
