import type { NotificationChannel } from '@visita/domain'
import { bodyFaults, invalidRequest } from '@visita/http'
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

/**
 * A template as somebody wrote it, ready to be kept; its channel may be left out, since the address names it.
 * @throws 400 `invalid-request` with every place that is wrong
 */
export async function compiled(
  channel: NotificationChannel,
  written: Readonly<Record<string, unknown>>,
  purpose: TemplatePurpose,
): Promise<CompiledTemplate> {
  const document = { channel, ...written }
  const faults = bodyFaults(schemas[channel], document)
  if (faults.length > 0) throw invalidRequest(faults)
  const checked = document as TemplateDocument
  refuse(check(checked, purpose))
  const made = await compile(checked)
  if ('problems' in made) throw refused(made.problems)
  return made.document
}

const refused = (problems: readonly TemplateProblem[]) =>
  invalidRequest(problems.map(({ path, message }) => ({ in: 'body', path, message })))

function refuse(problems: readonly TemplateProblem[]): void {
  if (problems.length > 0) throw refused(problems)
}
