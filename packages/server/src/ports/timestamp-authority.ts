/**
 * A timestamp authority (RFC 3161). `ask` carries a request (DER) to it and gives its response (DER), unchecked: who asks
 * checks it. `name` stands in messages. A `policy` is asked for and insisted on. Throws where no answer came.
 */
export type TimestampAuthority = {
  name: string
  policy?: string
  ask(request: Uint8Array): Promise<Uint8Array>
}
