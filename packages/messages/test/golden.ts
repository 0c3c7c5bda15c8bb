import { writeFileSync } from 'node:fs'
import type { Content } from '@visita/channels'
import type { NotificationChannel } from '@visita/domain'
import { type Language, languages } from '@visita/http/language'
import { localeIn, type MessageData, render, shipped, templateKeys } from '../src/index.ts'
import { scene, series } from './scenes.ts'

/**
 * Everything that we say, in each language, as its readers get it: for them to read, and for nobody to change unseen.
 *
 *     node packages/messages/test/golden.ts --write
 */
export const fileOf = (language: Language) => new URL(`golden/${language}.txt`, import.meta.url)

const channels: readonly NotificationChannel[] = ['whatsapp', 'email', 'sms', 'in_app']
const severalAtOnce = ['visit.created', 'visit.confirmed', 'visit.rescheduled', 'visit.canceled']

function readable(content: Content): string {
  switch (content.channel) {
    case 'whatsapp': {
      const { template, buttons, text, ttlSeconds } = content
      const approved = `${template.name} (${template.language}): ${template.parameters.join(' | ')}`
      return [text, ...buttons.map(({ title, payload }) => `[${title}] ${payload}`), approved, `${ttlSeconds} s`].join(
        '\n',
      )
    }
    case 'email': {
      const calendar = content.calendar && `(${content.calendar.method})`
      return [content.subject, calendar, content.text].filter(Boolean).join('\n')
    }
    case 'sms':
      return `${content.text}\n${content.segments} × SMS, ${content.ttlSeconds} s`
    case 'in_app':
      return `${content.title}\n${content.body}\n${content.url ?? ''}`.trim()
  }
}

function* told(language: Language, key: string, name: string, data: MessageData) {
  for (const channel of channels) {
    const template = shipped(key, channel, language)
    if (!template) continue
    const reader = { locale: localeIn(language, language), timezone: 'Europe/Madrid' }
    yield `=== ${name}, ${channel}\n${readable(render(template.document, data, reader))}\n`
  }
}

export function golden(language: Language): string {
  const parts = templateKeys.flatMap((key) => [
    ...told(language, key, key, scene(key)),
    ...(severalAtOnce.includes(key) ? told(language, key, `${key}, a series`, series(key)) : []),
  ])
  return parts.join('\n')
}

if (import.meta.main && process.argv.includes('--write')) {
  for (const language of languages) writeFileSync(fileOf(language), golden(language))
}
