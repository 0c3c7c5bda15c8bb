import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type CollectGarbage = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/**
 * Gives back to the system what loading modules took and no longer needs: about 20 MB of a service's 100. V8 does it by
 * itself only after a good deal of work. One pause of some tens of milliseconds, so call it once, shortly after start; and
 * only where speed does not matter: with a heap made small, the busy pipeline was measured some 10 % slower for good.
 */
export function releaseStartupMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as CollectGarbage
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
