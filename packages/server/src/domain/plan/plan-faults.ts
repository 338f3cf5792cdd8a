// What is wrong with a plan of who signs, whatever document it will be for. Pure.
import type { NewEnvelopeField } from '@countersign/contract/envelope'
import { celFault, type FieldTypes } from '../cel/cel.ts'
import { signsFile } from '../envelope.ts'
import type { PersonPlan, Plan, RecipientPlan } from './envelope-plan.ts'

export type PlanFault = { path: string; message: string }

/**
 * `workflow`: nobody gives people, and what is missing a person enters as a field. `template`: people may be given.
 * `request`: everything is said.
 */
export type PlanKind = 'workflow' | 'template' | 'request'

type Checking = { types: FieldTypes; kind: PlanKind; documents: number }

export function planFaults(plan: Plan, checking: Checking): PlanFault[] {
  const { recipients, fields = [] } = plan
  const nobody = recipients.every(({ role }) => role === 'copy')
  const message = 'Nobody is to act: all recipients get a copy. Add a signer or an approver.'
  return [
    ...(nobody ? [{ path: '/recipients', message }] : []),
    ...recipients.flatMap((recipient, at) => recipientFaults(recipient, at, checking)),
    ...(checking.kind === 'template' ? twiceNamed(recipients) : []),
    ...fields.flatMap((field, at) => fieldFaults(field, at, { plan, checking })),
  ]
}

export function conditionFault(path: string, when: string | undefined, types: FieldTypes): PlanFault[] {
  const fault = when === undefined ? null : celFault(when, types)
  return fault ? [{ path, message: `${fault.message} (character ${fault.at + 1} of the expression)` }] : []
}

function recipientFaults(recipient: RecipientPlan, at: number, { types, kind }: Checking): PlanFault[] {
  const path = `/recipients/${at}`
  const { when, others = [] } = recipient
  const people = [
    { person: recipient as PersonPlan, at: path },
    ...others.map((person, index) => ({ person, at: `${path}/others/${index}` })),
  ]
  return [
    ...conditionFault(`${path}/when`, when, types),
    ...people.flatMap(({ person, at: where }) => personFaults(person, where, kind)),
  ]
}

function personFaults(person: PersonPlan, path: string, kind: PlanKind): PlanFault[] {
  if (kind === 'request') return []
  if (kind === 'workflow' && person.as !== undefined)
    return [
      {
        path: `${path}/as`,
        message: 'A workflow is given nobody by name. Say "name" and "email": fixed, or from a field.',
      },
    ]
  return (['name', 'email'] as const).flatMap((what) => {
    const source = person[what]
    if (source === undefined)
      return person.as === undefined
        ? [{ path, message: `Say "${what}": fixed, or where it comes from.` }]
        : []
    if (kind === 'template' || typeof source === 'string' || source.field) return []
    const message = 'Name a "field" too, so that a person can enter what was not given.'
    return [{ path: `${path}/${what}`, message }]
  })
}

function twiceNamed(recipients: readonly RecipientPlan[]): PlanFault[] {
  const seen = new Set<string>()
  return recipients.flatMap((recipient, at) =>
    [recipient, ...(recipient.others ?? [])].flatMap(({ as }) => {
      if (as === undefined) return []
      const twice = seen.has(as)
      seen.add(as)
      return twice ? [{ path: `/recipients/${at}`, message: `There are two people called "${as}".` }] : []
    }),
  )
}

function fieldFaults(
  field: NewEnvelopeField,
  at: number,
  { plan, checking }: { plan: Plan; checking: Checking },
): PlanFault[] {
  const path = `/fields/${at}`
  const where = `Field ${at + 1}`
  const { recipients } = plan
  const who = recipients[field.recipient - 1]
  const { documents } = checking
  if (!who)
    return [
      { path, message: `${where} is for recipient ${field.recipient}, and there are ${recipients.length}.` },
    ]
  const { role = 'signer' } = who
  if (!signsFile(role))
    return [
      {
        path,
        message: `${where} is for recipient ${field.recipient}, who is ${role} and signs nothing. Name a signer.`,
      },
    ]
  if ((field.document ?? 1) > documents)
    return [{ path, message: `${where} is in document ${field.document}, and there are ${documents}.` }]
  if (!field.at === !(field.page && field.box))
    return [
      {
        path,
        message: `${where} needs a place: either \`at\` (words on the page) or \`page\` and \`box\`.`,
      },
    ]
  return []
}
