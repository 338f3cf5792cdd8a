// `countersign certificates …`: the keys of this installation, on the machine that has its data; or those of an account.
import { fileKms } from '../../adapters/key/file.ts'
import { connect } from '../../db/sql.ts'
import { standingDatabase } from '../../moves/standing.ts'
import { systemClock } from '../../platform/clock.ts'
import { idsWith } from '../../platform/ids.ts'
import { masterKeyFile } from '../../roles/places.ts'
import { type KeyInfo, listKeys, type RotatedKind, rotatedKinds, rotateKey } from '../../sign/rotate.ts'
import type { Parsed } from '../arguments.ts'
import { asService, type MovingOrder, settingsOf } from '../moves.ts'
import type { Client } from '../server/client.ts'
import { isOwnAction, manageOwn } from './own-certificates.ts'

type Order = MovingOrder & { parsed: Parsed; client(): Promise<Client> }

const line = ({ kind, subject, serialNumber, notAfter }: KeyInfo): string =>
  `${kind.padEnd(10)} until ${notAfter.toISOString().slice(0, 10)}  ${serialNumber}  ${subject}`

async function openDatabase({ databaseUrl }: { databaseUrl: string }, order: Order, data: string) {
  const standing =
    databaseUrl === ''
      ? await standingDatabase(data, order.say)
      : { url: await asService(databaseUrl, data), done: async () => {} }
  const connection = connect(standing.url, { max: 1 })
  return {
    db: connection.db,
    async close() {
      await connection.close()
      await standing.done()
    },
  }
}

export async function runCertificates(order: Order): Promise<number> {
  const { print, parsed } = order
  const [action, kind] = parsed.positionals
  if (isOwnAction(action, kind)) return manageOwn(await order.client(), order)
  if (action !== 'list' && action !== 'rotate' && action !== 'revoke')
    throw new Error(
      'Say what to do: certificates list, rotate KIND or revoke KIND; or, with certificates of your own: own, add FILE, activate ID, deactivate ID, revoke ID, remove ID.',
    )
  const { config, data } = settingsOf(order)
  const kms = await fileKms(masterKeyFile(data), { create: false })
  const { db, close } = await openDatabase(config, order, data)
  try {
    if (action === 'list') for (const info of await listKeys(db)) print(line(info))
    else {
      const { organisation, publicUrl } = config
      const ports = { db, kms, clock: systemClock, newId: idsWith(systemClock), organisation, publicUrl }
      const asked = { kind: kindOf(kind), revoke: action === 'revoke' }
      const { before, after } = await rotateKey(ports, asked)
      print(`${action === 'revoke' ? 'Revoked' : 'Replaced'}: ${line(before)}`)
      print(`Now:     ${line(after)}`)
      print('Restart the service: until then, or for an hour, it goes on with the old key.')
    }
    return 0
  } finally {
    await close()
  }
}

function kindOf(kind: string | undefined): RotatedKind {
  const known = rotatedKinds.find((one) => one === kind)
  if (known) return known
  throw new Error(
    `Name one of: ${rotatedKinds.join(', ')}. The issuer and the root stay for as long as they last.`,
  )
}
