// What a workflow would have made of past documents.
import { type Static, Type } from 'typebox'
import { DocumentClass } from './extraction.ts'
import { Route } from './workflow.ts'

/** Which way a document goes and what made it so. */
export const Verdict = Type.Object({
  route: Route,
  /** Rule and field of each error; never a value. */
  errors: Type.Array(Type.Object({ rule: Type.String(), field: Type.Optional(Type.String()) })),
  approvals: Type.Array(Type.Object({ by: Type.String(), of: Type.Integer() })),
})
export type Verdict = Static<typeof Verdict>

export const DryRun = Type.Object(
  {
    workflow: Type.String(),
    version: Type.Union([Type.Integer(), Type.Null()], { description: 'null: the definition that was sent' }),
    looked: Type.Integer({ description: 'documents whose values could be judged' }),
    same: Type.Integer(),
    skipped: Type.Integer({ description: 'documents without an extraction any more' }),
    complete: Type.Boolean({ description: 'false where time ran out before all were looked at' }),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description: 'send it as `cursor` to go on with older documents; null where there are none',
    }),
    differs: Type.Array(
      Type.Object({ workflow: Type.String(), version: Type.Integer(), parts: Type.Array(Type.String()) }),
      {
        description:
          'for each version that the documents went through: parts that differ and act on every document alike, such as sign or retain',
      },
    ),
    changed: Type.Array(
      Type.Object({
        documentId: Type.String(),
        class: DocumentClass,
        version: Type.Integer({ description: 'of the workflow that it went through' }),
        before: Verdict,
        after: Verdict,
        why: Type.Array(Type.String()),
      }),
    ),
  },
  { $id: 'DryRun' },
)
export type DryRun = Static<typeof DryRun>
