import {
  WorkflowFault,
  WorkflowInfo,
  WorkflowVersionHead,
  type WorkflowVersionInfo,
  WorkflowVersionInfo as WorkflowVersionSchema,
} from '@countersign/contract/workflow'
import { Type } from 'typebox'
import { type Tx, withAccount } from '../db/sql.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { checkSource } from './check.ts'
import { dryRunRoute } from './dry-run.routes.ts'
import type { Trying } from './dry-run.ts'
import { workflowSchema } from './schema.ts'
import { findShipped, shipped } from './shipped.ts'
import {
  findName,
  findVersion,
  listNames,
  listVersions,
  setActive,
  type VersionHead,
} from './workflows.store.ts'
import { saveWorkflow, workflowUnknown } from './workflows.ts'

export type WorkflowDeps = Trying & { clock: Clock }

export const NameParams = Type.Object({ name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }) })
const VersionParams = Type.Object({
  ...NameParams.properties,
  version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
})

const headOf = ({ name, version, createdAt }: VersionHead, active: number | null): WorkflowVersionHead => ({
  ...{ name, version, origin: 'account', active: version === active },
  createdAt: createdAt.toISOString(),
})

function shippedVersion(name: string, version?: number): WorkflowVersionInfo | null {
  const found = findShipped(name, version)
  if (!found) return null
  const { version: own, ...definition } = found
  const active = findShipped(name)?.version === own
  return { name, version: own, definition, origin: 'shipped', active, createdAt: null }
}

async function versionOf(
  tx: Tx,
  accountId: string,
  { name, version }: { name: string; version?: number | undefined },
): Promise<WorkflowVersionInfo> {
  const ships = shippedVersion(name, version)
  if (ships) return ships
  const own = await findName(tx, accountId, { name })
  if (!own) throw workflowUnknown(name)
  const wanted = version ?? own.activeVersion ?? (await listVersions(tx, accountId, name))[0]?.version ?? 0
  const row = await findVersion(tx, accountId, { name, version: wanted })
  if (!row) throw workflowUnknown(name, wanted)
  return { ...headOf(row, own.activeVersion), definition: row.definition }
}

function readingRoutes(http: Http, { db }: WorkflowDeps) {
  http.get(
    '/v1/workflows',
    {
      schema: {
        operationId: 'workflows.list',
        tags: ['Workflows'],
        summary: 'List workflows: those that ship, then your own',
        response: { 200: Type.Object({ items: Type.Array(WorkflowInfo) }) },
      },
      config: { needs: 'documents:read' },
    },
    async ({ caller: { accountId } }) => {
      const own = await withAccount(db, accountId, (tx) => listNames(tx, accountId))
      const names = [...new Set(shipped.map(({ definition }) => definition.name))]
      const ship = names.flatMap((name) => shippedVersion(name) ?? [])
      return {
        items: [
          ...ship.map(({ name, version, definition }) => ({
            ...{ name, description: definition.description ?? null, origin: 'shipped' as const },
            ...{ activeVersion: version, latestVersion: version },
          })),
          ...own.map((row) => ({ ...row, origin: 'account' as const })),
        ],
      }
    },
  )
  http.get(
    '/v1/workflows/:name',
    {
      schema: {
        operationId: 'workflows.get',
        problems: ['workflow.unknown'],
        tags: ['Workflows'],
        summary: 'The active version of a workflow, or the newest where none is active',
        params: NameParams,
        response: { 200: WorkflowVersionSchema },
      },
      config: { needs: 'documents:read' },
    },
    ({ caller: { accountId }, params }) =>
      withAccount(db, accountId, (tx) => versionOf(tx, accountId, params)),
  )
  http.get(
    '/v1/workflows/:name/versions/:version',
    {
      schema: {
        operationId: 'workflows.version',
        problems: ['workflow.unknown'],
        tags: ['Workflows'],
        summary: 'One version of a workflow',
        params: VersionParams,
        response: { 200: WorkflowVersionSchema },
      },
      config: { needs: 'documents:read' },
    },
    ({ caller: { accountId }, params }) =>
      withAccount(db, accountId, (tx) => versionOf(tx, accountId, params)),
  )
}

function versionsRoute(http: Http, { db }: WorkflowDeps) {
  http.get(
    '/v1/workflows/:name/versions',
    {
      schema: {
        operationId: 'workflows.versions',
        problems: ['workflow.unknown'],
        tags: ['Workflows'],
        summary: 'All versions of a workflow, newest first',
        params: NameParams,
        response: { 200: Type.Object({ items: Type.Array(WorkflowVersionHead) }) },
      },
      config: { needs: 'documents:read' },
    },
    ({ caller: { accountId }, params: { name } }) =>
      withAccount(db, accountId, async (tx) => {
        const ships = shipped.flatMap((one) =>
          one.definition.name === name ? (shippedVersion(name, one.version) ?? []) : [],
        )
        if (ships.length > 0) return { items: ships.reverse().map(({ definition: _, ...head }) => head) }
        const own = await findName(tx, accountId, { name })
        if (!own) throw workflowUnknown(name)
        const rows = await listVersions(tx, accountId, name)
        return { items: rows.map((row) => headOf(row, own.activeVersion)) }
      }),
  )
}

