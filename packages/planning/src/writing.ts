import { type Content, contentText } from '@visita/channels'
import type { MessageLanguage, NotificationChannel, Sealed, TenantId } from '@visita/domain'
import { sealText } from '@visita/event-store'
import { type CompiledTemplate, localeIn, render } from '@visita/messages'
import { dataOf, personOf, type Scene, type Worded } from './data.ts'
import type { Links } from './links.ts'

/** The text that a tenant has for something, in the language nearest to what was asked for. */
export interface TemplateSource {
  /** Null: nothing is written for that channel. @throws Outage */
  effective(
    tenant: TenantId,
    key: string,
    channel: NotificationChannel,
    locale: string,
  ): Promise<{
    readonly document: CompiledTemplate
    readonly version: number
    readonly language: MessageLanguage
  } | null>
}

/** What is to be written, for whom it is planned or requested already. */
export type Unwritten = Worded & { readonly template: string; readonly locale: string; readonly timezone: string }

export type Written =
  | { readonly kind: 'written'; readonly version: number; readonly content: Sealed }
  /** It is to be filled by nobody: what it would have said is not worth the work. */
  | { readonly kind: 'chosen'; readonly version: number }
  /** There is no text, or it could not be filled. */
  | { readonly kind: 'unwritable'; readonly version: number; readonly code: 'no-template' | 'render' }
  /** Whoever it is about was erased, or there is nothing to tell of any more. */
  | { readonly kind: 'nobody' }

/** Writes a message once and for ever, and seals it under the key of whom it is about. */
export async function write(
  { templates, links }: { readonly templates: TemplateSource; readonly links: Links },
  message: Unwritten,
  scene: Scene,
): Promise<Written> {
  const { tenant } = scene.tenant
  const data = dataOf(message, scene, links)
  const personId = personOf(message, scene)
  const key = personId && scene.cast.people.get(personId)?.key
  if (!data || !key) return { kind: 'nobody' }
  const found = await templates.effective(tenant, message.template, message.channel, message.locale)
  if (!found) return { kind: 'unwritable', version: 1, code: 'no-template' }
  const { document, version, language } = found
  let content: Content
  try {
    content = render(document, data, { locale: localeIn(language, message.locale), timezone: message.timezone })
  } catch {
    // Its text was checked when it was saved, so this is rare; the next channel has another.
    return { kind: 'unwritable', version, code: 'render' }
  }
  return { kind: 'written', version, content: sealText(key, tenant, personId, contentText(content)) }
}

/** Only which text it would have been: for what is written down and never sent. */
export async function choose(
  { templates }: { readonly templates: TemplateSource },
  message: Unwritten,
  scene: Scene,
): Promise<Written> {
  const personId = personOf(message, scene)
  if (!personId || !scene.cast.people.has(personId)) return { kind: 'nobody' }
  const found = await templates.effective(scene.tenant.tenant, message.template, message.channel, message.locale)
  return { kind: 'chosen', version: found?.version ?? 1 }
}
