// Envelopes that are ready but for their documents and some of their people: kept in versions, under the account's key.
import type { ValueSource } from '@countersign/contract/envelope'
import type { EnvelopeTemplatePlan } from '@countersign/contract/envelope-plan'
import type {
  EnvelopeFromTemplate,
  EnvelopeTemplate,
  NewEnvelopeTemplate,
} from '@countersign/contract/envelope-template'
import { type Tx, withAccount } from '../../db/sql.ts'
import { accountKey } from '../../documents/keys.ts'
import { planFaults } from '../../domain/plan/plan-faults.ts'
import { canonical } from '../../events/append.ts'
import { keyedHash, sealJson, unsealJson } from '../../platform/cipher.ts'
import { Problem } from '../../platform/problem.ts'
import type { DataKey } from '../../ports/blob-store.ts'
import type { Kms } from '../../ports/kms.ts'
import type { Asked } from '../create.ts'
import type { Office } from '../life.ts'
import { everyFieldType } from '../routing/field-types.ts'
import { findTemplate, insertTemplate, listTemplates, type TemplateRow } from './templates.store.ts'

const mostTemplates = 500
const mostVersions = 1000
const mostDocuments = 20

const contextOf = (name: string): string => `envelope template ${name}`

export const templateNotFound = (name: string, version?: number) =>
  new Problem(
    'envelope.template_not_found',
    version === undefined
      ? `There is no template "${name}". GET /v1/envelope-templates names those there are.`
      : `The template "${name}" has no version ${version}.`,
  )

/** Throws `envelope.template_invalid` naming every fault. */
function refuseFaults({ envelope }: NewEnvelopeTemplate): void {
  const faults = planFaults(envelope, {
    ...{ types: everyFieldType(), kind: 'template', documents: mostDocuments },
  })
  const [fault] = faults
  if (!fault) return
  throw new Problem('envelope.template_invalid', `/envelope${fault.path}: ${fault.message}`, {
    errors: faults.slice(0, 50).map(({ path, message }) => ({ path: `/envelope${path}`, message })),
  })
}

type Saving = { accountId: string; template: NewEnvelopeTemplate; keyId: string }

/** A new version, or the one there is where nothing has changed. */
export function saveTemplate(
  { archive, scribe }: Office,
  { accountId, template, keyId }: Saving,
): Promise<{ template: EnvelopeTemplate; isNew: boolean }> {
  refuseFaults(template)
  const { name, envelope } = template
  return withAccount(archive.db, accountId, async (tx) => {
    const key = await accountKey(tx, accountId, archive.kms)
    const fingerprint = keyedHash(key, canonical(envelope))
    const before = await findTemplate(tx, accountId, { name })
    if (before?.fingerprint.equals(fingerprint)) return { template: shown(before, key), isNew: false }
    const version = (before?.version ?? 0) + 1
    if (version > mostVersions || (!before && (await listTemplates(tx, accountId)).length >= mostTemplates))
      throw new Problem(
        'envelope.template_limit_reached',
        `An account has at most ${mostTemplates} templates of ${mostVersions} versions. Delete one that nobody needs.`,
      )
    const row = {
      ...{ name, version, fingerprint, createdBy: keyId, createdAt: scribe.clock() },
      definition: sealJson(key, envelope, contextOf(name)),
    }
    if (await insertTemplate(tx, accountId, row))
      return { template: shown({ ...row, accountId }, key), isNew: true }
    throw new Problem(
      'envelope.template_taken',
      'Somebody saved a version at the same moment. Look at it, and save again.',
    )
  })
}

export const openTemplate = (row: TemplateRow, key: DataKey): EnvelopeTemplatePlan =>
  unsealJson<EnvelopeTemplatePlan>(key, row.definition, contextOf(row.name))

const peopleIn = ({ recipients }: EnvelopeTemplatePlan): string[] =>
  recipients.flatMap((one) => [one, ...(one.others ?? [])]).flatMap(({ as }) => as ?? [])

function valuesIn({ recipients, fields = [] }: EnvelopeTemplatePlan): string[] {
  const sources: (string | ValueSource | undefined)[] = [
    ...recipients.flatMap((one) => [one, ...(one.others ?? [])]).flatMap(({ name, email }) => [name, email]),
    ...fields.map(({ value }) => value),
  ]
  const names = sources.flatMap((source) => (typeof source === 'object' && source.given) || [])
  return [...new Set(names)]
}

export function shown(row: TemplateRow, key: DataKey): EnvelopeTemplate {
  const envelope = openTemplate(row, key)
  return {
    ...{ name: row.name, version: row.version, envelope, createdAt: row.createdAt.toISOString() },
    ...{ people: peopleIn(envelope), values: valuesIn(envelope) },
  }
}

type Of = { name: string; version?: number | undefined; kms: Kms }

/** Throws `envelope.template_not_found`. */
export async function getTemplate(
  tx: Tx,
  accountId: string,
  { name, version, kms }: Of,
): Promise<EnvelopeTemplate> {
  const row = await findTemplate(tx, accountId, { name, version })
  if (!row) throw templateNotFound(name, version)
  return shown(row, await accountKey(tx, accountId, kms))
}

/** What is asked for by a template and what was said for this time. Throws `envelope.invalid` for names it does not know. */
export function askedFrom(template: EnvelopeTemplate, filling: Omit<EnvelopeFromTemplate, 'version'>): Asked {
  const { level, remindAfterDays, expiresAfterDays, ...plan } = template.envelope
  const { documents = [], people = {}, values = {}, title, message, expiresAt } = filling
  refuseUnknown('nobody called', Object.keys(people), template.people)
  refuseUnknown('no value called', Object.keys(values), template.values)
  return {
    plan: { ...plan, ...(title && { title }), ...(message && { message }) },
    documents,
    terms: {
      ...(level && { level }),
      ...(remindAfterDays && { remindAfterDays }),
      ...(expiresAfterDays && { expiresAfterDays }),
      ...(expiresAt && { expiresAt }),
    },
    given: values,
    people,
  }
}

function refuseUnknown(what: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new Problem(
    'envelope.invalid',
    `The template has ${what} "${unknown.slice(0, 60)}". It has: ${known.join(', ') || 'none'}.`,
  )
}
