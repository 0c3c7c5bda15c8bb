import type { Aggregates } from '@visita/agenda'
import {
  messageLanguageOf,
  type NotificationChannel,
  publishedVersion,
  StreamName,
  type TemplateLanguage,
  type TenantId,
} from '@visita/domain'
import { type CompiledTemplate, shipped, templateKeyOf } from '@visita/messages'
import type { TemplateSource } from './writing.ts'

export type Templates = ReturnType<typeof createTemplates>

/** A text that is in force, and the language that it is written in. */
export interface EffectiveTemplate {
  /** The same object as long as it is the same text. */
  readonly document: CompiledTemplate
  readonly version: number
  readonly language: TemplateLanguage
}

/** How old what seldom changes may be, where no live subscription keeps it current. */
const configurationMs = 1_000

/** The texts that are in force: a tenant's own, or else what everybody has. */
export function createTemplates({ template, tenant: tenants }: Pick<Aggregates, 'template' | 'tenant'>) {
  async function own(tenant: TenantId, key: string, channel: NotificationChannel, language: TemplateLanguage) {
    const { state } = await template.load(StreamName.template(tenant, key, channel, language), configurationMs)
    const version = publishedVersion(state)
    // Version 1 is not the tenant's where everybody has one: then it was gone back to.
    const found = version === null ? undefined : state.versions.get(version)
    // It was checked and compiled when it was saved, and its shape only ever grows.
    return found && version !== null
      ? { document: found.document as unknown as CompiledTemplate, version, language }
      : null
  }

  async function inLanguage(
    tenant: TenantId,
    key: string,
    channel: NotificationChannel,
    language: TemplateLanguage,
  ): Promise<EffectiveTemplate | null> {
    // A reminder of a duration without a text of its own is told as any reminder is.
    const keys = new Set([key, templateKeyOf(key) ?? key])
    const owned = await Promise.all([...keys].map((one) => own(tenant, one, channel, language)))
    const found = owned.find((one) => one !== null)
    if (found) return found
    const everybodys = shipped(key, channel, language)
    return everybodys && { ...everybodys, language }
  }

  return {
    /**
     * What is written by for somebody of that locale (BCP 47): in their language, or else in the tenant's, or else in Spanish.
     * Null: nothing is written for that channel. @throws Outage
     */
    async effective(
      tenant: TenantId,
      key: string,
      channel: NotificationChannel,
      locale: string,
    ): Promise<EffectiveTemplate | null> {
      const asked = messageLanguageOf(locale)
      const inTheirs = asked && (await inLanguage(tenant, key, channel, asked))
      if (inTheirs) return inTheirs
      const { state } = await tenants.load(StreamName.tenant(tenant), configurationMs)
      for (const language of new Set([messageLanguageOf(state.policies?.locale ?? '') ?? 'es', 'es'] as const)) {
        const found = language === asked ? null : await inLanguage(tenant, key, channel, language)
        if (found) return found
      }
      return null
    },
  } satisfies TemplateSource
}
