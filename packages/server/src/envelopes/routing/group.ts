// Of several with one number, whoever acts first acts for all of them.
import type { Tx } from '../../db/sql.ts'
import { isReplaced } from '../../domain/envelope.ts'
import type { Circumstances } from '../../events/append.ts'
import { askingKinds } from '../driving/letters.ts'
import type { EnvelopeRow } from '../envelopes.store.ts'
import type { Opened, Person } from '../holdings.ts'
import { cancelMails } from '../people/recipients.store.ts'
import { recordRecipient, type Scribe } from '../record.ts'

type Releasing = {
  scribe: Scribe
  circumstances: Circumstances
  opened: Opened
  /** Who has acted. */
  person: Person
  /** As it stands after that. */
  envelope: EnvelopeRow
}

export async function releaseOthers(tx: Tx, releasing: Releasing): Promise<void> {
  const { scribe, circumstances, opened, person, envelope } = releasing
  const { accountId, id, ordinal } = person.row
  const others = opened.people.filter(
    ({ row }) => row.ordinal === ordinal && row.id !== id && !row.actedAt && !isReplaced(row.state),
  )
  let standing = envelope
  for (const { row } of others)
    standing = await recordRecipient(tx, accountId, {
      ...{ envelope: standing, recipient: row, circumstances, scribe },
      ...{ event: 'recipient.released', data: { by: id } },
    })
  const recipientIds = others.map(({ row }) => row.id)
  await cancelMails(tx, accountId, { recipientIds, kinds: askingKinds })
}
