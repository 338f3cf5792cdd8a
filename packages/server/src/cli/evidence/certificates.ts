// `countersign certificates …`: the keys of this installation, on the machine that has its data.
import { fileKms } from '../../adapters/key/file.ts'
import { connect } from '../../db/sql.ts'
import { standingDatabase } from '../../moves/standing.ts'
import { systemClock } from '../../platform/clock.ts'
import { idsWith } from '../../platform/ids.ts'
import { masterKeyFile } from '../../roles/places.ts'
import { type KeyInfo, listKeys, type RotatedKind, rotatedKinds, rotateKey } from '../../sign/rotate.ts'
import { asService, type MovingOrder, settingsOf } from '../moves.ts'

type Order = MovingOrder & { action: string | undefined; kind: string | undefined }

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
  const { action, print } = order
  if (action !== 'list' && action !== 'rotate' && action !== 'revoke')
    throw new Error(
      'Say what to do: certificates list, certificates rotate KIND, or certificates revoke KIND.',
    )
  const { config, data } = settingsOf(order)
  const kms = await fileKms(masterKeyFile(data), { create: false })
  const { db, close } = await openDatabase(config, order, data)
  try {
    if (action === 'list') for (const info of await listKeys(db)) print(line(info))
    else {
      const { organisation, publicUrl } = config
      const ports = { db, kms, clock: systemClock, newId: idsWith(systemClock), organisation, publicUrl }
      const kind = kindOf(order.kind)
      const { before, after } = await rotateKey(ports, { kind, revoke: action === 'revoke' })
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
