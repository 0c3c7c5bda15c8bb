import { messageLanguageOf } from '@visita/domain'
import { shipped } from '@visita/messages'
import type { TemplateSource } from './writing.ts'

/** The texts that everybody has until they write their own. */
export const shippedTemplates: TemplateSource = {
  async effective(_tenant, key, channel, locale) {
    const language = messageLanguageOf(locale) ?? 'es'
    const found = shipped(key, channel, language)
    return found && { ...found, language }
  },
}
