// `countersign certificates own|add|…`: certificates that an account seals with, through the API with an admin key.
import { readFile } from 'node:fs/promises'
import type { SealCertificate } from '@countersign/contract/seal-certificate'
import type { Parsed } from '../arguments.ts'
import type { Client } from '../server/client.ts'

type Order = { parsed: Parsed; environment: NodeJS.ProcessEnv; print(line: string): void }

const changes = ['activate', 'deactivate', 'revoke', 'remove'] as const
const isChange = (action: string | undefined) => changes.some((one) => one === action)

/** `revoke seal` is about the installation, `revoke crt_…` about an account's own. */
export const isOwnAction = (action: string | undefined, id: string | undefined): boolean =>
  action === 'own' || action === 'add' || (isChange(action) && (action !== 'revoke' || isId(id)))

const isId = (id: string | undefined): boolean => id?.startsWith('crt_') === true

const line = ({ id, state, key, notAfter, subject, name }: SealCertificate): string =>
  `${id}  ${state.padEnd(7)}  until ${notAfter.slice(0, 10)}  ${key === 'kept' ? 'own key' : 'installation key'}  ${name === subject ? subject : `${name}: ${subject}`}`

export async function manageOwn(client: Client, { parsed, environment, print }: Order): Promise<number> {
  const [action, given] = parsed.positionals
  const say = (certificate: SealCertificate) => {
    print(line(certificate))
    for (const trouble of certificate.troubles) print(`  ${trouble}`)
  }
  if (action === 'own') {
    const { items } = await client.json<{ items: SealCertificate[] }>('GET', '/v1/certificates')
    for (const certificate of items) say(certificate)
    return 0
  }
  if (action === 'add') {
    const { name, activate } = parsed.values
    const file = await fileOf(given, environment.COUNTERSIGN_KEY_PASSWORD)
    const order = { ...file, ...(name && { name }), ...(activate && { activate }) }
    say(await client.json<SealCertificate>('POST', '/v1/certificates', order))
    return 0
  }
  if (!isId(given)) throw new Error(`Name a certificate: certificates ${action} ID. See certificates own.`)
  const address = `/v1/certificates/${given}`
  if (action === 'remove') {
    await client.json('DELETE', address)
    print(`${given} is removed, with its key.`)
  } else say(await client.json<SealCertificate>('POST', `${address}/${action}`))
  return 0
}

/** PEM is a chain for the installation's key; anything else is taken for PKCS#12. */
async function fileOf(path: string | undefined, password: string | undefined) {
  if (!path)
    throw new Error(
      'Name a file: certificates add FILE. A PKCS#12 file (its password is read from COUNTERSIGN_KEY_PASSWORD), or a chain in PEM.',
    )
  const bytes = await readFile(path)
  if (bytes.includes('-----BEGIN CERTIFICATE-----')) return { certificates: bytes.toString('latin1') }
  return { pkcs12: bytes.toString('base64'), ...(password !== undefined && { password }) }
}
