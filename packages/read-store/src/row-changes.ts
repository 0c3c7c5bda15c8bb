import type { Row, RowOp, TableSpec } from './projection.ts'

type Change =
  | { readonly kind: 'put'; readonly row: Row }
  | { readonly kind: 'patch'; readonly key: Row; readonly set: Row }
  | { readonly kind: 'remove'; readonly key: Row }

/** What a batch does to one table: at most one change for each row, so the statements may run in any order. */
export interface TableChanges {
  readonly table: string
  readonly removed: readonly Row[]
  readonly put: readonly Row[]
  /** Those that change the same columns stand together, and are one statement. */
  readonly patched: readonly (readonly Row[])[]
}

/** Takes the operations in the order of their events and keeps, for each row, only what they come to. */
export class RowChanges {
  readonly #keys: ReadonlyMap<string, readonly string[]>
  readonly #tables = new Map<string, Map<string, Change>>()

  constructor(tables: readonly TableSpec[]) {
    this.#keys = new Map(tables.map(({ name, key }) => [name, key]))
  }

  add(operation: RowOp): void {
    const columns = this.#keys.get(operation.table)
    if (!columns) throw new TypeError(`${operation.table} is not among the projection’s tables`)
    const key = pick(operation.op === 'put' ? operation.row : operation.key, columns)
    let rows = this.#tables.get(operation.table)
    if (!rows) {
      rows = new Map()
      this.#tables.set(operation.table, rows)
    }
    const id = JSON.stringify(Object.values(key))
    const change = combined(rows.get(id), operation, key)
    rows.set(id, change)
  }

  *tables(): Iterable<TableChanges> {
    for (const [table, rows] of this.#tables) {
      const removed: Row[] = []
      const put: Row[] = []
      const patched = new Map<string, Row[]>()
      for (const change of rows.values()) {
        if (change.kind === 'remove') removed.push(change.key)
        else if (change.kind === 'put') put.push(change.row)
        else {
          const columns = Object.keys(change.set).sort().join()
          const alike = patched.get(columns)
          const row = { ...change.set, ...change.key }
          if (alike) alike.push(row)
          else patched.set(columns, [row])
        }
      }
      yield { table, removed, put, patched: [...patched.values()] }
    }
  }
}

function combined(before: Change | undefined, operation: RowOp, key: Row): Change {
  switch (operation.op) {
    case 'put':
      return { kind: 'put', row: operation.row }
    case 'remove':
      return { kind: 'remove', key }
    case 'patch':
      if (before?.kind === 'put') return { kind: 'put', row: { ...before.row, ...operation.set, ...key } }
      if (before?.kind === 'remove') return before
      return { kind: 'patch', key, set: { ...before?.set, ...operation.set } }
  }
}

function pick(row: Row, columns: readonly string[]): Row {
  const picked: Record<string, unknown> = {}
  for (const column of columns) {
    if (row[column] === undefined || row[column] === null) throw new TypeError(`a row without its key: ${column}`)
    picked[column] = row[column]
  }
  return picked
}
