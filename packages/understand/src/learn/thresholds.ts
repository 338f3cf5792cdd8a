// Thresholds fitted to how often values of some confidence were right in an account, with caution where little is known.

/** A value that the machine claimed and a person answered for. */
export type SeenValue = {
  class: string
  field: string
  confidence: number
  right: boolean
  documentId: string
}
/** By class and field: `invoice.total`. */
export type Thresholds = Readonly<Record<string, number>>
export type ThresholdFit = { body: Thresholds; figures: Record<string, number>; better: boolean }

/** A wrong value that passes costs as much as this many looks of a person. */
const costOfWrong = 100
/** Fewer values say nothing. */
const leastSeen = 20
const ladder = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99]
/** Above every confidence: a person looks always. */
const never = 1

/**
 * Fitted on documents drawn by their ids, three in four; measured on the others. `better` where the held-back ones cost
 * less than by what counts now.
 */
export function fitThresholds(
  seen: readonly SeenValue[],
  { shipped, live }: { shipped: Thresholds; live: Thresholds | null },
): ThresholdFit {
  const [fitting, held] = [seen.filter((one) => !isHeld(one)), seen.filter(isHeld)]
  const body: Record<string, number> = {}
  for (const [key, values] of Map.groupBy(fitting, keyOf)) {
    const now = thresholdIn({ shipped, live }, key)
    if (values.length >= leastSeen) body[key] = bestOf(values, now)
  }
  const changed = Object.entries(body).filter(([key, value]) => value !== thresholdIn({ shipped, live }, key))
  const next = { ...live, ...Object.fromEntries(changed) }
  const concerned = held.filter((one) => changed.some(([key]) => key === keyOf(one)))
  const before = costOf(concerned, (key) => thresholdIn({ shipped, live }, key))
  const after = costOf(concerned, (key) => thresholdIn({ shipped, live: next }, key))
  return {
    body: next,
    figures: { values: concerned.length, costBefore: before, cost: after },
    better: concerned.length >= leastSeen / 2 && after < before,
  }
}

const keyOf = ({ class: name, field }: SeenValue): string => `${name}.${field}`

function thresholdIn(
  { shipped, live }: { shipped: Thresholds; live: Thresholds | null },
  key: string,
): number {
  return live?.[key] ?? shipped[key] ?? shipped[key.split('.')[0] ?? ''] ?? 0
}

/** By the last letters of the id, which are chance. */
const isHeld = ({ documentId }: SeenValue): boolean => {
  let sum = 0
  for (const letter of documentId.slice(-6)) sum = (sum * 31 + letter.charCodeAt(0)) % 1009
  return sum % 4 === 0
}

/** The threshold that would have cost least; of equals the one nearest to what counts now. */
function bestOf(values: readonly SeenValue[], now: number): number {
  let best = { threshold: now, cost: cautiousCost(values, now) }
  for (const threshold of [...ladder, never].sort((a, b) => Math.abs(a - now) - Math.abs(b - now))) {
    const cost = cautiousCost(values, threshold)
    if (cost < best.cost) best = { threshold, cost }
  }
  return best.threshold
}

/** With one wrong value more among those that pass than was seen: what has not happened yet may happen. */
function cautiousCost(values: readonly SeenValue[], threshold: number): number {
  const passed = values.filter(({ confidence }) => confidence >= threshold).length
  const unseen = passed === 0 ? 0 : passed / (values.length + 1)
  return costOf(values, () => threshold) + costOfWrong * 0.25 * unseen
}

function costOf(values: readonly SeenValue[], thresholdOf: (key: string) => number): number {
  return values.reduce((sum, value) => {
    if (value.confidence < thresholdOf(keyOf(value))) return sum + 1
    return sum + (value.right ? 0 : costOfWrong)
  }, 0)
}
