import { type NotificationChannel, type ReplyKind, replyKinds } from '@visita/domain'
import type { InEveryLanguage, Language } from '@visita/http/language'
import type { CompiledTemplate } from '../document.ts'
import { ca } from './ca.ts'
import { emailOf, inAppOf, type OccasionKey, smsOf, whatsAppOf } from './documents.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { pt } from './pt.ts'
import { notices, occasions, type Voice } from './words.ts'

const voices: InEveryLanguage<Voice> = { es, ca, pt, en }

/** The keys that there are texts for. Reminders of other durations than these take `visit.reminder`. */
export const templateKeys = [...occasions, ...replyKinds, ...notices] as const
export type TemplateKey = (typeof templateKeys)[number]

const isOccasion = (key: string): key is OccasionKey => (occasions as readonly string[]).includes(key)
const isAnswer = (key: string): key is ReplyKind => (replyKinds as readonly string[]).includes(key)
const isNotice = (key: string): key is (typeof notices)[number] => (notices as readonly string[]).includes(key)

/** The key itself, or that of every reminder for one of a duration that has no text of its own; null for any other. */
export function templateKeyOf(key: string): TemplateKey | null {
  if (isOccasion(key) || isAnswer(key) || isNotice(key)) return key
  const [, prefix] = /^((?:agent\.)?visit\.reminder)\.[a-z0-9]+$/.exec(key) ?? []
  return prefix ? templateKeyOf(prefix) : null
}

function make(key: TemplateKey, channel: NotificationChannel, language: Language): CompiledTemplate | null {
  const voice = voices[language]
  if (isNotice(key)) return channel === 'in_app' ? { channel, ...voice.notices[key], url: null } : null
  if (isAnswer(key)) {
    if (channel === 'whatsapp') return whatsAppOf(key, voice.answers[key], voice)
    return channel === 'sms' ? smsOf(key, voice.answers[key]) : null
  }
  const words = voice.occasions[key]
  switch (channel) {
    case 'whatsapp':
      return whatsAppOf(key, words, voice)
    case 'email':
      return emailOf(key, words, voice, language)
    case 'sms':
      return smsOf(key, words)
    case 'in_app':
      return inAppOf(key, words)
  }
}

export interface ShippedTemplate {
  readonly document: CompiledTemplate
  readonly version: 1
}
const made = new Map<string, ShippedTemplate | null>()

/**
 * The text that everybody has until they write their own; null where there is none: nobody is answered by e-mail, and what
 * is told to the team stays in the house. Always the same object, so that it is parsed once.
 */
export function shipped(key: string, channel: NotificationChannel, language: Language): ShippedTemplate | null {
  const known = templateKeyOf(key)
  if (known === null) return null
  const name = `${known} ${channel} ${language}`
  const found = made.get(name)
  if (found !== undefined) return found
  const document = make(known, channel, language)
  const template = document && ({ document, version: 1 } as const)
  made.set(name, template)
  return template
}
