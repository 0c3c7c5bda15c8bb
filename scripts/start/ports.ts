import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonic } from '@visita/runtime'
import { StartProblem } from './problem.ts'

export interface WantedPort {
  /** The variable that changes it. */
  readonly variable: string
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
}

/** Listens for a moment: the port that it got, or why it got none. */
function tryPort(host: string, port: number): Promise<{ port: number } | { code: string }> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => done({ code: error.code ?? error.message }))
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      server.close(() => done({ port: typeof address === 'object' && address ? address.port : port }))
    })
  })
}

function inWords(code: string, { host, port, variable }: WantedPort): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken by another program. Stop it, or set ${variable} to a free port.`
  }
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Set ${variable} to one above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `This machine has no address ${host}. Check VISITA_HOST.`
  return `Port ${port} on ${host} (${variable}) cannot be opened: ${code}.`
}

/**
 * Looks whether the ports are free and picks those that are 0; gives them in the same order. With `patienceMs` it waits
 * that long for ones that are taken: the children of a start that was killed need a moment to notice.
 * @throws StartProblem that names every port in the way and the variable to change
 */
export async function freePorts(wanted: readonly WantedPort[], patienceMs: number): Promise<number[]> {
  const giveUpAt = monotonic() + patienceMs
  for (;;) {
    const problems: string[] = []
    const taken = new Map<number, string>()
    const ports: number[] = []
    for (const one of wanted) {
      const result = await tryPort(one.host, one.port)
      if ('code' in result) problems.push(inWords(result.code, one))
      else {
        const other = taken.get(result.port)
        if (other && one.port !== 0) problems.push(`${one.variable} and ${other} are both ${one.port}.`)
        taken.set(result.port, one.variable)
        ports.push(result.port)
      }
    }
    if (problems.length === 0) return ports
    if (monotonic() >= giveUpAt) throw new StartProblem(problems.join('\n'))
    await sleep(200)
  }
}
