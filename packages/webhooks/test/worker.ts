import { openWebhookTest, type Places } from './stage.ts'

// Whoever does what providers told, as a process of its own that loses power: when it looks at a visit first (`visit`), or when it is
// about to answer whoever tapped (`answer`).

const [places = '{}', where = ''] = process.argv.slice(2)
const { run, tools } = openWebhookTest(JSON.parse(places) as Places)
process.on('disconnect', () => process.exit(1))
const die = () => process.kill(process.pid, 'SIGKILL')
const { aggregates } = tools.agenda
const load: typeof aggregates.visit.load = async (...args) => {
  if (where === 'visit') die()
  return aggregates.visit.load(...args)
}
await run({
  agenda: { ...tools.agenda, aggregates: { ...aggregates, visit: { ...aggregates.visit, load } } },
  answer: async () => void die(),
})
