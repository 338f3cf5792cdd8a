// Pages that print what a generated e-invoice states, for tests.
import type { Page } from '@countersign/contract/layout'
import type { EFacts } from '@countersign/fixtures/einvoice/facts'
import { pageOf } from '../page/testing.ts'

const printed = (minor: number) =>
  `${Math.trunc(minor / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '.')},${String(minor % 100).padStart(2, '0')} €`

const germanDate = (iso: string) => iso.split('-').reverse().join('.')

/** `instead` changes what is printed. */
export function printedInvoice(facts: EFacts, instead: (drawing: string) => string = (same) => same): Page {
  const { invoice, lines } = facts
  const { seller, buyer } = invoice
  const rows = lines.map(
    ({ description, quantity, price, amount }, index) =>
      `${index + 1}     ${description.padEnd(40)}${String(quantity).padEnd(8)}${printed(price).padEnd(18)}${printed(amount)}`,
  )
  const drawing = `
# ${seller.name}
${seller.street}, ${seller.town}

${buyer.name.padEnd(60)}Rechnungsnummer:      ${invoice.number}
${buyer.street.padEnd(60)}Rechnungsdatum:       ${germanDate(invoice.date)}
${buyer.town.padEnd(60)}Fällig am:            ${germanDate(invoice.dueDate)}

# Rechnung

Pos   Bezeichnung                             Menge   Einzelpreis       Gesamtpreis
${rows.join('\n')}

                                              Nettobetrag               ${printed(facts.net)}
                                              MwSt.                     ${printed(facts.tax)}
                                              Gesamtbetrag              ${printed(facts.total)}

IBAN: ${seller.iban}    USt-IdNr.: ${seller.vatId}
`
  return pageOf(instead(drawing), { language: 'de' })
}
