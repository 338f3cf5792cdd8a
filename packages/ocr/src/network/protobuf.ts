// The wire format of Protocol Buffers, as far as an ONNX file needs it: fields stay as they are unless they are replaced.
// https://protobuf.dev/programming-guides/encoding/

/** One field of a message; `value` is a number for varints, else its bytes. */
export type Field = { number: number; wire: 0 | 1 | 2 | 5; value: number | Uint8Array }

const fixedBytes = { 1: 8, 5: 4 } as const

/** The fields of a message in their order; the bytes are views of `bytes`. Throws where they are cut short. */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  for (let at = 0; at < bytes.length; ) {
    const [key, afterKey] = readVarint(bytes, at)
    const number = Math.floor(key / 8)
    const wire = key % 8
    if (wire === 0) {
      const [value, next] = readVarint(bytes, afterKey)
      fields.push({ number, wire, value })
      at = next
    } else if (wire === 1 || wire === 2 || wire === 5) {
      const [size, start] = wire === 2 ? readVarint(bytes, afterKey) : [fixedBytes[wire], afterKey]
      if (start + size > bytes.length) throw new Error('The network file is cut short.')
      fields.push({ number, wire, value: bytes.subarray(start, start + size) })
      at = start + size
    } else throw new Error('The network file is not one.')
  }
  return fields
}

/** The message of these fields. */
export function writeFields(fields: readonly Field[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const { number, wire, value } of fields) {
    parts.push(varint(number * 8 + wire))
    if (typeof value === 'number') parts.push(varint(value))
    else if (wire === 2) parts.push(varint(value.length), value)
    else parts.push(value)
  }
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** A field of text or of a message. */
export function bytesField(number: number, value: string | Uint8Array): Field {
  return { number, wire: 2, value: typeof value === 'string' ? new TextEncoder().encode(value) : value }
}

// Numbers beyond 2^53 (negative ones) are not exact; the parts of a graph that are rewritten have none.
function readVarint(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0
  for (let at = start, scale = 1; at < bytes.length; at++, scale *= 128) {
    const byte = bytes[at] as number
    value += (byte & 127) * scale
    if (byte < 128) return [value, at + 1]
  }
  throw new Error('The network file is cut short.')
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
