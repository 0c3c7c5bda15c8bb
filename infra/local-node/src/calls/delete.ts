import type { Call, CallHandler } from '../grpc/call.ts'
import { invalid, storageFailed, streamDeleted, writeTimeout, wrongExpectedVersion } from './errors.ts'
import { type NodeContext, submitWrite, writeDeadline } from './write.ts'
import { deleteSuccess } from './write-answers.ts'
import { readTargetRequest } from './write-messages.ts'

/** Delete (soft) and Tombstone (for ever). */
export const openDelete =
  (node: NodeContext, kind: 'delete' | 'tombstone') =>
  (call: Call): CallHandler => {
    let asked = false
    return {
      message(raw) {
        if (asked) throw invalid('this call takes one message')
        asked = true
        const { stream, expected } = readTargetRequest(raw)
        const request = { kind, stream, expected, events: [], bytes: 0, deadline: writeDeadline(call.deadline) }
        submitWrite(node, call, request, (outcome) => {
          switch (outcome.type) {
            case 'success':
              call.send(deleteSuccess(outcome.position ?? 0))
              call.finish()
              break
            case 'wrong-expected-version':
              call.fail(wrongExpectedVersion(stream, expected, outcome.current))
              break
            case 'stream-deleted':
              call.fail(streamDeleted(stream))
              break
            case 'timeout':
              call.fail(writeTimeout())
              break
            case 'failed':
              call.fail(storageFailed(outcome.reason))
              break
          }
        })
      },
      halfClose() {
        if (!asked) throw invalid('the request is missing')
      },
      closed() {},
    }
  }
