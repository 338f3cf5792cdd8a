// Invoices that were changed, for tests of rules.
import assert from 'node:assert/strict'
import { type EProfile, makeXml } from '@countersign/fixtures/einvoice/e-invoice'
import { inventEInvoice } from '@countersign/fixtures/einvoice/facts'
import { readEInvoices } from '../read.ts'

export type Change = readonly [find: string | RegExp, replace: string]

/** The rules that an invoice breaks once its XML was changed. */
export function brokenBy(profile: EProfile, ...changes: Change[]): string[] {
  let xml = Buffer.from(makeXml(inventEInvoice({ seed: 23, rich: true }), profile)).toString('utf8')
  for (const [find, replace] of changes) {
    const changed = xml.replaceAll(find instanceof RegExp ? new RegExp(find, 'g') : find, replace)
    assert.notEqual(changed, xml, `${find} is not in it`)
    xml = changed
  }
  const { findings } = readEInvoices([{ name: 'factur-x.xml', bytes: Buffer.from(xml) }])
  for (const { rule, message } of findings)
    if (rule.startsWith('einvoice.br_')) assert.match(message, /^BR-[A-Z0-9-]+: .+\. Ask the seller/)
  return findings.map(({ rule }) => rule.replace('einvoice.', '')).sort()
}

/** Takes elements of that name out. */
export const tag = (name: string): Change => [new RegExp(`<${name}[ >][^]*?</${name}>`), '']
