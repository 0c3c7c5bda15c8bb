import type { Accounts } from '@visita/accounts'
import type { Channel } from '@visita/channels'
import { manualClock } from '@visita/runtime'
import { noon, openDispatcher, type Places } from './stage.ts'

// A dispatcher as a process of its own. It kills itself, as a machine that loses power, at its `dieAt`-th call of a provider, before
// or after it; 0: never. What rates allow is not what is tried here.

const [text = '{}', dieAt = '0', when = 'before'] = process.argv.slice(2)
const dispatcher = openDispatcher({ ...(JSON.parse(text) as Places), clock: manualClock(noon) })
let calls = 0

const dying = (channel: Channel): Channel => ({
  ...channel,
  async send(message, signal) {
    calls += 1
    if (calls === Number(dieAt) && when === 'before') process.kill(process.pid, 'SIGKILL')
    const result = await channel.send(message, signal)
    process.send?.(calls)
    if (calls >= Number(dieAt) && Number(dieAt) > 0) process.kill(process.pid, 'SIGKILL')
    return result
  },
})
const accounts: Accounts = {
  ...dispatcher.accounts,
  account: async () => null,
  channel: async (tenant, name) => {
    const channel = await dispatcher.accounts.channel(tenant, name)
    return channel && dying(channel)
  },
}
process.on('disconnect', () => process.exit(1))
await dispatcher.run(new AbortController().signal, { accounts, leaseMs: 1_000 })
