export { check, type TemplatePurpose } from './check.ts'
export type { MessageData, VisitData } from './data.ts'
export {
  type CompiledEmailTemplate,
  CompiledEmailTemplateSchema,
  type CompiledTemplate,
  CompiledTemplateSchema,
  type EmailTemplate,
  EmailTemplateSchema,
  type InAppTemplate,
  InAppTemplateSchema,
  type SmsTemplate,
  SmsTemplateSchema,
  type TemplateDocument,
  TemplateDocumentSchema,
  type WhatsAppTemplate,
  WhatsAppTemplateSchema,
} from './document.ts'
export { localeIn, type Reader } from './moment.ts'
export { type Preview, preview } from './preview.ts'
export type { TemplateProblem } from './problem.ts'
export { render } from './render.ts'
export { sampleData } from './sample.ts'
export { type ShippedTemplate, shipped, type TemplateKey, templateKeyOf, templateKeys } from './shipped/index.ts'
