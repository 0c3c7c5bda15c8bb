export { createDatabase, dropDatabase } from './databases.ts'
export { PostgresError, type PostgresProblem } from './errors.ts'
export { type Postgres, type StartOptions, startPostgres } from './start.ts'
