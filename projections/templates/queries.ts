import type { NotificationChannel, TemplateLanguage, TenantId } from '@visita/domain'
import { readTables, type TenantDb } from '../tables.ts'
import type { TemplateVersionRow } from './table.ts'

export interface WhichTemplate {
  readonly key: string
  readonly channel: NotificationChannel
  readonly language: TemplateLanguage
}

/** A text that the tenant has written, as lists show it. */
export interface OwnTemplate extends WhichTemplate {
  /** The newest version. */
  readonly newest: number
  /** Null: none was ever published. 1 may be the text that everybody has: where the tenant's own begin with 2. */
  readonly published: number | null
  /** The tenant's first. */
  readonly first: number
}

/** Every text of the tenant's own. */
export async function ownTemplates(db: TenantDb, tenant: TenantId): Promise<OwnTemplate[]> {
  const rows = await readTables(db)
    .selectFrom('read.template_version as written')
    .leftJoin('read.template_published as published', (join) =>
      join
        .onRef('published.tenant_id', '=', 'written.tenant_id')
        .onRef('published.key', '=', 'written.key')
        .onRef('published.channel', '=', 'written.channel')
        .onRef('published.language', '=', 'written.language'),
    )
    .select(['written.key', 'written.channel', 'written.language', 'published.version as published'])
    .select(({ fn }) => [fn.max('written.version').as('newest'), fn.min('written.version').as('first')])
    .where('written.tenant_id', '=', tenant)
    .groupBy(['written.key', 'written.channel', 'written.language', 'published.version'])
    .execute()
  return rows.map(({ published, newest, first, ...which }) => ({
    ...which,
    published: published ?? null,
    newest: Number(newest),
    first: Number(first),
  }))
}

/** Every version of one, the newest first, and which is published. */
export async function templateVersions(
  db: TenantDb,
  tenant: TenantId,
  { key, channel, language }: WhichTemplate,
): Promise<{ readonly versions: readonly TemplateVersionRow[]; readonly published: number | null }> {
  const tables = readTables(db)
  const versions = await tables
    .selectFrom('read.template_version')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('key', '=', key)
    .where('channel', '=', channel)
    .where('language', '=', language)
    .orderBy('version', 'desc')
    .execute()
  const published = await tables
    .selectFrom('read.template_published')
    .select('version')
    .where('tenant_id', '=', tenant)
    .where('key', '=', key)
    .where('channel', '=', channel)
    .where('language', '=', language)
    .executeTakeFirst()
  return { versions, published: published?.version ?? null }
}
