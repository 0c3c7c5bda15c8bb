export type PostgresProblem = 'data-dir-in-use' | 'port-taken' | 'not-permitted' | 'failed'

/** PostgreSQL could not be started. The message says in plain words what is wrong and what to do. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError'
  readonly problem: PostgresProblem

  constructor(problem: PostgresProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.problem = problem
  }
}
