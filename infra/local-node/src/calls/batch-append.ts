import type { Call, CallHandler } from '../grpc/call.ts'
import { WireError } from '../grpc/reader.ts'
import { GrpcError, Status } from '../grpc/status.ts'
import type { Outcome } from '../log/outcome.ts'
import type { NewRecord } from '../log/record.ts'
import { invalid } from './errors.ts'
import { type NodeContext, submitWrite, writeDeadline } from './write.ts'
import { type BatchTarget, batchAnswer, type Refusal } from './write-answers.ts'
import { type BatchFrame, eventSize, readBatchFrame, readBatchOptions, readEvent } from './write-messages.ts'

/** An append of this call that is not over. */
interface Pending {
  target: BatchTarget
  /** Epoch milliseconds. */
  deadline: number
  events: NewRecord[]
  bytes: number
  /** `collecting` frames; `writing`: complete, the log will answer; `refused`: answered, with frames still to ignore. */
  state: 'collecting' | 'writing' | 'refused'
}

/** Bounds of one call: appends that are not over, and the bytes of those whose frames are still coming. */
const MAX_PENDING = 16_384
const MAX_COLLECTED_BYTES = 64 * 1024 * 1024
const SWEEP_MS = 250

/**
 * BatchAppend: many appends over one long call, told apart by their correlation ids. The contract with the client:
 * one answer per id, never two (a second one crashes it), never none (it would wait for ever).
 */
export class BatchAppend implements CallHandler {
  readonly #node: NodeContext
  readonly #call: Call
  readonly #pending = new Map<string, Pending>()
  #collected = 0
  #halfClosed = false
  #held = false
  #sweeper: NodeJS.Timeout | null = null

  constructor(node: NodeContext, call: Call) {
    this.#node = node
    this.#call = call
  }

  message(raw: Buffer): void {
    const frame = readBatchFrame(raw)
    const known = this.#pending.get(frame.correlationId)
    if (known?.state === 'writing') return
    if (known?.state === 'refused') {
      if (frame.final) this.#forget(known)
      return
    }
    const append = known ?? this.#begin(frame.correlationId)
    const refusal = this.#collect(append, frame, known === undefined)
    if (refusal) this.#refuse(append, refusal, frame.final)
    else if (frame.final) this.#write(append)
    else this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS)
  }

  halfClose(): void {
    this.#halfClosed = true
    for (const append of this.#pending.values()) {
      if (append.state === 'refused') this.#forget(append)
      else if (append.state === 'collecting') {
        this.#refuse(append, { type: 'bad-request', message: 'the call ended before the final frame' }, true)
      }
    }
    if (this.#pending.size === 0) this.#call.finish()
  }

  closed(): void {
    if (this.#sweeper) clearInterval(this.#sweeper)
  }

  #begin(correlationId: string): Pending {
    if (this.#pending.size >= MAX_PENDING) {
      throw new GrpcError(Status.RESOURCE_EXHAUSTED, 'too many unanswered appends on one call')
    }
    const target: BatchTarget = { correlationId, stream: '', expected: 'any' }
    const append: Pending = { target, deadline: writeDeadline(Infinity), events: [], bytes: 0, state: 'collecting' }
    this.#pending.set(correlationId, append)
    return append
  }

  /** Takes in a frame; gives back why the append cannot be made, if so. */
  #collect(append: Pending, frame: BatchFrame, first: boolean): Refusal | Outcome | null {
    try {
      if (first) {
        if (!frame.options) throw invalid('an append begins with its options')
        const { stream, expected, deadline } = readBatchOptions(frame.options)
        append.target = { correlationId: frame.correlationId, stream, expected }
        append.deadline = writeDeadline(deadline)
      }
      // Before the size is looked at: what came too late is not judged any further.
      if (append.deadline < Date.now()) return { type: 'timeout' }
      for (const raw of frame.events) {
        const event = readEvent(raw)
        const size = eventSize(event)
        append.bytes += size
        this.#collected += size
        if (append.bytes > this.#node.maxAppendSize) return { type: 'too-large', limit: this.#node.maxAppendSize }
        append.events.push(event)
      }
    } catch (error) {
      if (isCallersFault(error)) return { type: 'bad-request', message: error.message }
      throw error
    }
    if (this.#collected > MAX_COLLECTED_BYTES) {
      throw new GrpcError(Status.RESOURCE_EXHAUSTED, 'too many unfinished appends on one call')
    }
    return null
  }

  #write(append: Pending): void {
    append.state = 'writing'
    this.#collected -= append.bytes
    const { target, events, bytes, deadline } = append
    const { stream, expected } = target
    submitWrite(this.#node, this.#call, { kind: 'append', stream, expected, events, bytes, deadline }, (outcome) => {
      this.#answer(target, outcome)
      this.#forget(append)
    })
  }

  /** Answers an append that will not be made; what still comes of it is ignored up to its final frame. */
  #refuse(append: Pending, outcome: Outcome | Refusal, final: boolean): void {
    this.#answer(append.target, outcome)
    this.#collected -= append.bytes
    append.events = []
    append.bytes = 0
    append.state = 'refused'
    if (final) this.#forget(append)
  }

  #answer(target: BatchTarget, outcome: Outcome | Refusal): void {
    if (this.#call.send(batchAnswer(target, outcome)) || this.#held) return
    // A client that does not take its answers sends no more appends either.
    this.#held = true
    const release = this.#call.hold()
    this.#call.drained().then(() => {
      this.#held = false
      release()
    })
  }

  #forget(append: Pending): void {
    this.#pending.delete(append.target.correlationId)
    if (this.#halfClosed && this.#pending.size === 0) this.#call.finish()
  }

  /** Frames that never come must not make the client wait for ever. */
  #sweep(): void {
    const now = Date.now()
    for (const append of this.#pending.values()) {
      if (append.state === 'collecting' && append.deadline < now) this.#refuse(append, { type: 'timeout' }, false)
    }
  }
}

const isCallersFault = (error: unknown): error is GrpcError | WireError =>
  error instanceof WireError || (error instanceof GrpcError && error.code === Status.INVALID_ARGUMENT)
