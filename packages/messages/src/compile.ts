import type { CompiledTemplate, TemplateDocument } from './document.ts'
import type { TemplateProblem } from './problem.ts'

// The one place that needs MJML, which takes half a second and some 20 MB to load: whoever renders never imports it, and whoever
// saves templates loads it with the first one.

/** As it is kept; or what MJML has against it, with the place. Its Liquid stays: it is filled in for each message. */
export async function compile(
  document: TemplateDocument,
): Promise<{ readonly document: CompiledTemplate } | { readonly problems: readonly TemplateProblem[] }> {
  if (document.channel !== 'email') return { document }
  const page = await compileMjml(document.mjml)
  return 'html' in page ? { document: { ...document, html: page.html } } : page
}

export async function compileMjml(
  mjml: string,
): Promise<{ readonly html: string } | { readonly problems: readonly TemplateProblem[] }> {
  const { default: mjml2html } = await import('mjml')
  try {
    const { html, errors } = await mjml2html(mjml, { validationLevel: 'soft', keepComments: false })
    if (errors.length === 0) return { html: slim(html) }
    return {
      problems: errors.map(({ line, tagName, message }) => ({
        path: '/mjml',
        message: `line ${line}, <${tagName}>: ${message}`,
      })),
    }
  } catch (error) {
    return { problems: [{ path: '/mjml', message: error instanceof Error ? error.message : 'cannot be read' }] }
  }
}

/** Without the indentation, which would go out with every message. */
const slim = (html: string): string =>
  html
    .replace(/\n\s*/g, '\n')
    .replace(/(<[a-z]+)\n/g, '$1 ')
    .replace(/\n>/g, '>')
    .trim()
