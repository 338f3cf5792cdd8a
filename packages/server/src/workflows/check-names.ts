// Names in a workflow that lead nowhere: classes, fields and risks. Some are faults; what is only of no use is a warning.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import type { NewWorkflow, WorkflowFault } from '@countersign/contract/workflow'
import { classDefinitions } from '@countersign/understand/classes/classes'
import { type FieldTypes, fieldTypesOf } from '../domain/cel/cel.ts'
import { ownField } from '../domain/cel/cel-faults.ts'
import { didYouMean } from '../domain/cel/nearest.ts'
import { type FieldType, fieldType, knownFields } from '../domain/fields.ts'
import { pointerPart } from './json-text.ts'

const usual = Object.fromEntries(knownFields.map((name) => [name, fieldType(name)]))

/** What each class is known to have, and the names that any class may get. */
function typesOf(name: DocumentClass): FieldTypes {
  const { required, fields = {} } = classDefinitions[name] as {
    required: readonly string[]
    fields?: Readonly<Record<string, { type?: FieldType }>>
  }
  const needed = Object.fromEntries(required.map((one) => [one, fieldType(one)]))
  const own = Object.entries(fields).map(([one, { type }]) => [one, type ?? fieldType(one)] as const)
  return { ...usual, ...needed, ...Object.fromEntries(own) }
}

type Understanding = Pick<NewWorkflow, 'understand'>

/** Of the classes that an expression meets, and what the workflow names itself. */
export const typesFor = ({ understand }: Understanding, classes: readonly DocumentClass[]): FieldTypes => ({
  ...fieldTypesOf(classes, typesOf),
  ...understand?.fields,
})

const isClass = (name: string): name is DocumentClass => documentClasses.some((known) => known === name)
const classOf = (key: string) => key.split('.')[0] ?? ''

/** Parts that need other parts, and keys that begin with no class. */
export function nameFaults({ validate, understand, sign, approve, packet }: NewWorkflow): WorkflowFault[] {
  const keys = (part: 'confidence' | 'required') =>
    Object.keys(validate?.[part] ?? {})
      .filter((key) => !isClass(part === 'confidence' ? classOf(key) : key))
      .map((key) => ({
        path: `/validate/${part}/${pointerPart(key)}`,
        message: `"${key.slice(0, 60)}" begins with no class of documents.${didYouMean(classOf(key), documentClasses)} There are: ${documentClasses.join(', ')}.`,
      }))
  const needless = (path: string, what: string) => ({
    path,
    message: `${what} needs the values of the document: add "understand" and "validate".`,
  })
  return [
    ...keys('confidence'),
    ...keys('required'),
    ...(validate && !understand ? [needless('/validate', 'Validation')] : []),
    ...(approve?.length && !validate ? [needless('/approve', 'Approval')] : []),
    ...(sign && !validate ? [needless('/sign', 'A seal')] : []),
    ...(packet && !approve?.length
      ? [
          {
            path: '/packet',
            message: 'Whether a packet is complete is asked when it is approved: add "approve".',
          },
        ]
      : []),
  ]
}

type Named = { path: string; classes: readonly DocumentClass[]; fields: readonly [string, string][] }

const each = (path: string, names: readonly string[] = []): [string, string][] =>
  names.map((name, at) => [`${path}/${at}`, name])

/** Every place that names fields of some classes. */
function namingsIn({ validate, review, understand }: NewWorkflow): Named[] {
  const all = understand?.classes ?? []
  const required = Object.entries(validate?.required ?? {}).map(([name, fields]) => ({
    path: `/validate/required/${pointerPart(name)}`,
    classes: isClass(name) ? [name] : [],
    fields: each(`/validate/required/${pointerPart(name)}`, fields),
  }))
  const confidence = Object.keys(validate?.confidence ?? {}).map((key): Named => {
    const [path, name, field] = [`/validate/confidence/${pointerPart(key)}`, classOf(key), key.split('.')[1]]
    return { path, classes: isClass(name) ? [name] : [], fields: field === undefined ? [] : [[path, field]] }
  })
  const rules = (validate?.rules ?? []).map(({ classes, fields }, at) => ({
    path: `/validate/rules/${at}/classes`,
    classes: classes ?? all,
    fields: each(`/validate/rules/${at}/fields`, fields),
  }))
  const skills = (review?.skills ?? []).map(({ classes, fields }, at) => ({
    path: `/review/skills/${at}/classes`,
    classes: classes?.length ? classes : all,
    fields: each(`/review/skills/${at}/fields`, fields),
  }))
  const risks = (review?.risk ?? []).map(({ classes }, at) => ({
    path: `/review/risk/${at}/classes`,
    classes: classes ?? [],
    fields: [],
  }))
  return [...required, ...confidence, ...rules, ...skills, ...risks]
}

function strangeFields({ classes, fields }: Named, workflow: NewWorkflow): WorkflowFault[] {
  const names = Object.keys(typesFor(workflow, classes))
  return fields
    .filter(([, name]) => !names.includes(name))
    .map(([path, name]) => ({
      path,
      message: `No class here is known to have a field "${name}".${didYouMean(name, names) || ownField(name)}`,
    }))
}

function strangeClasses({ path, classes }: Named, { understand }: NewWorkflow): WorkflowFault[] {
  const known = understand?.classes ?? []
  if (known.length === 0) return []
  return classes
    .filter((name) => !known.includes(name))
    .map((name) => ({ path, message: `No document of this workflow can be of the class "${name}".` }))
}

/** The first risk that holds decides: behind one that always holds, none is looked at. */
function deadRisks({ review }: NewWorkflow): WorkflowFault[] {
  const risks = review?.risk ?? []
  const always = risks.findIndex(({ when, classes }) => when.trim() === 'true' && !classes?.length)
  if (always < 0) return []
  return risks.slice(always + 1).map((_, at) => ({
    path: `/review/risk/${always + 1 + at}`,
    message: 'It is never looked at: the first risk that holds decides, and one before it always holds.',
  }))
}

/** What does no harm, and nothing else either: most likely a slip. */
export const warningsOf = (workflow: NewWorkflow): WorkflowFault[] => [
  ...namingsIn(workflow).flatMap((named) => [
    ...strangeClasses(named, workflow),
    ...strangeFields(named, workflow),
  ]),
  ...deadRisks(workflow),
]
