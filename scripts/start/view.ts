import type { Readable } from 'node:stream'
import { type Clock, systemClock, toInstant } from '@visita/runtime'
import picocolors from 'picocolors'

/** Colours only for a person: picocolors alone would colour a CI's log too. */
const pc = picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported)

/** Everything that runs, in one readable log: time (UTC), who, how serious, what. */
export interface View {
  /** A line of a process: pino's JSON, or whatever it says. */
  line(source: string, line: string): void
  /** What somebody has to say who does not write JSON. `level` as pino names it. */
  say(source: string, level: string, text: string): void
  /** Takes the lines of a stream until it ends. */
  follow(source: string, stream: Readable): void
  /** Text as it is. */
  print(text: string): void
}

/** The part of standard output that is used; a test gives its own. */
export interface Output {
  write(text: string): unknown
  readonly writableLength: number
}

const colours = [pc.cyan, pc.magenta, pc.blue, pc.green, pc.yellow, pc.cyanBright, pc.magentaBright, pc.blueBright]
const widest = 12
/** What may wait for a reader who is slow; beyond it lines are left out, because the services must not wait for one. */
const mostWaiting = 1 << 20
const longestLine = 1 << 16

const levels: Record<string, string> = {
  trace: pc.dim('trace'),
  debug: pc.dim('debug'),
  info: pc.green('info '),
  warn: pc.yellow('warn '),
  error: pc.red('error'),
  fatal: pc.bgRed('fatal'),
}

const shownElsewhere = new Set(['level', 'time', 'service', 'msg', 'err'])

function value(of: unknown): string {
  return typeof of === 'string' && !/[\s"=]/.test(of) && of !== '' ? of : (JSON.stringify(of) ?? 'undefined')
}

/** What an entry says: its message, its members, and below them the stack of its error. */
function describe(entry: Record<string, unknown>): string {
  const { msg, err } = entry
  if (msg === 'request') {
    const { method, route, status, ms, tenant } = entry
    return `${method} ${route} ${status} ${pc.dim(`${ms} ms${tenant ? ` ${tenant}` : ''}`)}`
  }
  const members = Object.entries(entry)
    .filter(([name]) => !shownElsewhere.has(name))
    .map(([name, of]) => `${name}=${value(of)}`)
  const text = [typeof msg === 'string' ? msg : '', pc.dim(members.join(' '))].filter(Boolean).join(' ')
  if (typeof err !== 'object' || err === null) return text
  const { stack, message, cause } = err as { stack?: string; message?: string; cause?: { message?: string } }
  const because = cause?.message ? `\n    because: ${cause.message}` : ''
  return `${text}\n${pc.dim(`    ${(stack ?? message ?? '').split('\n').join('\n    ')}${because}`)}`
}

/** The time of day of an instant, to the millisecond. */
const timeOfDay = (instant: string): string => instant.slice(11, -1).padEnd(9, '.').padEnd(12, '0').slice(0, 12)

export function createView(output: Output = standardOutput(), clock: Clock = systemClock()): View {
  const sources: string[] = []
  let leftOut = 0

  function write(text: string): void {
    if (output.writableLength > mostWaiting) {
      leftOut++
      return
    }
    if (leftOut > 0) {
      output.write(pc.yellow(`… ${leftOut} lines left out: nobody was reading\n`))
      leftOut = 0
    }
    output.write(`${text}\n`)
  }

  function entry(source: string, time: string, level: string, text: string): void {
    if (!sources.includes(source)) sources.push(source)
    const colour = colours[sources.indexOf(source) % colours.length] ?? pc.white
    write(`${pc.dim(time)} ${colour(source.padEnd(widest))} ${levels[level] ?? level} ${text}`)
  }

  const say = (source: string, level: string, text: string) =>
    entry(source, timeOfDay(toInstant(clock.now())), level, text)

  function line(source: string, text: string): void {
    if (text.startsWith('{')) {
      try {
        const parsed = JSON.parse(text) as Record<string, unknown>
        if (typeof parsed.time === 'string' && typeof parsed.level === 'string') {
          entry(source, timeOfDay(parsed.time), parsed.level, describe(parsed))
          return
        }
      } catch {
        // It only looked like an entry: shown as it is.
      }
    }
    if (text.trim()) say(source, 'info', text.trimEnd())
  }

  return {
    line,
    say,
    print: write,
    follow(source, stream) {
      let rest = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n')
        rest = (lines.pop() ?? '').slice(-longestLine)
        for (const one of lines) line(source, one)
      })
      stream.on('end', () => line(source, rest))
      stream.on('error', () => undefined)
    },
  }
}

/**
 * Standard output that never makes the supervisor wait. Node writes to a pipe synchronously, so that a reader who stops
 * reading would stop the supervisor, and with it restarts and Ctrl-C.
 */
function standardOutput(): Output {
  const { stdout } = process
  const handle = (stdout as unknown as { _handle?: { setBlocking?: (on: boolean) => void } })._handle
  if (!stdout.isTTY) handle?.setBlocking?.(false)
  // A reader who has gone away is no reason to end.
  stdout.on('error', () => undefined)
  return stdout
}
