export type { Fault, Faults } from './faults.ts'
export { ListenError } from './grpc/server.ts'
export { type LocalNode, type NodeOptions, startNode } from './node.ts'
export { DataDirError, StorageError } from './storage/errors.ts'
