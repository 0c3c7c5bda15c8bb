export { type Codec, createCodec, InvalidEvent, type NewEvent, type RecordedEvent, type WireEvent } from './codec.ts'
export { Conflict, Outage } from './errors.ts'
export type { FollowOptions } from './follow.ts'
export { createHandler } from './handler.ts'
export type {
  CommandContext,
  CommandHandler,
  ExecuteOptions,
  HandlerOptions,
  Loaded,
  Outcome,
} from './handling.ts'
export type { Instruments } from './instruments.ts'
export { followManualClock } from './manual-clock.ts'
export type { EventMeta } from './metadata.ts'
export { fromPosition, type LogPosition, newestPosition, toPosition } from './position.ts'
export { type ReadBatch, type ReadLogOptions, readLog } from './read-log.ts'
export { erased, newPersonKey, openAll, openSecret, openText, personsIn, sealSecret, sealText } from './sealing.ts'
export { type Appended, type ConnectOptions, connect, type EventStore } from './store.ts'
