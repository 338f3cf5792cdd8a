// Who acts: the person as a mark, the key that speaks for them, and what they are trusted with.
import type { Tx } from '../../db/sql.ts'
import type { Circumstances } from '../../events/append.ts'
import { keyedHash } from '../../platform/cipher.ts'
import { Problem } from '../../platform/problem.ts'
import type { DataKey } from '../../ports/blob-store.ts'
import { findReviewer } from './reviewers.store.ts'

export type Person = {
  /** The same in all documents of an account, and nothing outside it. */
  mark: Buffer
  /** Of the key; the same as `mark` where it speaks for nobody else. */
  through: Buffer
  /** Null where the account lists nobody: then every task is for everybody. */
  skills: readonly string[] | null
}

type Sayer = { name: string; keyId: string; asserted: boolean }

export const sayer = ({
  onBehalfOf,
  circumstances,
}: {
  onBehalfOf: string | null
  circumstances: Circumstances
}): Sayer => ({
  name: onBehalfOf ?? circumstances.actor.id,
  keyId: circumstances.actor.id,
  asserted: onBehalfOf !== null,
})

export const markOf = (accountKey: DataKey, name: string): Buffer => keyedHash(accountKey, `person ${name}`)

/** Throws `actor.not_allowed` where the account lists its reviewers and this name, through this key, is none. */
export async function identify(
  tx: Tx,
  accountId: string,
  { accountKey, name, keyId, asserted }: Sayer & { accountKey: DataKey },
): Promise<Person> {
  const mark = markOf(accountKey, name)
  const { listed, found } = await findReviewer(tx, accountId, mark)
  const through = asserted ? markOf(accountKey, keyId) : mark
  if (!listed) return { mark, through, skills: null }
  const foreign = found?.keyId != null && found.keyId !== keyId
  if (asserted && (!found || foreign))
    throw new Problem(
      'actor.not_allowed',
      found
        ? 'This reviewer is named by another API key only. Ask through that key.'
        : 'The account lists its reviewers, and nobody is on the list by this name. Have them added under /v1/reviewers.',
    )
  return { mark, through, skills: found?.skills ?? [] }
}

export const lacks = ({ skills }: Person, { skill }: { skill: string | null }): boolean =>
  skill !== null && skills !== null && !skills.includes(skill)
