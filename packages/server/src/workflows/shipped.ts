// The workflows that ship. Each is data in builtin/, checked like any other when it is loaded.
import type { NewWorkflow, Workflow } from '@countersign/contract/workflow'
import archive from './builtin/archive.json' with { type: 'json' }
import contractSigning from './builtin/contract-signing.json' with { type: 'json' }
import contractSigning2 from './builtin/contract-signing-2.json' with { type: 'json' }
import invoice from './builtin/invoice.json' with { type: 'json' }
import invoiceLta from './builtin/invoice-lta.json' with { type: 'json' }
import onboardingPacket from './builtin/onboarding-packet.json' with { type: 'json' }
import onboardingPacket2 from './builtin/onboarding-packet-2.json' with { type: 'json' }
import receipts from './builtin/receipts.json' with { type: 'json' }
import supplierInvoices from './builtin/supplier-invoices.json' with { type: 'json' }
import { checkDefinition } from './check.ts'

type Shipped = { version: number; definition: NewWorkflow }

function shippedOf({ version, ...definition }: { version: number; name: string }): Shipped {
  const { faults, workflow } = checkDefinition(definition)
  const [fault] = faults
  if (workflow) return { version, definition: workflow }
  throw new Error(
    `The workflow ${definition.name} that ships has a fault at ${fault?.path}: ${fault?.message}`,
  )
}

/** By name; a new version is a new file beside the old one. */
export const shipped: readonly Shipped[] = [
  archive,
  contractSigning,
  contractSigning2,
  invoice,
  invoiceLta,
  onboardingPacket,
  onboardingPacket2,
  receipts,
  supplierInvoices,
].map(shippedOf)

export const defaultWorkflow = 'invoice'

export const isShipped = (name: string): boolean => shipped.some(({ definition }) => definition.name === name)

/** The newest version of that name, or the one asked for. */
export function findShipped(name: string, version?: number): Workflow | undefined {
  const found = shipped
    .filter((one) => one.definition.name === name && (version === undefined || one.version === version))
    .sort((one, other) => other.version - one.version)[0]
  return found && { ...found.definition, version: found.version }
}
