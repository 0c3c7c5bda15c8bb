import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Fault } from '../src/index.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** The node as a program of its own, which can be killed. */
export interface NodeProcess {
  url: string
  port: number
  output(): string
  inject(fault: Fault): Promise<void>
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  child: ChildProcess
}

export const runNode = async (args: readonly string[], env: Record<string, string> = {}): Promise<NodeProcess> => {
  // It ends with this process, however that ends.
  const child = fork(main, [...args, '--exit-with-stdin'], { silent: true, env: { ...process.env, ...env } })
  let output = ''
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output += chunk
      const found = /listening on (\S+)/.exec(output)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', () => reject(new Error(output)))
  })
  return {
    url,
    port: Number(/:(\d+)\?/.exec(url)?.[1]),
    output: () => output,
    inject: async (fault) => {
      child.send(fault)
      const [answer] = (await once(child, 'message')) as [{ accepted: boolean }]
      if (!answer.accepted) throw new Error('the node did not accept the fault')
    },
    kill: async (signal) => {
      const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
      child.kill(signal)
      const [code, killedBy] = await exited
      return { code, signal: killedBy }
    },
    child,
  }
}
