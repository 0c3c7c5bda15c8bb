/** How an operation ends, for scripts that call it. */
export const exitCode = {
  done: 0,
  /** It was found that something is not as it ought to be. */
  violated: 1,
  /** The command line or the environment is wrong. */
  usage: 2,
  /** It could not be found out: a store did not answer, or something nobody expected. */
  unknown: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const

/** An end that is worth a sentence to the person at the terminal, and no stack trace. */
export class OperationFailure extends Error {
  override readonly name = 'OperationFailure'
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
