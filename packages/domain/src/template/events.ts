import { Type } from '@sinclair/typebox'
import { defineEvent, type EventsOf } from '../event.ts'
import { NotificationChannelSchema } from '../notification/words.ts'
import { InstantSchema, strict, stringEnum } from '../schema.ts'

/** What a text is for: `visit.created`, `visit.reminder.t24h`, a name of the tenant's own. */
export const TemplateKeySchema = Type.String({ pattern: '^[a-z][a-z0-9._-]{0,63}$' })
/** The languages that people are written to in. */
export const TemplateLanguageSchema = stringEnum('es', 'ca', 'pt', 'en')
export type TemplateLanguage = (typeof TemplateLanguageSchema)['static']

/** A template as its channel knows it: the rooms that check and render it know its shape, which only ever grows. */
export const TemplateTextSchema = Type.Record(Type.String(), Type.Unknown())
export type TemplateText = Readonly<Record<string, unknown>>

/** From 1. Where everybody has a text of that name, 1 is that one, and a tenant's own begin with 2. */
const version = Type.Integer({ minimum: 1 })
const which = {
  key: TemplateKeySchema,
  channel: NotificationChannelSchema,
  language: TemplateLanguageSchema,
  at: InstantSchema,
}

export const templateEvents = [
  /** Written, checked, an e-mail compiled. Nobody gets it yet. */
  defineEvent('TemplateSaved', Type.Object({ ...which, version, document: TemplateTextSchema }, strict)),
  /** What is written from now on is written by this version. */
  defineEvent('TemplatePublished', Type.Object({ ...which, version }, strict)),
  /** Back to what was published before `from`. */
  defineEvent('TemplateRolledBack', Type.Object({ ...which, version, from: version }, strict)),
] as const

export type TemplateEvent = EventsOf<typeof templateEvents>
