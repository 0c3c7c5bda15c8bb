/** The database cannot be reached, or ended the connection. Nothing is known to be wrong with the statement: try later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** Whether an error of `pg` speaks of the connection, and not of the statement. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  // 08: connection exceptions. 57P: the server shuts down or an administrator ended us. 53300: too many connections.
  if (/^(08|57P0)/.test(code) || code === '53300') return true
  if (/^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_)/.test(code)) return true
  return /Connection terminated|not queryable|timeout exceeded when trying to connect|timeout expired/.test(
    error.message,
  )
}

/** Runs it, and turns what speaks of the connection into `StoreUnavailable`. */
export async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreUnavailable || !isUnavailable(error)) throw error
    throw new StoreUnavailable('the read store cannot be reached', { cause: error })
  }
}
