import { writeFileSync } from 'node:fs'
import { compileMjml } from '../src/compile.ts'
import { layoutMjml } from '../src/shipped/layout.ts'

/**
 * What `src/shipped/layout-html.ts` has to hold: the layout of our e-mails, compiled.
 *
 *     node packages/messages/test/layout-html.ts --write
 */
export const file = new URL('../src/shipped/layout-html.ts', import.meta.url)

async function compiled(withButton: boolean): Promise<string> {
  const page = await compileMjml(layoutMjml(withButton))
  if ('problems' in page) throw new Error(page.problems.map(({ message }) => message).join('; '))
  return `\`${page.html.replace(/[`\\]|\$\{/g, '\\$&')}\``
}

export const layoutHtmlSource =
  async (): Promise<string> => `// Made by test/layout-html.ts from layout.ts. Not for editing.

export const layoutHtml = {
  withButton: ${await compiled(true)},
  withoutButton: ${await compiled(false)},
}
`

if (import.meta.main && process.argv.includes('--write')) writeFileSync(file, await layoutHtmlSource())
