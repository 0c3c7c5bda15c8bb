import { type Static, Type } from '@sinclair/typebox'
import { InstantSchema, VisitIdSchema } from '@visita/domain'
import { decodeCursor, encodeCursor, invalidRequest } from '@visita/http'
import type { ManageUrl, Page, VisitDocument, VisitRow } from '@visita/projections'
import { visitOfRow } from '@visita/projections'
import { isInstant } from '@visita/runtime'

/** A page as an answer: its items, and the token that the next page is asked for with. */
export function answerPage<Item, Document>(
  { items, last }: Page<Item>,
  document: (item: Item) => Document,
  keyOf: (item: Item) => unknown,
): { items: Document[]; nextCursor: string | null } {
  return { items: items.map(document), nextCursor: last === null ? null : encodeCursor(keyOf(last)) }
}

/** The id that a list of configured documents goes on after. */
export const idCursor = (cursor: string | undefined): string | null =>
  cursor === undefined ? null : decodeCursor(cursor, Type.String({ maxLength: 64 }))

const StartCursorSchema = Type.Object({ start: InstantSchema, id: VisitIdSchema }, { additionalProperties: false })

export type StartCursor = Static<typeof StartCursorSchema>

/** What a list in the order of starts, then ids, goes on after. @throws 400 `invalid-request` for a cursor that no list has given */
export function startCursor(cursor: string | undefined): StartCursor | null {
  if (cursor === undefined) return null
  const place = decodeCursor(cursor, StartCursorSchema)
  if (isInstant(place.start)) return place
  throw invalidRequest([{ in: 'query', path: '/cursor', message: 'was not issued by this list' }])
}

/** The same for a list in the order of the log. */
export const turnCursor = (cursor: string | undefined): bigint | null =>
  cursor === undefined ? null : BigInt(decodeCursor(cursor, Type.String({ pattern: '^\\d{1,18}$' })))

export const turnOf = ({ turn }: { readonly turn: bigint }): string => turn.toString()

export const answerVisits = (
  page: Page<VisitRow>,
  manageUrl?: ManageUrl,
): { items: VisitDocument[]; nextCursor: string | null } =>
  answerPage(
    page,
    (row) => visitOfRow(row, manageUrl),
    ({ starts_at, visit_id }) => ({ start: starts_at, id: visit_id }),
  )
