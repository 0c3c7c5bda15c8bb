import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseKey } from '@visita/http/keys'
import { test } from 'tap'
import { masterKeyIn, platformKeyIn, takeDataDir, writeSecretFile } from './data-dir.ts'

async function folder(t: { teardown(fn: () => unknown): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'visita data '))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

test('a data directory belongs to one start at a time, and the refusal names who has it', async (t) => {
  const path = join(await folder(t), 'deep', 'data')
  const first = takeDataDir(path)
  t.throws(() => takeDataDir(path), { name: 'StartProblem', message: new RegExp(`in use by .*process ${process.pid}`) })
  first.release()
  const second = takeDataDir(path)
  t.notOk(second.wasKilled, 'the first ended in good order')
  second.release()
})

test('a start that was killed leaves the directory free, and its successor knows', async (t) => {
  const path = await folder(t)
  const source = `
    import { takeDataDir } from '${new URL('./data-dir.ts', import.meta.url).href}'
    takeDataDir(${JSON.stringify(path)}); console.log('taken'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  t.throws(() => takeDataDir(path), { message: new RegExp(`process ${child.pid}`) })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const next = takeDataDir(path)
  t.ok(next.wasKilled)
  next.release()
})

test('a directory that cannot be written is named', async (t) => {
  const path = join(await folder(t), 'file')
  await writeFile(path, '')
  t.throws(() => takeDataDir(path), { name: 'StartProblem', message: /cannot be written.*VISITA_DATA_DIR/ })
})

test('keys are made once, kept, readable by their owner only, and what is spoilt is never replaced', async (t) => {
  const path = await folder(t)
  const master = masterKeyIn(path)
  t.equal(Buffer.from(master, 'base64').length, 32)
  t.equal(masterKeyIn(path), master)
  const platform = platformKeyIn(path)
  t.same(platformKeyIn(path), platform)
  t.equal(parseKey(platform.key)?.tenant, 'platform')
  for (const name of ['master.key', 'platform.key']) t.equal((await stat(join(path, name))).mode & 0o777, 0o600, name)
  await writeFile(join(path, 'master.key'), 'spoilt')
  t.throws(() => masterKeyIn(path), { name: 'StartProblem', message: /does not hold 32 bytes/ })
  t.equal(await readFile(join(path, 'master.key'), 'utf8'), 'spoilt')
})

test('a secret file is replaced whole, whatever its permissions were', async (t) => {
  const path = join(await folder(t), 'demo.json')
  await writeFile(path, 'old')
  await chmod(path, 0o644)
  writeSecretFile(path, 'new')
  t.equal(await readFile(path, 'utf8'), 'new')
  t.equal((await stat(path)).mode & 0o777, 0o600)
})
