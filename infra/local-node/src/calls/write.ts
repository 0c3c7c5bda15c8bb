import type { FaultSwitches } from '../faults.ts'
import type { Call } from '../grpc/call.ts'
import type { Log } from '../log/log.ts'
import type { Outcome, WriteRequest } from '../log/outcome.ts'
import { notLeader } from './errors.ts'

/** What the calls need of the node. */
export interface NodeContext {
  log: Log
  faults: FaultSwitches
  maxAppendSize: number
  /** Where the node says that it can be reached. */
  host: () => string
  port: () => number
}

/** A write that has waited this long is answered with a timeout, whatever longer deadline its client allows. */
export const WRITE_TIMEOUT_MS = 2000

/** Queues a write, unless a fault switch strikes it. `answer` is called once, or never when the connection is gone. */
export const submitWrite = (
  node: NodeContext,
  call: Call,
  request: WriteRequest,
  answer: (outcome: Outcome) => void,
): void => {
  const fault = node.faults.strike(request.stream)
  if (!fault) {
    queue(node, call, request, answer)
    return
  }
  switch (fault.kind) {
    case 'delay':
      setTimeout(() => queue(node, call, request, answer), fault.delayMs ?? 0).unref()
      return
    case 'timeout':
      if (fault.afterCommit) queue(node, call, request, () => answer({ type: 'timeout' }))
      else answer({ type: 'timeout' })
      return
    case 'not-leader':
      call.fail(notLeader(node.host(), node.port()))
      return
    case 'drop':
      queue(node, call, request, () => call.dropConnection())
      return
    case 'wrong-expected-version':
      answer({ type: 'wrong-expected-version', current: node.log.streams.head(request.stream).last })
      return
    case 'commit-failure':
      return
  }
}

const queue = (node: NodeContext, call: Call, request: WriteRequest, answer: (outcome: Outcome) => void): void => {
  if (node.log.submit(request, answer)) return
  node.log.onRoom(call.hold())
}

/** When the write must have had its turn, given the client's own deadline (epoch milliseconds, Infinity without one). */
export const writeDeadline = (client: number): number => Math.min(client, Date.now() + WRITE_TIMEOUT_MS)
