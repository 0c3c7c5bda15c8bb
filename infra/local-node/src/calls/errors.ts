import { GrpcError, Status } from '../grpc/status.ts'
import type { Expected } from '../log/outcome.ts'

/** The error statuses of EventStoreDB, with the trailers that its clients build typed errors from. */

export const invalid = (message: string): GrpcError => new GrpcError(Status.INVALID_ARGUMENT, message)

export const streamDeleted = (stream: string): GrpcError =>
  new GrpcError(Status.FAILED_PRECONDITION, 'the stream is deleted', { exception: 'stream-deleted', ...named(stream) })

/** For Delete and Tombstone; Append answers with a message of its own. */
export const wrongExpectedVersion = (stream: string, expected: Expected, current: number): GrpcError =>
  new GrpcError(Status.FAILED_PRECONDITION, 'the stream is not at the expected revision', {
    exception: 'wrong-expected-version',
    ...named(stream),
    'expected-version': expectedVersion(expected),
    'actual-version': String(current),
  })

export const maximumAppendSizeExceeded = (limit: number): GrpcError =>
  new GrpcError(Status.INVALID_ARGUMENT, `an append may hold ${limit} bytes`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  })

export const missingMetadata = (): GrpcError =>
  new GrpcError(Status.INVALID_ARGUMENT, 'an event needs the metadata properties type and content-type', {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  })

export const accessDenied = (): GrpcError =>
  new GrpcError(Status.PERMISSION_DENIED, 'access denied', { exception: 'access-denied' })

export const notLeader = (host: string, port: number): GrpcError =>
  new GrpcError(Status.NOT_FOUND, 'this node is not the leader', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  })

/** A write that took too long: whether it was made is unknown to the caller. */
export const writeTimeout = (): GrpcError => new GrpcError(Status.ABORTED, 'the write timed out')

/** The disk refused a write. */
export const storageFailed = (reason: string): GrpcError => new GrpcError(Status.UNAVAILABLE, reason)

const expectedVersion = (expected: Expected): string => {
  if (expected === 'no-stream') return '-1'
  if (expected === 'any') return '-2'
  return expected === 'stream-exists' ? '-4' : String(expected)
}

/** Trailers are ASCII; any other name is percent-encoded. */
const named = (stream: string): { 'stream-name': string } => ({
  'stream-name': /^[\x21-\x7e]*$/.test(stream) ? stream : encodeURIComponent(stream),
})
