import { type Stores, startApi } from './harness.ts'

/** An instance of the API that sends itself one request and is killed in the middle of it, as by kill -9. */
const { stores, step, method, url, body, key } = JSON.parse(process.argv[2] ?? '{}') as {
  stores: Pick<Stores, 'places'>
  step: string
  method: 'POST' | 'DELETE'
  url: string
  body: unknown
  key: string
}
const api = await startApi(stores, (reached) => {
  if (reached === step) process.kill(process.pid, 'SIGKILL')
})
await api.send('channel', method, url, body, { 'idempotency-key': key })
process.exit(3) // the step was never reached
