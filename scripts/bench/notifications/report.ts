import Table from 'cli-table3'
import type { NotificationFigures, Percentiles } from './rates.ts'
import type { Way } from './worker-words.ts'

const style = { head: [], border: [] }
const beside = 'graphile-worker'
const ratio = (ours: number, theirs: number) => (theirs > 0 ? (ours / theirs).toFixed(2) : '–')
const verdict = (kept: boolean) => (kept ? 'kept' : 'missed')

/** What is to hold beside graphile-worker: late by a tenth at most, taken up within one and a half times, worked off at least as fast at 10. */
export function goals({ executed, pickUp, lateness, killed }: NotificationFigures) {
  const rate = (way: Way) => executed.find((one) => one.way === way && one.concurrency === 10)?.perSecond ?? 0
  const soon = (way: Way) => pickUp.find((one) => one.way === way)?.pickedUp?.p95 ?? Number.NaN
  const late = (way: Way) => lateness.find((one) => one.way === way)?.called.p95 ?? Number.NaN
  return {
    lateness: late('whole') <= late(beside) / 10,
    pickUp: soon('queue') <= soon(beside) * 1.5,
    executionWhole: rate('whole') >= rate(beside),
    executionQueue: rate('queue') >= rate(beside),
    noneEarly: lateness.length > 0 && lateness.every(({ early }) => early === 0),
    noneLost: killed?.lost === 0,
    noneTwice: killed?.twice === 0,
  }
}

export function notificationsText(figures: NotificationFigures): string {
  const { enqueued, executed, pickUp, lateness, stored, killed, load } = figures
  const rates = new Table({ head: ['executed', 'at once', 'jobs/s', `of ${beside}`, 'rounds'], style })
  for (const { way, concurrency, perSecond, rounds } of executed) {
    const theirs = executed.find((one) => one.way === beside && one.concurrency === concurrency)?.perSecond ?? 0
    rates.push([way, concurrency, perSecond, ratio(perSecond, theirs), rounds.join(' ')])
  }
  const soon = new Table({ head: ['due now', 'jobs', 'picked up p50 ms', 'p95', 'called p50 ms', 'p95', 'max'], style })
  for (const { way, jobs, pickedUp, called } of pickUp) {
    soon.push([way, jobs, pickedUp?.p50 ?? '–', pickedUp?.p95 ?? '–', ...three(called)])
  }
  const late = new Table({ head: [`due later, ${stored} stored`, 'jobs', 'late p50 ms', 'p95', 'max', 'early'], style })
  for (const { way, jobs, called, early } of lateness) late.push([way, jobs, ...three(called), early])
  const storing = new Table({ head: ['enqueued', 'jobs', 'jobs/s'], style })
  for (const { way, jobs, perSecond } of enqueued) storing.push([way, jobs, perSecond])
  const ends = new Table({ head: ['dispatchers killed', 'jobs', 'sent', 'unknown', 'lost', 'twice'], style })
  if (killed) ends.push([killed.kills, killed.jobs, killed.sent, killed.unknown, killed.lost, killed.twice])
  const kept = goals(figures)
  const asked = new Table({ head: [`beside ${beside}`, ''], style })
  asked.push(
    ['late p95 at most a tenth (whole)', verdict(kept.lateness)],
    ['picked up p95 within 1.5 times (queue)', verdict(kept.pickUp)],
    ['executed at 10 at least as fast (whole)', verdict(kept.executionWhole)],
    ['executed at 10 at least as fast (queue)', verdict(kept.executionQueue)],
    ['none early', verdict(kept.noneEarly)],
    ['none lost, however often dispatchers are killed', verdict(kept.noneLost)],
    ['none sent twice by that', verdict(kept.noneTwice)],
    ['load average', load.map((one) => one.toFixed(1)).join(' → ')],
  )
  return [rates, soon, late, storing, ends, asked].map(String).join('\n')
}

const three = ({ p50, p95, max }: Percentiles) => [p50, p95, max]
