// Single values, or the picture of a document, judged at once; nothing of it is kept.
import type { DocumentClass, Extraction, Field, Finding } from '@countersign/contract/extraction'
import type { Quality } from '@countersign/contract/layout'
import type { Validation, ValuesToValidate } from '@countersign/contract/validation'
import type { Workflow } from '@countersign/contract/workflow'
import { understand } from '@countersign/understand/understand'
import { decidable } from '../domain/rules.ts'
import { sellerOf } from '../domain/seller.ts'
import type { Clock } from '../platform/clock.ts'
import { isProblem, Problem } from '../platform/problem.ts'
import type { DocumentEngine } from '../ports/document-engine.ts'
import type { Precedents } from '../ports/precedents.ts'
import { supplierFindings } from './record-findings.ts'
import { typedFields } from './typed-values.ts'
import { judge } from './validate.stage.ts'

export type OnTheSpot = {
  engine: Pick<DocumentEngine, 'read'>
  clock: Clock
  precedents: Pick<Precedents, 'suppliers'>
  /** Its active version; throws `workflow.not_found`. */
  workflow(accountId: string, name: string): Promise<Workflow>
}

/** What is judged by no workflow. */
export const noRules: Workflow = {
  name: 'on-the-spot',
  version: 1,
  read: { languages: [], searchable: false },
  publish: [],
}

type Judged = Pick<Extraction, 'class' | 'classConfidence' | 'language' | 'fields'>
const aboutWhatIsMissing = /^(field|currency)\.missing$/

async function findingsOn(
  spot: OnTheSpot,
  { accountId, understood, workflow }: { accountId: string; understood: Judged; workflow: Workflow },
): Promise<Finding[]> {
  const today = spot.clock().toISOString().slice(0, 10)
  const extraction = { ...understood, documentId: '', run: 1, findings: [] }
  const suppliers = await spot.precedents.suppliers(accountId, sellerOf(understood.fields))
  return [...judge(extraction, { workflow, today }), ...supplierFindings(extraction, suppliers)]
}

export async function validateValues(
  spot: OnTheSpot,
  { accountId, values }: { accountId: string; values: ValuesToValidate },
): Promise<Validation> {
  const asked = await workflowFor(spot, accountId, values.workflow)
  const { fields, findings } = typedFields(values, asked.understand?.fields)
  const given = values.class ?? onlyClassOf(asked)
  const understood = {
    ...{ class: given ?? ('other' as const), classConfidence: 1 },
    ...{ language: values.language ?? null, fields },
  }
  const workflow = values.complete ? asked : withoutOpenRules(asked, understood)
  const judged = await findingsOn(spot, { accountId, understood, workflow })
  const unreadable = new Set(findings.map(({ field }) => field))
  const kept = judged.filter(
    ({ rule, field }) => (values.complete || !aboutWhatIsMissing.test(rule)) && !unreadable.has(field),
  )
  return answerOf({ kind: given ?? null, fields, findings: [...findings, ...kept], quality: null })
}

const workflowFor = async (
  spot: OnTheSpot,
  accountId: string,
  name: string | undefined,
): Promise<Workflow> => (name === undefined ? noRules : spot.workflow(accountId, name))

function onlyClassOf({ understand: asked }: Workflow): DocumentClass | undefined {
  const [first, ...others] = asked?.classes ?? []
  return others.length === 0 ? first : undefined
}

/** While somebody still fills in the form, a rule about what is to come has nothing to say. */
const withoutOpenRules = (workflow: Workflow, values: Judged): Workflow =>
  workflow.validate?.rules
    ? {
        ...workflow,
        validate: { ...workflow.validate, rules: decidable(workflow.validate.rules, values) },
      }
    : workflow

type Picture = {
  accountId: string
  workflow: string | undefined
  bytes: Uint8Array
  contentType: string
  classes: readonly DocumentClass[]
  languages: readonly string[]
  signal: AbortSignal
}

const deadlineMs = 20_000
const partBytes = 1024 * 1024

/** Throws `read.*` for what is no picture, and `validate.too_slow` after twenty seconds. */
export async function validatePicture(spot: OnTheSpot, picture: Picture): Promise<Validation> {
  const { accountId } = picture
  const workflow = await workflowFor(spot, accountId, picture.workflow)
  const page = await firstPage(spot, picture)
  const classes = picture.classes.length > 0 ? picture.classes : (workflow.understand?.classes ?? [])
  const understood = understand([page], classes.length > 0 ? { classes } : {})
  const judged = await findingsOn(spot, { accountId, understood, workflow })
  return answerOf({
    kind: understood.class,
    fields: understood.fields,
    findings: [...understood.findings, ...judged],
    quality: page.quality,
  })
}

/** The first page of a picture; throws `read.*` and `validate.too_slow`. */
export async function firstPage(
  { engine }: Pick<OnTheSpot, 'engine'>,
  picture: Omit<Picture, 'accountId' | 'classes' | 'workflow'>,
) {
  const { bytes, contentType, languages, signal } = picture
  const late = AbortSignal.timeout(deadlineMs)
  const request = {
    files: [{ contentType, bytes: bytes.length, open: () => inParts(bytes) }],
    ...{ languages, pages: new Set([1]), done: new Set<number>(), password: null },
    signal: AbortSignal.any([signal, late]),
  }
  try {
    for await (const { page } of engine.read(request)) return page
  } catch (cause) {
    if (isProblem(cause) || !late.aborted) throw cause
    throw new Problem(
      'validate.too_slow',
      `The picture was not read within ${deadlineMs / 1000} seconds. Send a smaller cut of it, or upload it as a document.`,
      { cause, headers: { 'retry-after': '5' } },
    )
  }
  throw new Problem('read.no_pages', 'The picture has no page. Send a JPEG, PNG or WebP.')
}

async function* inParts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes)
}

type Answer = {
  kind: DocumentClass | null
  fields: readonly Field[]
  findings: Finding[]
  quality: Quality | null
}

function answerOf({ kind, fields, findings, quality }: Answer): Validation {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const wrong = new Set(errors.map(({ field }) => field))
  return {
    valid: errors.length === 0,
    class: kind,
    fields: fields.map((field) => ({ ...field, valid: !wrong.has(field.name) })),
    findings,
    quality,
  }
}
