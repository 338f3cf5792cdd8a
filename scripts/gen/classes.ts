// The reference of document classes: what each is, and the fields that are read from it.
import { classDefinitions } from '../../packages/understand/src/classes/classes.ts'

const names: Readonly<Record<string, string>> = {
  invoice: 'Asks for payment.',
  credit_note: 'Takes an invoice back, in whole or in part.',
  receipt: 'Proves a purchase that was paid on the spot.',
  purchase_order: 'Orders goods or services.',
  delivery_note: 'Goes with the goods.',
  contract: 'Parties agree, in clauses, and sign.',
  id_card: 'An identity card or residence permit.',
  passport: 'The data page of a passport.',
  driving_licence: 'A driving licence.',
  business_card: 'A business card.',
  bank_statement: 'Balances and transactions of an account.',
  form: 'Labels and boxes that somebody filled in. W-9, W-8BEN, 1099-MISC and sheets of new patients are known by name; of any other form each label is a field.',
  shipping_label: 'Where a parcel goes, and its number.',
  letter: 'Somebody is greeted, and somebody signs off.',
  other: 'Everything else.',
}

/** docs/reference/classes.md. */
export function classesReference(): string {
  const sections = Object.entries(classDefinitions).map(([name, { fields, required, threshold }]) => {
    const rows = Object.entries(fields).map(([field, { type, about }]) => {
      const must = required.includes(field) ? 'yes' : ''
      return `| \`${field}\` | ${type} | ${must} | ${about} |`
    })
    const table = ['| Field | Type | Required | What it holds |', '| --- | --- | --- | --- |', ...rows].join(
      '\n',
    )
    const held = threshold === 0 ? '' : `\n\nBelow a confidence of ${threshold} a field waits for a person.`
    return `## ${name}\n\n${names[name] ?? ''}${held}${rows.length > 0 ? `\n\n${table}` : ''}\n`
  })
  return `# Classes

What kinds of documents are told apart, and which fields are read from each. A workflow may ask for other thresholds and other required fields. How classes are told and files are split is in [Classes and splitting](../guide/classes.md).

Generated from \`packages/understand/src/classes\` by \`npm run gen\`.

${sections.join('\n')}`
}
