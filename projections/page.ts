/** A stretch of a list, and whether there is more behind it. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** The last item when there is more, or else null: what the next page begins after. */
  readonly last: Item | null
}

/** Queries ask for one row more than they show, and so learn whether there is a next page without counting. */
export function pageOfRows<Item>(rows: readonly Item[], limit: number): Page<Item> {
  if (rows.length <= limit) return { items: rows, last: null }
  const items = rows.slice(0, limit)
  return { items, last: items.at(-1) ?? null }
}
