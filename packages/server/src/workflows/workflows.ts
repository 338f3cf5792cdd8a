// The workflows that ship. Each is data in builtin/, checked when it is loaded.
import { Workflow } from '@countersign/contract/workflow'
import { Value } from 'typebox/value'
import { Problem } from '../platform/problem.ts'
import archive from './builtin/archive.json' with { type: 'json' }
import invoice from './builtin/invoice.json' with { type: 'json' }
import invoiceLta from './builtin/invoice-lta.json' with { type: 'json' }

function checked(definition: unknown): Workflow {
  if (Value.Check(Workflow, definition)) return definition
  const [error] = Value.Errors(Workflow, definition)
  throw new Problem(
    'workflow.invalid',
    `The workflow ${error?.instancePath ?? ''} ${error?.message ?? 'is not valid'}.`,
  )
}

const shipped = [archive, invoice, invoiceLta].map(checked)
export const defaultWorkflow = 'invoice'

/** The newest version of that name; `workflow.not_found` names those there are. */
export function currentWorkflow(name: string): Workflow {
  const workflow = shipped.filter((one) => one.name === name).sort((a, b) => b.version - a.version)[0]
  if (workflow) return workflow
  const names = shipped.map((one) => one.name).join(', ')
  throw new Problem('workflow.not_found', `There is no workflow "${name.slice(0, 63)}". There are: ${names}.`)
}

export function findWorkflow(name: string, version: number): Workflow {
  const workflow = shipped.find((one) => one.name === name && one.version === version)
  if (workflow) return workflow
  throw new Problem('workflow.not_found', `Workflow ${name} has no version ${version}.`)
}
