export interface LogMarkRow {
  tenant_id: string
  minute: string
  block: number
  position: bigint
}

export interface LogMarkTables {
  'read.log_mark': LogMarkRow
}
