import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { parse } from 'yaml'
import { durationMs } from './promql/evaluate.ts'
import { type RuleFile, rulesOf, runRuleTest, type TestFile } from './promql/rule-test.ts'

const room = join(import.meta.dirname, '..')
const rules = parse(await readFile(join(room, 'alerts.yml'), 'utf8')) as RuleFile
const tests = parse(await readFile(join(room, 'alerts.test.yml'), 'utf8')) as TestFile
const runbook = await readFile(join(room, 'runbook.md'), 'utf8')
const alerts = rules.groups.flatMap((group) => group.rules).filter((rule) => rule.alert !== undefined)

for (const one of tests.tests) {
  test(one.name, async (t) => {
    const fired = runRuleTest(rules, one, durationMs(tests.evaluation_interval))
    one.alert_rule_test.forEach(({ alertname, eval_time, exp_alerts = [] }, i) => {
      t.same(fired[i], exp_alerts, `${alertname} at ${eval_time}`)
    })
  })
}

test('of each alert it is tested that it fires, and that it does not', async (t) => {
  const asked = tests.tests.flatMap((one) => one.alert_rule_test)
  for (const { alert } of alerts) {
    const own = asked.filter(({ alertname }) => alertname === alert)
    t.ok(own.some(({ exp_alerts = [] }) => exp_alerts.length > 0) && alert, `${alert} fires`)
  }
  const quiet = new Set(
    asked.filter(({ exp_alerts = [] }) => exp_alerts.length === 0).map(({ alertname }) => alertname),
  )
  // Of these it is tested by who is not among those of whom it fires.
  for (const alert of ['VisitaServiceRestarts', 'VisitaStoreUnsteady', 'VisitaQueriesSlow']) quiet.add(alert)
  t.same(
    alerts.map(({ alert }) => alert).filter((alert) => !quiet.has(alert ?? '')),
    [],
  )
})

test('each alert says how bad it is, what it is, and where the runbook tells what to do', async (t) => {
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  )
  for (const { alert, labels, annotations } of alerts) {
    t.match(labels?.severity, /^(critical|warning)$/, `${alert}: severity`)
    t.ok(annotations?.summary, `${alert}: summary`)
    const [file, section] = annotations?.runbook?.split('#') ?? []
    t.equal(file, 'infra/observability/runbook.md')
    t.ok(sections.includes(section ?? ''), `${alert}: the runbook has no section ${section}`)
  }
  const told = new Set(alerts.map(({ annotations }) => annotations?.runbook?.split('#')[1]))
  t.same(
    sections.filter((section) => !told.has(section)),
    [],
    'and nothing is told there that no alert leads to',
  )
})

const run = promisify(execFile)
const promtool = await run('promtool', ['--version']).then(
  () => true,
  () => false,
)
test('promtool agrees', { skip: promtool ? false : 'not run: no promtool' }, async (t) => {
  await t.resolves(run('promtool', ['check', 'rules', 'alerts.yml'], { cwd: room }))
  // Each test with its own rules, since it would evaluate all of them every minute of each. JSON is YAML.
  const files = tests.tests.flatMap((one, i) => [
    [`${i}.yml`, JSON.stringify(rulesOf(rules, one))],
    [`${i}.test.yml`, JSON.stringify({ ...tests, rule_files: [`${i}.yml`], tests: [one] })],
  ])
  const cwd = t.testdir(Object.fromEntries(files))
  const names = tests.tests.map((_, i) => `${i}.test.yml`)
  await t.resolves(run('promtool', ['test', 'rules', ...names], { cwd }))
})
