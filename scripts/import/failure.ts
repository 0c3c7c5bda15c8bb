/** How the importer ends, for scripts that call it. Commander's own usage errors end with `usage` as well. */
export const exitCode = {
  done: 0,
  /** Rows were refused, or the agenda differs from the file. */
  incomplete: 1,
  /** The command line, the mapping, the file or a key is wrong: nothing was booked by this run. */
  usage: 2,
  /** The service did not answer for too long; the same command goes on where this run ended. */
  unavailable: 3,
  /** Ctrl-C; the same command goes on where this run ended. */
  interrupted: 130,
} as const

/** An end that is worth a sentence to the person at the terminal, and no stack trace. */
export class ImportFailure extends Error {
  override readonly name = 'ImportFailure'
  readonly code: number
  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
