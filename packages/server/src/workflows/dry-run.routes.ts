import { DryRun } from '@countersign/contract/dry-run'
import type { Workflow } from '@countersign/contract/workflow'
import { Type } from 'typebox'
import { type Tx, withAccount } from '../db/sql.ts'
import { readCursor } from '../documents/cursor.ts'
import type { Http } from '../platform/http.ts'
import { dryRun, type Trying } from './dry-run.ts'
import { findShipped } from './shipped.ts'
import { findName, findVersion } from './workflows.store.ts'
import { currentWorkflow, newDefinition, workflowOf, workflowUnknown } from './workflows.ts'

const Asked = Type.Object(
  {
    version: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'a saved version' })),
    definition: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        maxProperties: 50,
        description: 'or a definition that is not saved',
      }),
    ),
    documents: Type.Optional(
      Type.Enum(['workflow', 'all'], {
        description: 'those of this workflow (default), or of all: for a workflow that is new',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 500, description: 'newest first; default 100' }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 200, description: '`nextCursor` of the answer before' })),
  },
  { additionalProperties: false },
)

type Wanted = { name: string; version: number | undefined; definition: unknown }

/** What is tried: a definition as it was sent, a saved version, or else the active one. */
async function wantedWorkflow(tx: Tx, accountId: string, wanted: Wanted): Promise<Workflow> {
  const { name, version, definition } = wanted
  if (definition !== undefined) return { ...newDefinition(definition), name, version: 1 }
  if (version === undefined) {
    if (!findShipped(name) && !(await findName(tx, accountId, { name }))) throw workflowUnknown(name)
    return currentWorkflow(tx, accountId, name)
  }
  if (!findShipped(name, version) && !(await findVersion(tx, accountId, { name, version })))
    throw workflowUnknown(name, version)
  return workflowOf(tx, accountId, { name, version })
}

export function dryRunRoute(http: Http, trying: Trying): void {
  http.post(
    '/v1/workflows/:name/dry-run',
    {
      schema: {
        operationId: 'workflows.dryRun',
        problems: ['workflow.unknown', 'workflow.not_found', 'workflow.invalid', 'cursor.invalid'],
        tags: ['Workflows'],
        summary: 'Which past documents would go another way, and why',
        description:
          'Judges the values as the machine had found them, by the workflow they went through and by this one. Nothing is written. `nextCursor` goes on with older documents.',
        params: Type.Object({ name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }) }),
        body: Asked,
        response: { 200: DryRun },
      },
      config: { needs: 'workflows:manage' },
    },
    async ({ caller: { accountId }, params: { name }, body }) => {
      const { version, definition, documents = 'workflow', limit = 100, cursor } = body
      const before = cursor === undefined ? undefined : readCursor(cursor, 'doc')
      const workflow = await withAccount(trying.db, accountId, (tx) =>
        wantedWorkflow(tx, accountId, { name, version, definition }),
      )
      const of = documents === 'all' ? undefined : name
      const found = await dryRun(trying, { accountId, workflow, of, limit, before })
      return { workflow: name, version: definition === undefined ? workflow.version : null, ...found }
    },
  )
}
