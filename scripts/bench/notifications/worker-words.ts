import { appendFileSync } from 'node:fs'

// What the benchmark and the processes that work jobs off say to each other. Moments are milliseconds of the machine's own clock, which
// all of its processes share.

/** Which way a job is worked off: by everything that a dispatcher does; by its stream alone, without gates; by graphile-worker. */
export type Way = 'whole' | 'queue' | 'graphile-worker'

export type Order =
  | {
      readonly kind: 'work'
      readonly way: Way
      readonly concurrency: number
      readonly tellEach: boolean
      /** A file that gets a line with its id for each call, before anything else can happen. */
      readonly calls?: string
      readonly leaseMs?: number
    }
  /** Ends what is under way, and takes nothing more. */
  | { readonly kind: 'rest' }

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rests' }
  /** A worker got the job: not for `whole`, whose jobs are told when the provider is called. */
  | { readonly kind: 'picked-up'; readonly id: string; readonly at: number }
  | { readonly kind: 'called'; readonly id: string; readonly at: number }
  /** So many since work began, and when the first was. */
  | { readonly kind: 'progress'; readonly called: number; readonly firstAt: number }

/** The same in every process of a machine, unlike what each counts from its own start. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6

/** What a worker tells of its jobs: each, where it is asked to, and how many were called, now and then. */
export function createTeller(send: (report: Report) => void) {
  const state: { called: number; firstAt: number; told: number; tellEach: boolean; calls?: string | undefined } = {
    ...{ called: 0, firstAt: 0, told: 0, tellEach: false },
  }
  const progress = () => {
    if (state.told === state.called) return
    state.told = state.called
    send({ kind: 'progress', called: state.called, firstAt: state.firstAt })
  }
  setInterval(progress, 20)
  return {
    begin({ tellEach, calls }: Extract<Order, { kind: 'work' }>) {
      Object.assign(state, { called: 0, firstAt: 0, told: 0, tellEach, calls })
    },
    pickedUp(id: string) {
      if (state.tellEach) send({ kind: 'picked-up', id, at: machineMs() })
    },
    called(id: string) {
      if (state.calls) appendFileSync(state.calls, `${id}\n`)
      const at = machineMs()
      if (state.called === 0) state.firstAt = at
      state.called += 1
      if (state.tellEach) send({ kind: 'called', id, at })
    },
    progress,
  }
}
