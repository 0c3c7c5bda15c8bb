import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { monotonic, systemClock, toInstant } from '@visita/runtime'
import { type Api, createApi, Stopped } from './api.ts'
import { bookRows, emptyTally, type Tally } from './book.ts'
import { configure, noShowAfter } from './configure.ts'
import { exitCode, ImportFailure } from './failure.ts'
import { loadMapping, type Mapping } from './mapping.ts'
import { type Plan, planImport } from './plan.ts'
import { showProgress } from './progress.ts'
import { countsText, type Report, reportOf, reportText } from './report.ts'
import { readRows } from './rows.ts'
import { createTenant, findTarget, importFolder, type Target, type TargetOptions, writePrivately } from './target.ts'
import { checkAgenda, checkText } from './verify.ts'

export interface CheckCommandOptions extends TargetOptions {
  readonly mapping: string
  readonly report?: string
  /** Seconds that one call may go on failing. */
  readonly patience: number
}

export interface ImportOptions extends CheckCommandOptions {
  readonly concurrency: number
  /** Compare the agenda with the file afterwards. */
  readonly verify?: boolean
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean
}

/** Where a run says what, and how it is told to stop. */
export interface Terminal {
  readonly out: NodeJS.WritableStream
  readonly err: NodeJS.WritableStream
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal
}

/**
 * Imports a file: plans every seat, configures what the plan needs, books row by row, and keeps a report. Safe to run
 * again at any time, also on another machine: a row that is booked is recognised by its key.
 * @returns the exit code
 * @throws ImportFailure for what is wrong before the first row
 */
export async function runImport(file: string, options: ImportOptions, terminal: Terminal): Promise<number> {
  const { out, err, signal } = terminal
  const { mapping, plan, version } = await prepare(file, options.mapping)
  out.write(`${planText(file, plan)}\n`)
  if (options.dryRun) return exitCode.done

  const gaveUp = new AbortController()
  const api = apiFor(options, AbortSignal.any([signal, gaveUp.signal]))
  try {
    const target = await targetFor(api, mapping, options, terminal)
    const configuredAt = await configure(api, target, plan, mapping)
    const noShowAfterMinutes = plan.outcomes.has('no_show') ? await noShowAfter(api, target, configuredAt) : 0
    // The seats are those of the file as it was planned.
    if ((await versionOf(file)) !== version) throw new ImportFailure(exitCode.usage, `${file} has changed meanwhile`)

    const tally = emptyTally()
    const startedAt = toInstant(systemClock().now())
    const since = monotonic()
    const progress = showProgress(
      { total: plan.seated, done: () => settled(tally), more: () => trouble(tally.refused.length, api.repeated) },
      err,
    )
    const sayStopping = () =>
      progress.note('Stopping: waiting for the answers that are on their way. Ctrl-C again ends now.')
    signal.addEventListener('abort', sayStopping, { once: true })
    let failure: ImportFailure | null = null
    const { concurrency } = options
    const giveUp = () => gaveUp.abort()
    const run = { api, target, plan, mapping, concurrency, noShowAfterMinutes, signal, tally, giveUp }
    try {
      await bookRows(readRows(file, mapping), run)
    } catch (error) {
      if (!(error instanceof ImportFailure)) throw error
      failure = error
    } finally {
      signal.removeEventListener('abort', sayStopping)
      progress.stop()
    }

    const complete = settled(tally) === plan.seated
    const report = reportOf(
      {
        file,
        tenant: target.tenant,
        outcome: complete ? 'complete' : failure ? 'failed' : 'interrupted',
        failure: failure?.message ?? null,
        startedAt,
        seconds: (monotonic() - since) / 1000,
        repeatedCalls: api.repeated,
      },
      plan,
      tally,
    )
    const reportFile = reportFileOf(file, target, options)
    await writePrivately(reportFile, report)
    out.write(`${reportText(report)}\nThe whole report is in ${reportFile}\n`)
    if (!complete) {
      if (failure) err.write(`${failure.message}\n`)
      err.write('Run the same command again to go on: what is booked is recognised, and not booked twice.\n')
      return failure?.code ?? exitCode.interrupted
    }
    const same = !options.verify || (await check(api, target, plan, tally.position, terminal))
    return same && report.rows.refused === 0 ? exitCode.done : exitCode.incomplete
  } catch (error) {
    if (error instanceof Stopped) return exitCode.interrupted
    throw error
  } finally {
    await api.close()
  }
}

