// Run by whatever Node the machine has (20 or newer), with nothing installed: plain JavaScript, nothing but Node's own
// modules. Installs what is missing, then runs the given script, if there is one, with the pinned Node.
//   node scripts/bootstrap.mjs [scripts/start.ts [arguments]]
// npm's own scripts name none and go on by themselves, so that no second Node stays in memory only to wait.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const marker = join(modules, '.visita-installed')
const lock = join(modules, '.visita-installing')

const say = (text) => process.stderr.write(`${text}\n`)

function giveUp(...lines) {
  say(['', ...lines, ''].join('\n'))
  process.exit(1)
}

/** What the install depends on. A change in any of it, or another kind of machine, means installing again. */
function fingerprint() {
  const manifests = ['package.json', 'projections/package.json', 'scripts/package.json']
  for (const room of ['packages', 'services', 'infra']) {
    for (const entry of readdirSync(join(root, room), { withFileTypes: true })) {
      const manifest = join(room, entry.name, 'package.json')
      if (entry.isDirectory() && existsSync(join(root, manifest))) manifests.push(manifest)
    }
  }
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests.sort()]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

function isCurrent(wanted) {
  try {
    return readFileSync(marker, 'utf8') === wanted && existsSync(pinnedNode)
  } catch {
    return false
  }
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** One install at a time: `npm start` and `npm test` may both be the first. Returns whether it is ours to do. */
async function takeLock(wanted) {
  for (let waited = 0; ; waited++) {
    try {
      mkdirSync(modules, { recursive: true })
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return true
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const owner = Number(readFileSync(lock, { encoding: 'utf8', flag: 'a+' }))
    if (!(owner > 0 && isAlive(owner)) && waited > 0) rmSync(lock, { force: true })
    else if (waited === 0) say('Another install is running here; waiting for it …')
    await new Promise((done) => setTimeout(done, 500))
    if (isCurrent(wanted)) return false
  }
}

/** Says what went wrong in words, from what the installer said last. */
function explain(output, code) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(output)) {
    return 'The package registry cannot be reached. The first start needs the network; later ones do not.'
  }
  if (/ENOSPC/.test(output)) return 'The disk is full.'
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `Something may not be written: ${root}, or npm's or pnpm's folders in your home directory.`
  }
  if (/ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/.test(output)) {
    return 'pnpm-lock.yaml does not fit the package.json files. Run `npx pnpm install` once and keep what it changes.'
  }
  return `The installer ended with ${code}; what it said stands above.`
}

function install(version) {
  return new Promise((done) => {
    const inform = process.stderr.isTTY ? ['--reporter=append-only'] : ['--reporter=append-only', '--loglevel=warn']
    const args = ['--yes', `pnpm@${version}`, 'install', '--frozen-lockfile', ...inform]
    // CI=true: pnpm asks nothing, also when it has to replace a node_modules that something else made.
    // Retries soon: without a network, npm would be silent for minutes before it says so.
    const env = {
      ...process.env,
      CI: 'true',
      npm_config_fetch_retry_mintimeout: '1000',
      npm_config_fetch_retry_maxtimeout: '5000',
    }
    const child = spawn('npx', args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        process.stderr.write(chunk)
        output = (output + chunk).slice(-20_000)
      })
    }
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('error', (error) => {
      const missing = error.code === 'ENOENT'
      giveUp(
        missing ? 'npx was not found. Visita needs npm, which comes with Node.' : `npx cannot be run: ${error.message}`,
      )
    })
    child.on('close', (code, signal) => {
      process.removeAllListeners('SIGINT')
      process.removeAllListeners('SIGTERM')
      done({ code: code ?? signal, output })
    })
  })
}

async function ensureInstalled() {
  const wanted = fingerprint()
  if (isCurrent(wanted)) return
  try {
    accessSync(root, constants.W_OK)
  } catch {
    giveUp(`${root} may not be written by this user, and its packages are not installed yet.`)
  }
  if (!(await takeLock(wanted))) return
  process.on('exit', () => rmSync(lock, { force: true }))
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const version = /^pnpm@([^+]+)/.exec(packageManager)[1]
  say(`Installing the pinned packages with pnpm ${version}: only now, and after an update. It may take a minute …`)
  const { code, output } = await install(version)
  if (code !== 0) giveUp('The installation failed.', explain(output, code))
  if (!existsSync(pinnedNode))
    giveUp('The installation succeeded, but the pinned Node is missing. Remove node_modules and try again.')
  writeFileSync(marker, wanted)
  rmSync(lock, { force: true })
  // Types are stripped now and not at the first start. It may fail: then they are stripped later.
  const prime = [join(root, 'scripts', 'start.ts'), '--prime']
  spawnSync(pinnedNode, prime, { cwd: root, env: pinnedEnvironment(), stdio: 'ignore', timeout: 60_000 })
  say('Installed.')
}

/** The environment of whatever runs with the pinned Node. */
const pinnedEnvironment = () => ({
  ...process.env,
  // Children that say `node` mean this one.
  PATH: [dirname(pinnedNode), process.env.PATH].join(delimiter),
  // Types are stripped once and not in every process: saves each about 25 MB and a third of a second.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(modules, '.cache', 'visita'),
})

/** Runs the script with the pinned Node, and ends as it ends. */
function run(script, args) {
  const env = pinnedEnvironment()
  const argv = [resolve(root, script), ...args]
  // Becoming the script is better than waiting for it: one process less, and signals reach it directly.
  if (process.execve && process.platform !== 'win32') process.execve(pinnedNode, [pinnedNode, ...argv], env)
  // The channel tells the script when this process is gone, however it went.
  const child = spawn(pinnedNode, argv, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // A kill -9 of npm reaches nobody else.
  const parent = process.ppid
  const look = () => process.ppid !== parent && child.kill('SIGTERM')
  if (process.env.npm_lifecycle_event) setInterval(look, 1000).unref()
  child.on('error', (error) =>
    giveUp(`The pinned Node cannot be run: ${error.message}`, `Remove ${modules} and try again.`),
  )
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

const [major] = process.versions.node.split('.').map(Number)
if (major < 20) giveUp(`Visita needs Node 20 or newer to start; this is ${process.version}.`)
const [script, ...args] = process.argv.slice(2)
try {
  await ensureInstalled()
} catch (error) {
  giveUp(
    error.code === 'EACCES' || error.code === 'EROFS'
      ? `${error.path} may not be written by this user.`
      : String(error.stack),
  )
}
if (script) run(script, args)
