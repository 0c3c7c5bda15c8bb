import pino from 'pino'
import { createLogOutput } from './log-output.ts'

/**
 * Members that never reach a log, however deep they are: contact data, free text, credentials. Logs say WHICH customer
 * (an id), never WHO. `name` is among them, so a log line about a projection or a variable needs another word.
 */
const redacted: ReadonlySet<string> = new Set([
  ...['name', 'firstname', 'lastname', 'phone', 'email', 'address', 'contact', 'customer', 'participants'],
  ...['notes', 'note', 'message', 'text', 'body', 'payload', 'data', 'subject', 'externalid', 'q', 'query'],
  ...['authorization', 'x-api-key', 'apikey', 'key', 'keys', 'secret', 'secrethash', 'password', 'token', 'cookie'],
  ...['set-cookie', 'idempotency-key', 'idempotencykey', 'masterkey', 'headers', 'connectionstring', 'url'],
])

const deepest = 6

function censor(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? value.toString() : value
  if (value instanceof Error) return describeError(value)
  if (depth > deepest) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => censor(item, depth + 1))
  const copy: Record<string, unknown> = {}
  for (const [member, inner] of Object.entries(value)) {
    copy[member] = redacted.has(member.toLowerCase()) ? '[redacted]' : censor(inner, depth + 1)
  }
  return copy
}

/**
 * What a log says of an error: its class, code, message and stack, and its cause likewise. Not its other members: a
 * database's error carries the row that it was about.
 */
function describeError(error: Error, depth = 0): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
      ? { code: error.code }
      : {}),
    stack: error.stack,
    ...(error.cause instanceof Error && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  }
}

export interface LoggerOptions {
  readonly service: string
  readonly level: pino.LevelWithSilent
  /** Standard output unless given. */
  readonly destination?: pino.DestinationStream
}

export type Logger = pino.Logger

/**
 * One JSON line per entry: `{"level":"info","time":"…Z","service":"command-api",…,"msg":"…"}`. Contact data and
 * credentials are taken out wherever they stand. Lines are written asynchronously (flushed at exit), because an access
 * log that blocks the event loop is felt in every booking.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const logger = pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => (error instanceof Error ? describeError(error) : censor(error, 0)) },
      formatters: {
        level: (label) => ({ level: label }),
        log: (entry) => {
          // The common entry is flat and clean: look before copying.
          for (const member in entry) {
            const value = entry[member]
            if (member === 'err') continue
            if (typeof value === 'object' || typeof value === 'bigint' || redacted.has(member.toLowerCase())) {
              const { err, ...rest } = entry
              const clean = censor(rest, 0) as Record<string, unknown>
              return err === undefined ? clean : { ...clean, err }
            }
          }
          return entry
        },
      },
    },
    destination ?? createLogOutput(1),
  )
  // pino has no hook for what a child is bound to. Children inherit this one, and so do theirs.
  const bind = logger.child as unknown as (
    this: Logger,
    bindings: pino.Bindings,
    options?: pino.ChildLoggerOptions,
  ) => Logger
  logger.child = function (this: Logger, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) {
    return bind.call(this, censor(bindings, 0) as pino.Bindings, options)
  } as unknown as typeof logger.child
  return logger
}
