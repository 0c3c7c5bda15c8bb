import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
} from '@eventstore/db-client'

/** Errors after which nobody knows whether it happened. Anything else is an answer. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof UnavailableError ||
    error instanceof CancelledError ||
    error instanceof DeadlineExceededError ||
    error instanceof TimeoutError ||
    error instanceof NotLeaderError ||
    error instanceof NoAnswer ||
    (error instanceof Error && !(error instanceof AccessDeniedError) && isConnectionLoss(error))
  )
}

/** The client passes some losses of the connection on as bare gRPC or socket errors. */
function isConnectionLoss(error: Error & { code?: unknown }): boolean {
  return (
    error.code === 14 ||
    error.code === 1 ||
    error.code === 13 ||
    error.code === 'ECONNRESET' ||
    error.code === 'ECONNREFUSED'
  )
}

class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The client's batch stream has no timer of its own: without this a lost answer would hang for ever. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new NoAnswer(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      done()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end, { once: true })
  })
}
