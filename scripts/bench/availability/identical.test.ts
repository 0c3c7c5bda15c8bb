import { test } from 'tap'
import { rruleLuxonProgram } from './rrule-luxon.ts'
import { coldVisitaProgram, visitaProgram } from './visita.ts'
import { fiftyAgents, oneAgent } from './workloads.ts'

// Rates of two programs say something only where both give the same answer.

for (const workload of [oneAgent(), fiftyAgents()]) {
  test(`${workload.name}: both programs find the same starts and the same agents`, async (t) => {
    const wanted = rruleLuxonProgram(workload)()
    t.ok(wanted.length > 100, `${wanted.length} starts`)
    t.strictSame(visitaProgram(workload)(), wanted)
    t.strictSame(coldVisitaProgram(workload)(), wanted)
    t.strictSame(visitaProgram(workload)(), wanted, 'and again, with what is known by now')
  })
}
