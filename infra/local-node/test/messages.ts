import { Writer } from '../src/grpc/writer.ts'

/** Requests written field by field, so that tests can leave out, repeat and spoil what they like. */

type Field = (w: Writer) => unknown

export const message = (...fields: Field[]): Buffer => {
  const w = new Writer()
  for (const field of fields) field(w)
  return w.take()
}

export const nested =
  (tag: number, ...fields: Field[]): Field =>
  (w) => {
    const at = w.open(tag)
    for (const field of fields) field(w)
    w.close(at)
  }

export const text =
  (tag: number, value: string): Field =>
  (w) =>
    w.string(tag, value)

export const bytes =
  (tag: number, value: Uint8Array): Field =>
  (w) =>
    w.bytes(tag, value)

export const number =
  (tag: number, value: number | bigint): Field =>
  (w) =>
    w.big(tag, BigInt(value))

export const empty =
  (tag: number): Field =>
  (w) =>
    w.empty(tag)

export const uuid = (tag: number, id: string = crypto.randomUUID()): Field => nested(tag, text(0x12, id))

export const stream = (name: string): Field => nested(0x0a, text(0x1a, name))

/** Options of a write: the stream, expecting anything. */
export const anyOf = (name: string): Field[] => [stream(name), empty(0x22)]

/** One proposed event; `spoil` replaces its id, type and content type fields. */
export const proposed = (tag: number, ...spoil: Field[]): Field =>
  nested(tag, ...(spoil.length > 0 ? spoil : [uuid(0x0a), ...typed('T')]), text(0x22, '{}'))

export const typed = (type: string, contentType = 'application/json'): Field[] => [
  nested(0x12, text(0x0a, 'type'), text(0x12, type)),
  nested(0x12, text(0x0a, 'content-type'), text(0x12, contentType)),
]

export const batch = (id: string, ...rest: Field[]): Buffer => message(uuid(0x0a, id), ...rest)

/** A Read of $all with these further options. */
export const readAll = (...rest: Field[]): Buffer => message(nested(0x0a, nested(0x12, empty(0x12)), ...rest))
