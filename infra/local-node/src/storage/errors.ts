/** The data directory cannot be used; the message says why, for the person who started the node. */
export class DataDirError extends Error {}

/** The disk refused a write (full, failed fsync ...). Nothing of the group it belonged to was acknowledged. */
export class StorageError extends Error {}