function checkRoutes(http: Http) {
  http.post(
    '/v1/workflows/check',
    {
      schema: {
        operationId: 'workflows.check',
        tags: ['Workflows'],
        summary: 'What is wrong with the text of a workflow, with line and column',
        description: 'Saves nothing. The examples of every rule are run.',
        body: Type.Object(
          { source: Type.String({ maxLength: 200_000, description: 'the file as it is' }) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            valid: Type.Boolean(),
            faults: Type.Array(WorkflowFault),
            warnings: Type.Array(WorkflowFault, {
              description:
                'what leads nowhere and is most likely a slip; it does not keep it from being saved',
            }),
          }),
        },
      },
      config: { needs: 'documents:read' },
    },
    async ({ body: { source } }) => {
      const { faults, warnings } = checkSource(source)
      return { valid: faults.length === 0, faults, warnings }
    },
  )
  http.get(
    '/v1/workflow-schema',
    {
      schema: {
        operationId: 'workflows.schema',
        tags: ['Workflows'],
        summary: 'JSON Schema of a workflow, for editors',
        response: { 200: Type.Record(Type.String(), Type.Unknown()) },
      },
      config: { needs: 'documents:read' },
    },
    async () => workflowSchema(),
  )
}

function savingRoute(http: Http, { db, clock }: WorkflowDeps) {
  http.post(
    '/v1/workflows',
    {
      schema: {
        operationId: 'workflows.create',
        sends: ['location'],
        problems: ['workflow.invalid', 'workflow.reserved', 'workflow.limit_reached'],
        tags: ['Workflows'],
        summary: 'Save a new version of a workflow',
        description:
          'Every rule is type-checked and its examples are run; `errors` names all faults. The version waits until it is activated, or is active at once with `activate=true`. Sending what is there already answers that version with 200.',
        querystring: Type.Object(
          { activate: Type.Optional(Type.Boolean({ description: 'new documents start with it' })) },
          { additionalProperties: false },
        ),
        body: Type.Record(Type.String(), Type.Unknown(), {
          maxProperties: 50,
          description: 'a NewWorkflow, as GET /v1/workflow-schema describes it',
        }),
        response: { 200: WorkflowVersionSchema, 201: WorkflowVersionSchema },
      },
      config: { needs: 'workflows:manage' },
    },
    ({ caller: { accountId, keyId }, body: definition, query: { activate = false } }, reply) =>
      withAccount(db, accountId, async (tx) => {
        const saved = await saveWorkflow(tx, accountId, { definition, keyId, at: clock(), activate })
        const { name, version, isNew } = saved
        reply.code(isNew ? 201 : 200).header('location', `/v1/workflows/${name}/versions/${version}`)
        return versionOf(tx, accountId, { name, version })
      }),
  )
}

function activateRoute(http: Http, { db }: WorkflowDeps) {
  http.post(
    '/v1/workflows/:name/activate',
    {
      schema: {
        operationId: 'workflows.activate',
        problems: ['workflow.unknown', 'workflow.reserved'],
        tags: ['Workflows'],
        summary: 'Let new documents start with a version',
        description:
          'Also goes back to an earlier one. Documents under way keep the version they started with.',
        params: NameParams,
        body: Type.Object(
          { version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) },
          { additionalProperties: false },
        ),
        response: { 200: WorkflowVersionSchema },
      },
      config: { needs: 'workflows:manage' },
    },
    ({ caller: { accountId }, params: { name }, body: { version } }) =>
      withAccount(db, accountId, async (tx) => {
        const before = await versionOf(tx, accountId, { name, version })
        if (before.origin === 'shipped' && !before.active)
          throw new Problem(
            'workflow.reserved',
            `"${name}" ships with the product, and new documents start with its newest version. To go back, save version ${version} under a name of your own: GET /v1/workflows/${name}/versions/${version} has it.`,
          )
        if (before.origin === 'account') await setActive(tx, accountId, { name, version })
        return versionOf(tx, accountId, { name, version })
      }),
  )
}

export function workflowRoutes(http: Http, deps: WorkflowDeps): void {
  readingRoutes(http, deps)
  versionsRoute(http, deps)
  checkRoutes(http)
  savingRoute(http, deps)
  activateRoute(http, deps)
  dryRunRoute(http, deps)
}
