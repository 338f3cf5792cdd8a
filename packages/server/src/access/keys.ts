// What an API key looks like: cs_live_ or cs_test_, 30 random characters (178 bits), 6 of checksum.
// The checksum tells a typing error from an unknown key and lets secret scanners be sure.
import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { sha256 } from '../platform/cipher.ts'

export type KeyKind = 'live' | 'test'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const randomLength = 30
const checksumLength = 6
const pattern = /^cs_(live|test)_[0-9A-Za-z]{36}$/

function checksum(text: string): string {
  let digits = ''
  for (let rest = crc32(text), i = 0; i < checksumLength; i += 1) {
    digits = alphabet.charAt(rest % alphabet.length) + digits
    rest = Math.floor(rest / alphabet.length)
  }
  return digits
}

export function makeKey(kind: KeyKind): string {
  let text = `cs_${kind}_`
  for (let i = 0; i < randomLength; i += 1) text += alphabet.charAt(randomInt(alphabet.length))
  return text + checksum(text)
}

/** True for what `makeKey` could have made; says nothing about whether the key was ever given out. */
export const isWellFormed = (key: string): boolean =>
  pattern.test(key) && checksum(key.slice(0, -checksumLength)) === key.slice(-checksumLength)

/** What is stored: 178 random bits need no slow hash. */
export const hashKey = (key: string): Buffer => sha256(key)

/** Enough to recognise a key by, far too little to guess it from. */
export const keyPrefix = (key: string): string => key.slice(0, 'cs_live_'.length + 4)
