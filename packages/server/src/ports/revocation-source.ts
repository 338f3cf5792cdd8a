/**
 * Where proof comes from that a certificate was not revoked. `own` gives the list of an issuer of this installation
 * (its certificate, DER), or null for those of others; `get` and `post` reach the addresses that certificates name.
 * Answers are unchecked: who asks checks them.
 */
export type RevocationSource = {
  own(issuer: Uint8Array): Promise<Uint8Array | null>
  get(url: string): Promise<Uint8Array>
  post(url: string, body: Uint8Array, contentType: string): Promise<Uint8Array>
}
