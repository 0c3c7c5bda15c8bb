import { Status } from '../grpc/status.ts'
import { Writer } from '../grpc/writer.ts'
import type { Expected, Outcome } from '../log/outcome.ts'
import { INT64_MAX, TOMBSTONE } from '../log/record.ts'

/** Encodes the answers to writes, as whole gRPC frames. Written field by field: every append pays for this. */

const writer = new Writer()

const frame = (encode: (w: Writer) => void): Buffer => {
  const w = writer.reset()
  const start = w.openFrame()
  encode(w)
  return w.closeFrame(start).take()
}

const revision = (w: Writer, tag: number, value: number): void => {
  if (value === TOMBSTONE) w.big(tag, INT64_MAX)
  else w.number(tag, value)
}

/** `Success` of Append and BatchAppend: the same fields in both. */
const success = (w: Writer, current: number, position: number | null): void => {
  if (current < 0) w.empty(0x12)
  else revision(w, 0x08, current)
  if (position === null) w.empty(0x22)
  else {
    const at = w.open(0x1a)
    w.number(0x08, position).number(0x10, position).close(at)
  }
}

/** The answer to an Append that was made, or that had been made before. */
export const appendSuccess = (current: number, position: number | null): Buffer =>
  frame((w) => {
    const at = w.open(0x0a)
    success(w, current, position)
    w.close(at)
  })

/** Append's own way of saying so: a message, with status OK. */
export const appendWrongVersion = (expected: Expected, current: number): Buffer =>
  frame((w) => {
    const at = w.open(0x12)
    if (current < 0) w.empty(0x3a)
    else revision(w, 0x30, current)
    if (expected === 'any') w.empty(0x4a)
    else if (expected === 'stream-exists') w.empty(0x52)
    else if (expected === 'no-stream') w.empty(0x5a)
    else w.big(0x40, expected)
    w.close(at)
  })

/** The position that a Delete or a Tombstone was written at. */
export const deleteSuccess = (position: number): Buffer =>
  frame((w) => {
    const at = w.open(0x0a)
    w.number(0x08, position).number(0x10, position).close(at)
  })

export interface BatchTarget {
  correlationId: string
  stream: string
  expected: Expected
}

/** A refusal that is no outcome of the log. */
export type Refusal = { type: 'too-large'; limit: number } | { type: 'bad-request'; message: string }

/** The one answer to one append of a BatchAppend call. */
export const batchAnswer = (target: BatchTarget, outcome: Outcome | Refusal): Buffer =>
  frame((w) => {
    const id = w.open(0x0a)
    w.string(0x12, target.correlationId).close(id)
    if (outcome.type === 'success') {
      const at = w.open(0x1a)
      success(w, outcome.revision, outcome.position)
      w.close(at)
    } else {
      const at = w.open(0x12)
      batchError(w, target, outcome)
      w.close(at)
    }
    // The client looks at this on errors without asking whether it is there.
    const stream = w.open(0x22)
    w.string(0x1a, target.stream).close(stream)
  })

const batchError = (w: Writer, target: BatchTarget, outcome: Exclude<Outcome, { type: 'success' }> | Refusal): void => {
  switch (outcome.type) {
    case 'wrong-expected-version':
      status(w, Status.ALREADY_EXISTS, 'WrongExpectedVersion', null, () => wrongVersion(w, target, outcome.current))
      break
    case 'stream-deleted':
      status(w, Status.NOT_FOUND, 'StreamDeleted', null, () => {
        const at = w.open(0x0a)
        w.string(0x1a, target.stream).close(at)
      })
      break
    case 'timeout':
      status(w, Status.DEADLINE_EXCEEDED, 'Timeout', null, () => {})
      break
    // To the client a disk that refuses is a write that did not happen in time: ask again with the same ids. (Of the
    // error types that a batch has, this is the one that clients take for an outage and not for an answer.)
    case 'failed':
      status(w, Status.DEADLINE_EXCEEDED, 'Timeout', outcome.reason, () => {})
      break
    case 'too-large':
      status(w, Status.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', null, () => w.number(0x08, outcome.limit))
      break
    case 'bad-request':
      status(w, Status.INVALID_ARGUMENT, 'BadRequest', outcome.message, () => w.string(0x0a, outcome.message))
      break
  }
}

const wrongVersion = (w: Writer, { expected }: BatchTarget, current: number): void => {
  if (current < 0) w.empty(0x12)
  else revision(w, 0x08, current)
  if (expected === 'any') w.empty(0x22)
  else if (expected === 'stream-exists') w.empty(0x2a)
  else if (expected === 'no-stream') w.empty(0x32)
  else w.big(0x18, expected)
}

/** google.rpc.Status with the error's type as `details`, which is what the client goes by. */
const status = (w: Writer, code: number, name: string, message: string | null, encode: () => unknown): void => {
  w.number(0x08, code).string(0x12, message ?? name)
  const details = w.open(0x1a)
  w.string(0x0a, `type.googleapis.com/event_store.client.${name}`)
  const value = w.open(0x12)
  encode()
  w.close(value).close(details)
}
