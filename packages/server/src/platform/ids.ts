// The only place that makes ids. They carry their kind and sort by time.
import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford base 32: no i, l, o, u
export type IdKind =
  | 'doc'
  | 'evt'
  | 'acc'
  | 'key'
  | 'whe'
  | 'msg'
  | 'blb'
  | 'req'
  | 'usr'
  | 'crt'
  | 'pkt'
  | 'prv'
  | 'upl'
  | 'sup'
  | 'tsk'
  | 'rvw'
  | 'env'
  | 'rcp'
  | 'eml'
  | 'sgr'
  | 'lsn'
  | 'fld'
  | 'bat'
  | 'psk'
export type NewId = (kind: IdKind) => string

/** 26 characters: 10 of milliseconds since 1970, 16 random (80 bits), as in the ULID specification. */
function sortable(milliseconds: number): string {
  let time = ''
  for (let rest = milliseconds, i = 0; i < 10; i += 1) {
    time = alphabet.charAt(rest % 32) + time
    rest = Math.floor(rest / 32)
  }
  let random = ''
  for (const byte of randomBytes(16)) random += alphabet.charAt(byte % 32)
  return time + random
}

export const idsWith =
  (clock: Clock): NewId =>
  (kind) =>
    `${kind}_${sortable(clock().getTime())}`
