import type { TenantId } from '@visita/domain'
import { type RawBuilder, sql } from 'kysely'
import { soughtTerms } from './terms.ts'

/** The ids of the customers that a search text finds, as a sub-query; null where it asks for nobody. */
export function customersFound(tenant: TenantId, text: string): RawBuilder<string> | null {
  const ways = soughtTerms(text).map((groups) => {
    const each = groups.map(
      (terms) => sql`SELECT t.customer_id FROM read.customer_term t
      WHERE t.tenant_id = ${tenant} AND (${sql.join(terms.map(begins), sql` OR `)})`,
    )
    return sql`(${sql.join(each, sql` INTERSECT `)})`
  })
  return ways.length === 0 ? null : sql<string>`${sql.join(ways, sql` UNION `)}`
}

/** As a range, which the index knows: nothing that begins with the term lies outside of it. */
const begins = (term: string) => sql`(t.term >= ${term} AND t.term < ${`${term}\u{10ffff}`})`

const uuidLength = 32

/** The first and the last visit id that begin as the text does; null where the text is no beginning of one that is long enough to mean it. */
export function visitIdsBeginning(text: string): { first: string; last: string } | null {
  const digits = text.trim().toLowerCase().replaceAll('-', '')
  if (!/^[0-9a-f]{8,32}$/.test(digits)) return null
  return { first: uuid(digits.padEnd(uuidLength, '0')), last: uuid(digits.padEnd(uuidLength, 'f')) }
}

const uuid = (digits: string) => digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
