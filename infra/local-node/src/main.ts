import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { parseFault } from './faults.ts'
import { DataDirError, ListenError, type LocalNode, type NodeOptions, StorageError, startNode } from './index.ts'

/** The node as a program of its own. */

const integer =
  (name: string, lowest: number, highest: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < lowest || value > highest) {
      throw new InvalidArgumentError(`${name} is a whole number from ${lowest} to ${highest}.`)
    }
    return value
  }

const program = new Command('eventstore-local')
  .description("A single node that speaks EventStoreDB's gRPC protocol and keeps its log on disk.")
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--port <number>', 'port to listen on; 0 picks a free one', integer('a port', 0, 65_535), 2113)
  .option('--data-dir <directory>', 'where the log is kept; made when missing', '.data/eventstore')
  .option('--cert <file>', 'certificate (PEM): serve TLS and ask for credentials; needs --key')
  .option('--key <file>', "the certificate's key (PEM)")
  .option('--max-append-size <bytes>', 'largest append', integer('the size', 1, 16 * 1024 * 1024), 1024 * 1024)
  .option('--exit-with-stdin', 'stop when standard input closes')
  .addHelpText(
    'after',
    `
Environment (with TLS): VISITA_NODE_USER and VISITA_NODE_PASSWORD, admin and changeit unless set.
Stops on SIGINT and SIGTERM: what is queued is written, running calls are cancelled.`,
  )

interface Flags {
  host: string
  port: number
  dataDir: string
  cert?: string
  key?: string
  maxAppendSize: number
  exitWithStdin?: boolean
}

/** Something the person who started the node can put right: one plain line, no stack. */
const refuse = (message: string): never => {
  process.stderr.write(`eventstore-local: ${message}\n`)
  process.exit(1)
}

const readPem = (file: string): Buffer => {
  try {
    return readFileSync(file)
  } catch (error) {
    return refuse(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

const optionsFrom = (flags: Flags): NodeOptions => {
  const { host, port, dataDir, cert, key, maxAppendSize } = flags
  if ((cert === undefined) !== (key === undefined)) return refuse('--cert and --key belong together')
  const { VISITA_NODE_USER: user, VISITA_NODE_PASSWORD: password } = process.env
  return {
    host,
    port,
    dataDir,
    maxAppendSize,
    ...(cert && key ? { cert: readPem(cert), key: readPem(key) } : {}),
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    log: (message, error) =>
      console.error(`eventstore-local: ${message}:`, error instanceof StorageError ? error.message : error),
  }
}

const start = async (options: NodeOptions): Promise<LocalNode> => {
  try {
    return await startNode(options)
  } catch (error) {
    if (error instanceof DataDirError || error instanceof ListenError) return refuse(error.message)
    throw error
  }
}

const flags = program.parse().opts<Flags>()
const node = await start(optionsFrom(flags))

let stopping = false
const stop = (): void => {
  // Asked twice: somebody is in a hurry. The log is safe at any moment.
  if (stopping) process.exit(1)
  stopping = true
  node.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error('eventstore-local: did not stop cleanly:', error)
      process.exit(1)
    },
  )
}

process.on('SIGINT', stop)
process.on('SIGTERM', stop)
if (flags.exitWithStdin) {
  process.stdin.on('end', stop).on('error', stop).resume()
}
// A parent process that started the node with an IPC channel can throw its fault switches.
process.on('message', (message: unknown) => {
  if (message === 'clear-faults') node.faults.clear()
  else {
    const fault = parseFault(message)
    if (fault) node.faults.inject(fault)
    process.send?.({ accepted: fault !== null })
  }
})

console.log(`eventstore-local listening on ${node.connectionString} (data in ${flags.dataDir})`)
