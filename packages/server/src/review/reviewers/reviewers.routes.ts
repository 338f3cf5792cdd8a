import { NewReviewer, Reviewer, ReviewerList, ReviewerParams } from '@countersign/contract/review'
import { Type } from 'typebox'
import { withAccount } from '../../db/sql.ts'
import { accountKey } from '../../documents/keys.ts'
import type { Http } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import type { Desk } from '../sitting.ts'
import { markOf } from './person.ts'
import { deleteReviewer, keyExists, listReviewers, mostReviewers, putReviewer } from './reviewers.store.ts'

const tags = ['Review']
const config = { needs: 'admin' } as const

export function reviewerRoutes(http: Http, desk: Desk): void {
  const { db, kms } = desk.archive
  http.get(
    '/v1/reviewers',
    {
      schema: {
        operationId: 'reviewers.list',
        tags,
        summary: 'Who reviews, and what they are trusted with',
        response: { 200: ReviewerList },
      },
      config,
    },
    ({ caller: { accountId } }) =>
      withAccount(db, accountId, async (tx) => ({
        items: await listReviewers(tx, accountId, await accountKey(tx, accountId, kms)),
      })),
  )
  putRoute(http, desk)
  http.delete(
    '/v1/reviewers/:id',
    {
      schema: {
        operationId: 'reviewers.delete',
        problems: ['reviewer.not_found'],
        tags,
        summary: 'Take a reviewer off the list',
        description: 'With the last one the list ends: tasks are for everybody again.',
        params: ReviewerParams,
        response: { 204: Type.Null() },
      },
      config,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      if (!(await withAccount(db, accountId, (tx) => deleteReviewer(tx, accountId, id))))
        throw new Problem('reviewer.not_found', `There is no reviewer ${id}. The list has the ids.`)
      return reply.code(204).send(null)
    },
  )
}

function putRoute(http: Http, { archive: { db, kms }, recorder }: Desk): void {
  http.put(
    '/v1/reviewers',
    {
      schema: {
        operationId: 'reviewers.put',
        problems: ['key.not_found', 'reviewers.limit_reached'],
        tags,
        summary: 'Add a reviewer, or change what they are trusted with',
        description:
          'From the first one on, a task that asks for a skill is given only to whom has it, and keys name only people of the list.',
        body: NewReviewer,
        response: { 200: Reviewer },
      },
      config,
    },
    ({ caller: { accountId }, body: { name, skills, keyId = null } }) =>
      withAccount(db, accountId, async (tx) => {
        if (keyId !== null && !(await keyExists(tx, accountId, keyId)))
          throw new Problem('key.not_found', `The account has no key ${keyId}. GET /v1/keys lists them.`)
        const key = await accountKey(tx, accountId, kms)
        const given = { name, skills: [...skills], keyId, key, mark: markOf(key, name) }
        const at = recorder.clock()
        const put = await putReviewer(tx, accountId, { ...given, at, id: recorder.newId('rvw') })
        if (put) return put
        throw new Problem(
          'reviewers.limit_reached',
          `The list takes ${mostReviewers} people. Take off who no longer reviews.`,
        )
      }),
  )
}
