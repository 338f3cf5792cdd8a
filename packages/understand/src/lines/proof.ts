// Lines that add up to the net amount prove each other, and the net amount.
import type { Field, Finding, LineItem } from '@countersign/contract/extraction'

type Found = { fields: Field[]; lines: LineItem[]; findings: Finding[] }

const proven = 0.97

/**
 * Raises what agrees, and says where lines and sums contradict each other; `explained` where charges and discounts that
 * are printed stand in between.
 */
export function proveLines(fields: readonly Field[], lines: readonly LineItem[], explained = false): Found {
  const unchanged = { fields: [...fields], lines: [...lines], findings: [] }
  const amounts = lines.flatMap(({ amount }) => amount?.minor ?? [])
  if (amounts.length === 0 || amounts.length < lines.length) return unchanged
  const sum = amounts.reduce((all, one) => all + one, 0)
  const [net = null, tax = null, total = null, charges = null] = ['net', 'tax', 'total', 'charges'].map(
    (name) => minorOf(fields, name),
  )
  const goals = [net, total, less(net, charges), less(total, charges), less(total, tax)]
  if (explained || goals.some((goal) => goal !== null && Math.abs(goal - sum) <= lines.length)) {
    const name = net === sum ? 'net' : total === sum ? 'total' : null
    return {
      fields: fields.map((field) => (field.name === name ? surer(field) : field)),
      lines: lines.map((line) => ({
        ...line,
        confidence: Math.max(line.confidence, round(proven * worst(line.confidence))),
      })),
      findings: [],
    }
  }
  return goals.every((goal) => goal === null)
    ? unchanged
    : { ...unchanged, findings: [contradiction(sum, fields)] }
}

/** What was badly read stays doubtful in its words, even where its amount is proven. */
const worst = (confidence: number): number => Math.min(1, 0.5 + confidence / 2 + 0.25 * confidence)
const round = (value: number): number => Math.round(value * 1000) / 1000
const surer = (field: Field): Field => ({ ...field, confidence: round(1 - (1 - field.confidence) / 2) })
const less = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b)

function minorOf(fields: readonly Field[], name: string): number | null {
  const value = fields.find((field) => field.name === name)?.value
  return value === undefined || typeof value === 'string' ? null : value.minor
}

function contradiction(sum: number, fields: readonly Field[]): Finding {
  const field = fields.find(({ name }) => name === 'net') ?? fields.find(({ name }) => name === 'total')
  const message = `The lines add up to ${(sum / 100).toFixed(2)}, and neither the net amount nor the total is that. Look whether a line, a discount or a charge was missed.`
  return {
    rule: 'lines.sum_mismatch',
    severity: 'warning',
    message,
    ...(field && { field: field.name, ...field.evidence[0] }),
  }
}
