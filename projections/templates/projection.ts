import type { TemplateEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, put, table, tenantOf } from '../define.ts'

const whichOf = (event: RecordedEvent<TemplateEvent>) => {
  const { key, channel, language } = event.data
  return { tenant_id: tenantOf(event), key, channel, language }
}

const inForce = (event: RecordedEvent<TemplateEvent>) => [
  put('read.template_published', {
    ...whichOf(event),
    version: event.data.version,
    published_at: event.data.at,
  }),
]

/** The texts that tenants have written themselves. Those that everybody has come with the service. */
export const templates = defineProjection<TemplateEvent>({
  name: 'templates',
  version: 1,
  tables: [
    table('read.template_version', 'tenant_id', 'key', 'channel', 'language', 'version'),
    table('read.template_published', 'tenant_id', 'key', 'channel', 'language'),
  ],
  on: {
    TemplateSaved: (event) => {
      const { version, document, at } = event.data
      return [put('read.template_version', { ...whichOf(event), version, document, saved_at: at })]
    },
    TemplatePublished: inForce,
    TemplateRolledBack: inForce,
  },
})
