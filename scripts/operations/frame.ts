import { resolve } from 'node:path'
import { MissingHistory } from '@visita/domain'
import { InvalidEvent, Outage } from '@visita/event-store'
import {
  isUnavailable,
  ProjectionFailure,
  ReplayRunning,
  SwitchRefused,
  TableNotReplaceable,
  VaultError,
} from '@visita/read-store'
import type { Command } from 'commander'
import { interruptible } from '../interruption.ts'
import { exitCode, OperationFailure } from './failure.ts'
import type { Where } from './stores.ts'

const codes = `
Exit codes: 0 all is well; 1 it is not, and what is wrong is named; 2 the command line or the environment is wrong; 3 it
could not be found out or done (a store did not answer, or refused); 130 Ctrl-C. The stores are those of VISITA_EVENTSTORE_URL and VISITA_POSTGRES_URL, or else of \`npm start\`.`

/** What every operation has: where its stores are, and a word on how it ends. `dataDir` is the default of `--data-dir`. */
export const placed = (command: Command, dataDir: string): Command =>
  command.option('--data-dir <dir>', 'of npm start', dataDir).addHelpText('after', codes)

export const whereOf = (options: { readonly dataDir: string }): Where => ({
  dataDir: resolve(options.dataDir),
  env: process.env,
})

/** Runs it with Ctrl-C handled, and ends the process with its code. */
export const ending = (run: (signal: AbortSignal) => Promise<number>): Promise<void> => interruptible(run, told)

/** What ended it, in a sentence and a code. */
function told(error: unknown, interrupted: AbortSignal): number {
  if (interrupted.aborted) return exitCode.interrupted
  const say = (text: string) => process.stderr.write(`${text}\n`)
  if (error instanceof OperationFailure) {
    say(error.message)
    return error.code
  }
  if (error instanceof MissingHistory || error instanceof InvalidEvent) {
    say(`The log is damaged. ${error.message}`)
    return exitCode.violated
  }
  if (error instanceof ProjectionFailure) {
    say(`A fact was not taken; what was served before is served on. ${error.message}`)
    return exitCode.violated
  }
  if (error instanceof VaultError) {
    say(`VISITA_MASTER_KEY is not the one that the keys of persons were wrapped with: ${error.message}`)
    return exitCode.usage
  }
  if (error instanceof ReplayRunning || error instanceof SwitchRefused || error instanceof TableNotReplaceable) {
    say(`Nothing was replaced: ${error.message}.`)
    return exitCode.unknown
  }
  // Also what nobody expected must not end with 1: that would say that a proof had failed.
  const outage = error instanceof Outage || isUnavailable(error)
  say(outage ? `A store did not answer: ${(error as Error).message}` : String((error as Error).stack ?? error))
  return exitCode.unknown
}
