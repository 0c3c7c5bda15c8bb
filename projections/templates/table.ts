import type { NotificationChannel, TemplateLanguage, TemplateText } from '@visita/domain'

interface Which {
  tenant_id: string
  key: string
  channel: NotificationChannel
  language: TemplateLanguage
}

export interface TemplateVersionRow extends Which {
  version: number
  document: TemplateText
  saved_at: string
}

export interface TemplatePublishedRow extends Which {
  version: number
  published_at: string
}

export interface TemplateTables {
  'read.template_version': TemplateVersionRow
  'read.template_published': TemplatePublishedRow
}