/** Compares what is booked with a file. @returns the exit code */
export async function runCheck(file: string, options: CheckCommandOptions, terminal: Terminal): Promise<number> {
  const { plan } = await prepare(file, options.mapping)
  const api = apiFor({ ...options, concurrency: 4 }, terminal.signal)
  try {
    const target = await findTarget(options)
    const position = await lastPosition(reportFileOf(file, target, options))
    const same = await check(api, target, plan, position, terminal)
    return same ? exitCode.done : exitCode.incomplete
  } catch (error) {
    if (error instanceof Stopped) return exitCode.interrupted
    throw error
  } finally {
    await api.close()
  }
}

const reportFileOf = (file: string, { tenant }: Target, { report, dataDir }: CheckCommandOptions): string =>
  report ?? join(importFolder(dataDir, tenant), `${basename(file)}.report.json`)

/** How far the log was when the file was imported, where a report says so: the read model may still be on its way. */
async function lastPosition(reportFile: string): Promise<string | null> {
  try {
    const { position } = JSON.parse(await readFile(reportFile, 'utf8')) as Partial<Report>
    return typeof position === 'string' ? position : null
  } catch {
    return null
  }
}

async function prepare(file: string, mappingFile: string) {
  const mapping = await loadMapping(mappingFile)
  const version = await versionOf(file)
  return { mapping, plan: await planImport(readRows(file, mapping), mapping), version }
}

/** Tells a file that was changed from one that was not. */
async function versionOf(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file).catch((cause: unknown) => {
    throw new ImportFailure(exitCode.usage, `${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`)
  })
  return `${size} ${mtimeMs}`
}

const apiFor = ({ concurrency, patience }: Pick<ImportOptions, 'concurrency' | 'patience'>, signal: AbortSignal): Api =>
  createApi({ connections: concurrency, patienceMs: patience * 1000, signal })

async function targetFor(api: Api, mapping: Mapping, options: ImportOptions, { out }: Terminal): Promise<Target> {
  if (options.createTenant === undefined) {
    const target = await findTarget(options)
    out.write(`Importing into the tenant ${target.tenant} at ${target.commandUrl}\n`)
    return target
  }
  const target = await createTenant(api, options.createTenant, mapping, options)
  out.write(
    `Importing into its own tenant ${target.tenant} at ${target.commandUrl}; its keys are in ${target.keyFile}\n`,
  )
  return target
}

async function check(
  api: Api,
  target: Target,
  plan: Plan,
  position: string | null,
  { out }: Terminal,
): Promise<boolean> {
  const result = await checkAgenda(api, target, plan, { position })
  out.write(`${checkText(result)}\n`)
  return result.differences.length === 0
}

const settled = ({ booked, replayed, refused }: Tally): number => booked + replayed + refused.length

function planText(file: string, { sites, days, seated, refused, outcomes }: Plan): string {
  const agents = sites.reduce((sum, site) => sum + site.agents.length, 0)
  const not = refused.length === 0 ? '' : ` (${refused.length} records are none)`
  const from = days.length === 0 ? '' : `, ${days[0]} to ${days.at(-1)}`
  const what = outcomes.size === 0 ? '' : `; ${countsText([...outcomes])}`
  const where = `at ${sites.length} locations on ${days.length} days${from}`
  return `${file}: ${seated} appointments${not} ${where}; ${agents} agents${what}`
}

function trouble(refused: number, repeated: number): string {
  const parts = [refused > 0 ? `${refused} refused` : '', repeated > 0 ? `${repeated} tried again` : '']
  const said = parts.filter((part) => part !== '')
  return said.length === 0 ? '' : `, ${said.join(', ')}`
}
