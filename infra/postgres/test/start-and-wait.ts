import { startPostgres } from '../src/index.ts'

// A process of its own, for the tests to kill. Prints the server's process id when it accepts connections.
const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('it wants a data directory')
const server = await startPostgres({ dataDir, port: 0, durable: false })
console.log(server.pid)
