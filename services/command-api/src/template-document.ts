import type { NotificationChannel } from '@visita/domain'
import { bodyFaults, invalidRequest, type ProblemError } from '@visita/http'
import {
  type CompiledTemplate,
  check,
  EmailTemplateSchema,
  InAppTemplateSchema,
  SmsTemplateSchema,
  type TemplateDocument,
  type TemplateProblem,
  type TemplatePurpose,
  WhatsAppTemplateSchema,
} from '@visita/messages'
import { compile } from '@visita/messages/compile'

const schemas = {
  whatsapp: WhatsAppTemplateSchema,
  email: EmailTemplateSchema,
  sms: SmsTemplateSchema,
  in_app: InAppTemplateSchema,
} as const

/** Mail programs show no more of an e-mail than this, and each is kept as it was sent. */
const mostHtmlBytes = 100 * 1024

/**
 * A template as somebody wrote it, ready to be kept; its channel may be left out, since the address names it.
 * @throws 400 `invalid-request` with every place that is wrong
 */
export async function compiled(
  channel: NotificationChannel,
  written: Readonly<Record<string, unknown>>,
  purpose: TemplatePurpose,
): Promise<CompiledTemplate> {
  const given = { channel, ...written }
  const faults = bodyFaults(schemas[channel], given)
  if (faults.length > 0) throw invalidRequest(faults)
  const document = given as TemplateDocument
  const problems = check(document, purpose)
  if (problems.length > 0) throw refused(problems)
  const made = await compile(document)
  if ('problems' in made) throw refused(made.problems)
  const size = 'html' in made.document ? Buffer.byteLength(made.document.html) : 0
  if (size <= mostHtmlBytes) return made.document
  const message = `becomes ${size} bytes of HTML, and ${mostHtmlBytes} are allowed`
  throw refused([{ path: '/mjml', message }])
}

const refused = (problems: readonly TemplateProblem[]): ProblemError =>
  invalidRequest(problems.map(({ path, message }) => ({ in: 'body', path, message })))
