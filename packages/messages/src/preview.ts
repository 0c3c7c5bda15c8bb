import type { Content } from '@visita/channels'
import type { TemplatePurpose } from './check.ts'
import type { CompiledTemplate } from './document.ts'
import { localeIn } from './moment.ts'
import { render } from './render.ts'
import { sampleData } from './sample.ts'

/** A template as somebody would get it, with made-up data. `segments`: as how many messages an SMS counts. */
export interface Preview {
  readonly content: Content
  readonly segments: number | null
}

/** The document has passed `check`. */
export function preview(document: CompiledTemplate, { key, language }: TemplatePurpose): Preview {
  const data = sampleData(key)
  const content = render(document, data, { locale: localeIn(language, language), timezone: data.visit.timezone })
  return { content, segments: content.channel === 'sms' ? content.segments : null }
}
