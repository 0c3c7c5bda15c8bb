import type { Call, CallHandler } from '../grpc/call.ts'
import { Writer } from '../grpc/writer.ts'
import type { NodeContext } from './write.ts'

const LEADER = 8

/** Gossip/Read: a cluster of one, whose only member leads. */
export const openGossip = (node: NodeContext) => {
  const instance = crypto.randomUUID()
  return (call: Call): CallHandler => ({
    message() {
      const { host, port } = addressed(call, node)
      const w = new Writer()
      const start = w.openFrame()
      const member = w.open(0x0a)
      const id = w.open(0x0a)
      w.string(0x12, instance).close(id)
      w.number(0x10, Date.now() * 10_000)
      w.number(0x18, LEADER).number(0x20, 1)
      const endpoint = w.open(0x2a)
      w.string(0x0a, host).number(0x10, port).close(endpoint)
      call.send(w.close(member).closeFrame(start).take())
      call.finish()
    },
    halfClose() {},
    closed() {},
  })
}

/** The address that the caller used: the one that surely works for it, whatever certificate or proxy is between. */
const addressed = (call: Call, node: NodeContext): { host: string; port: number } => {
  const authority = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(call.headers[':authority'] ?? '')
  return authority
    ? { host: authority[1] ?? node.host(), port: Number(authority[2]) }
    : { host: node.host(), port: node.port() }
}
