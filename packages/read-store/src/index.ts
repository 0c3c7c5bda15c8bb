export { type ConnectOptions, connectPostgres, type ReadStore, type StoreRole } from './connect.ts'
export { createHolds, type Holds, type NotedHold } from './holds.ts'
export { type ListenOptions, listen } from './listen.ts'
export { MigrationError, type MigrationSet, migrate } from './migrate.ts'
export { type MigrationState, migrationState } from './migration-state.ts'
export { checkpointOf, checkpointsOf, waitForPosition } from './positions.ts'
export {
  type LogEvent,
  type Projection,
  ProjectionFailure,
  type Row,
  type RowOp,
  type TableSpec,
} from './projection.ts'
export { ReplayRunning, TableNotReplaceable } from './rebuild-tables.ts'
export {
  type Replayed,
  type ReplayOptions,
  type ReplayPhase,
  replayProjection,
  SwitchRefused,
} from './replay.ts'
export { type Begun, createRequests, type Requests } from './requests.ts'
export { RowChanges } from './row-changes.ts'
export { type Follow, type RunnerState, type RunOptions, runProjections } from './run-projections.ts'
export { type OtherVersion, outdatedProjections } from './served.ts'
export { askEveryTenant, askTenant, withEveryTenant, withTenant } from './tenant.ts'
export { isUnavailable, StoreUnavailable } from './unavailable.ts'
export { createVault, type Identity, PersonErased, type Vault, type VaultOptions } from './vault.ts'
export { opensVault } from './vault-canary.ts'
export { VaultError } from './vault-keys.ts'
export { type Difference, type VerifiedProjection, type VerifyOptions, verifyProjections } from './verify.ts'
