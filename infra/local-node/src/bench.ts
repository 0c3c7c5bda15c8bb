import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Figures, Job } from '../test/bench/client.ts'
import { directCommits } from '../test/bench/direct.ts'

/** One line of the result. Times in milliseconds, CPU in microseconds per item. */
export interface Row {
  name: string
  value: number
  unit: string
  p50?: number
  p99?: number
  nodeCpu?: number
  clientCpu?: number
  /** What node:sqlite alone commits per second at the same group size, and how much of it the node reaches. */
  direct?: number
  ratio?: number
}

const WRITERS = [1, 16, 64, 128]
const APPEND_MS = 3000
const DIRECT_MS = 1000
const STORED = 50_000

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Measures a node of its own, in a process of its own, on a fresh data directory. Takes about 40 seconds. */
export const benchNode = async (): Promise<Row[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'visita-node-bench-'))
  const node = fork(program('./main.ts'), ['--port', '0', '--data-dir', join(dataDir, 'node'), '--exit-with-stdin'], {
    silent: true,
  })
  try {
    const url = await listening(node)
    const client = fork(program('../test/bench/client.ts'), [url])
    const rows = await measure(dataDir, node, client)
    client.disconnect()
    await once(client, 'exit')
    return rows
  } finally {
    if (node.exitCode === null) {
      node.kill('SIGTERM')
      await once(node, 'exit')
    }
    await rm(dataDir, { recursive: true })
  }
}

const measure = async (dataDir: string, node: ChildProcess, client: ChildProcess): Promise<Row[]> => {
  const rows: Row[] = []
  const job = async (job: Job, name: string, unit: string): Promise<Row> => {
    const before = await cpuMicros(node.pid)
    client.send(job)
    const [figures]: Figures[] = (await once(client, 'message')) as [Figures]
    if (!figures) throw new Error('the bench client gave no figures')
    const { count, perSecond, p50, p99, cpuMicros: clientCpu } = figures
    const after = await cpuMicros(node.pid)
    const nodeCpu = before === null || after === null ? {} : { nodeCpu: (after - before) / count }
    return { name, value: perSecond, unit, ...(p50 && p99 ? { p50, p99 } : {}), ...nodeCpu, clientCpu }
  }
  const warmUp: Job = { type: 'append', writers: 32, ms: 2000, prefix: 'warm' }
  await job(warmUp, 'warm-up', 'appends/s')
  for (const writers of WRITERS) {
    const direct = directCommits(dataDir, writers, DIRECT_MS)
    const append: Job = { type: 'append', writers, ms: APPEND_MS, prefix: `bench-w${writers}` }
    const row = await job(append, `append, ${writers} writer${writers > 1 ? 's' : ''}`, 'appends/s')
    rows.push({ ...row, direct, ratio: row.value / direct })
  }
  const stream = 'stored-events'
  rows.push(await job({ type: 'fill', stream, events: STORED }, 'append, 500 events at once', 'events/s'))
  rows.push(await job({ type: 'read-stream', stream }, 'read a stream', 'events/s'))
  rows.push(await job({ type: 'read-all' }, 'read $all', 'events/s'))
  rows.push(
    await job({ type: 'catch-up', prefix: 'stored-', events: STORED }, 'catch up on $all, one prefix', 'events/s'),
  )
  rows.push(await job({ type: 'read-short', stream, readers: 16, ms: 2000 }, 'read 10 events, 16 at once', 'reads/s'))
  rows.push(
    await job({ type: 'latency', stream: 'latency-idle', appends: 500 }, 'append to subscriber, idle', 'appends/s'),
  )
  return rows
}

/** Waits for the node's line, and takes its address from it. */
const listening = async (node: ChildProcess): Promise<string> => {
  let output = ''
  for await (const chunk of node.stdout ?? []) {
    output += chunk
    const url = /listening on (\S+)/.exec(output)?.[1]
    if (url) {
      node.stdout?.resume()
      return url
    }
  }
  throw new Error(`the node did not start: ${output}`)
}

/** CPU time of another process so far, where the system tells (Linux). */
const cpuMicros = async (pid: number | undefined): Promise<number | null> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10_000
  } catch {
    return null
  }
}

const print = (rows: readonly Row[]): void => {
  const fixed = (value: number | undefined, digits: number): string =>
    value === undefined ? '' : value.toFixed(digits)
  console.table(
    rows.map((row) => ({
      what: row.name,
      value: fixed(row.value, 0),
      unit: row.unit,
      'p50 ms': fixed(row.p50, 2),
      'p99 ms': fixed(row.p99, 2),
      'node us': fixed(row.nodeCpu, 0),
      'client us': fixed(row.clientCpu, 0),
      'sqlite/s': fixed(row.direct, 0),
      ratio: fixed(row.ratio, 2),
    })),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await benchNode()
  console.log(JSON.stringify(rows))
  print(rows)
}
