import type { Call, CallHandler } from '../grpc/call.ts'
import { Writer } from '../grpc/writer.ts'

/** The server whose behaviour this node has; clients parse three numbers. */
const VERSION = '24.10.0'

/** The real server lists its methods in lower case; clients look them up so. */
const METHODS: readonly [method: string, features: readonly string[]][] = [
  ['read', ['position', 'events']],
  ['append', []],
  ['batchappend', ['deadline_duration']],
  ['delete', []],
  ['tombstone', []],
]

/** ServerFeatures/GetSupportedMethods. */
export const openSupportedMethods = (call: Call): CallHandler => ({
  message() {
    const w = new Writer()
    const start = w.openFrame()
    for (const [method, features] of METHODS) {
      const at = w.open(0x0a)
      w.string(0x0a, method).string(0x12, 'event_store.client.streams.streams')
      for (const feature of features) w.string(0x1a, feature)
      w.close(at)
    }
    call.send(w.string(0x12, VERSION).closeFrame(start).take())
    call.finish()
  },
  halfClose() {},
  closed() {},
})
