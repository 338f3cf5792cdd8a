// A softmax over what the entries of a document mean, beside "it does not say"; fitted by Adam (Kingma and Ba 2015).

export type Case = {
  entries: { key: string; signs: Readonly<Record<string, number>> }[]
  targets: string[]
  weight: number
}
export type Fitted = {
  weighing: { bias: number; weights: Record<string, number> }
  right: number
  loss: number
}

const rounds = 300
const rate = 0.08
const decay = 0.0015
const decayToPrior = 0.05
/** Confident on what is made here is not confident on paper: a little of each answer is given to the others. */
const smoothing = 0.02

type Row = { group: number; at: number[]; by: number[] }
type Problem = { rows: Row[]; groups: number; wanted: boolean[]; weight: number }

export function fit(cases: readonly Case[], prior: Readonly<Record<string, number>> = {}): Fitted {
  const names = [
    ...new Set(cases.flatMap(({ entries }) => entries.flatMap(({ signs }) => Object.keys(signs)))),
  ].sort()
  const place = new Map(names.map((name, at) => [name, at]))
  const problems = cases.map((one) => problemOf(one, place))
  const size = names.length + 1
  const begun = names.map((name) => prior[name] ?? 0)
  const weights = Float64Array.from([...begun, 0])
  const held = Object.keys(prior).length > 0 ? decayToPrior : decay
  const [mean, spread] = [new Float64Array(size), new Float64Array(size)]
  let last = { loss: 0, right: 0 }
  for (let round = 1; round <= rounds; round++) {
    const gradient = new Float64Array(size)
    last = slope(problems, weights, gradient)
    for (let at = 0; at < size; at++) {
      const g = (gradient[at] ?? 0) + (at === size - 1 ? 0 : held * ((weights[at] ?? 0) - (begun[at] ?? 0)))
      mean[at] = 0.9 * (mean[at] ?? 0) + 0.1 * g
      spread[at] = 0.999 * (spread[at] ?? 0) + 0.001 * g * g
      const step =
        (mean[at] ?? 0) / (1 - 0.9 ** round) / (Math.sqrt((spread[at] ?? 0) / (1 - 0.999 ** round)) + 1e-8)
      weights[at] = (weights[at] ?? 0) - rate * step
    }
  }
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  const pairs = names
    .map((name, at) => [name, rounded(weights[at] ?? 0)] as const)
    .filter(([, value]) => value !== 0)
  return { weighing: { bias: rounded(weights[size - 1] ?? 0), weights: Object.fromEntries(pairs) }, ...last }
}

function problemOf({ entries, targets, weight }: Case, place: ReadonlyMap<string, number>): Problem {
  const groups = [...new Set(entries.map(({ key }) => key))]
  const rows = entries.map(({ key, signs }) => {
    const set = Object.entries(signs).filter(([, by]) => by !== 0)
    return {
      group: groups.indexOf(key),
      at: set.map(([name]) => place.get(name) ?? 0),
      by: set.map(([, by]) => by),
    }
  })
  return { rows, groups: groups.length, wanted: groups.map((key) => targets.includes(key)), weight }
}

function slope(problems: readonly Problem[], weights: Float64Array, gradient: Float64Array) {
  const all = problems.reduce((sum, { weight }) => sum + weight, 0)
  let [loss, right] = [0, 0]
  for (const problem of problems) {
    const { best, logits } = strongest(problem, weights)
    const highest = Math.max(0, ...logits)
    const powers = logits.map((logit) => Math.exp(logit - highest))
    const none = Math.exp(-highest)
    const sum = powers.reduce((a, b) => a + b, none)
    const hits = problem.wanted.filter(Boolean).length
    const given = powers.reduce((a, power, at) => a + (problem.wanted[at] ? power : 0), hits === 0 ? none : 0)
    loss -= (problem.weight / all) * Math.log(given / sum)
    const top = logits.indexOf(Math.max(...logits))
    const chosen = logits.length > 0 && (logits[top] ?? 0) > 0 ? problem.wanted[top] === true : hits === 0
    right += chosen ? problem.weight / all : 0
    for (const [at, power] of powers.entries()) {
      const share = power / sum
      const goal = problem.wanted[at] ? (1 - smoothing) * (power / given) : smoothing / (powers.length + 1)
      const push = (problem.weight / all) * (share - goal)
      const row = problem.rows[best[at] ?? 0]
      if (row === undefined) continue
      for (const [index, column] of row.at.entries())
        gradient[column] = (gradient[column] ?? 0) + push * (row.by[index] ?? 0)
      gradient[weights.length - 1] = (gradient[weights.length - 1] ?? 0) + push
    }
  }
  return { loss, right }
}

/** Of the entries that mean the same the one with the highest logit speaks. */
function strongest({ rows, groups }: Problem, weights: Float64Array) {
  const logits: number[] = new Array(groups).fill(Number.NEGATIVE_INFINITY)
  const best: number[] = new Array(groups).fill(0)
  for (const [index, { group, at, by }] of rows.entries()) {
    let logit = weights[weights.length - 1] ?? 0
    for (const [k, column] of at.entries()) logit += (weights[column] ?? 0) * (by[k] ?? 0)
    if (logit > (logits[group] ?? 0)) {
      logits[group] = logit
      best[group] = index
    }
  }
  return { logits, best }
}
