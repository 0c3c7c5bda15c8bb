import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'

const run = promisify(execFile)

/** The packages that a process has loaded after this. */
async function loadedBy(statement: string): Promise<string> {
  const report = `import { registerHooks } from 'node:module'
    const seen = new Set()
    registerHooks({ load(url, context, next) { seen.add(/node_modules\\/((@[^/]+\\/)?[^/]+)\\/(?!.*node_modules)/.exec(url)?.[1]); return next(url, context) } })
    ${statement}
    console.log([...seen].join(' '))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', report], { cwd: import.meta.dirname })
  return ` ${stdout.trim()} `
}

test('whoever renders loads no MJML, no server and no provider’s client', async (t) => {
  const loaded = await loadedBy(`await import('@visita/messages')`)
  t.match(loaded, ' liquidjs ', 'what is loaded is seen')
  for (const heavy of ['mjml', 'mjml-core', 'cheerio', 'fastify', 'undici', 'nodemailer'])
    t.notMatch(loaded, ` ${heavy} `)
})

test('whoever may compile loads it with the first template', async (t) => {
  t.notMatch(await loadedBy(`await import('@visita/messages/compile')`), ' mjml ')
  const once = `const { compileMjml } = await import('@visita/messages/compile')
    await compileMjml('<mjml><mj-body></mj-body></mjml>')`
  t.match(await loadedBy(once), ' mjml ')
})
