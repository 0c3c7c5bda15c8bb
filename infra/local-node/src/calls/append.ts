import type { Call, CallHandler } from '../grpc/call.ts'
import type { NewRecord } from '../log/record.ts'
import { invalid, maximumAppendSizeExceeded, storageFailed, streamDeleted, writeTimeout } from './errors.ts'
import { type NodeContext, submitWrite, writeDeadline } from './write.ts'
import { appendSuccess, appendWrongVersion } from './write-answers.ts'
import { eventSize, readAppendMessage, readEvent, type Target } from './write-messages.ts'

/** Append: options, then one event per message, then the client's half close. */
export const openAppend =
  (node: NodeContext) =>
  (call: Call): CallHandler => {
    let target: Target | null = null
    const events: NewRecord[] = []
    let bytes = 0

    const message = (raw: Buffer): void => {
      const part = readAppendMessage(raw)
      if ('options' in part) {
        if (target) throw invalid('an append has its options once')
        target = part.options
        return
      }
      if (!target) throw invalid('an append begins with its options')
      const event = readEvent(part.event)
      bytes += eventSize(event)
      if (bytes > node.maxAppendSize) throw maximumAppendSizeExceeded(node.maxAppendSize)
      events.push(event)
    }

    const halfClose = (): void => {
      if (!target) throw invalid('an append begins with its options')
      const { stream, expected } = target
      const request = {
        kind: 'append',
        stream,
        expected,
        events,
        bytes,
        deadline: writeDeadline(call.deadline),
      } as const
      submitWrite(node, call, request, (outcome) => {
        switch (outcome.type) {
          case 'success':
            call.send(appendSuccess(outcome.revision, outcome.position))
            call.finish()
            break
          case 'wrong-expected-version':
            call.send(appendWrongVersion(expected, outcome.current))
            call.finish()
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
    }

    return { message, halfClose, closed: () => {} }
  }
