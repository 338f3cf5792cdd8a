// npm run audit: known weaknesses in what is shipped. Only what was found fails; a registry that cannot be asked is said so.
import { spawnSync } from 'node:child_process'

type Report = {
  message?: string
  metadata?: { vulnerabilities?: Record<string, number> }
  vulnerabilities?: Record<string, { severity: string; range: string }>
}

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  cwd: new URL('../', import.meta.url),
  encoding: 'utf8',
  maxBuffer: 100_000_000,
})

function reportOf(text: string): Report {
  try {
    return JSON.parse(text) as Report
  } catch {
    return {}
  }
}

const report = reportOf(stdout)
const { metadata, vulnerabilities = {} } = report
if (!metadata?.vulnerabilities) {
  const why = report.message ?? /npm (?:error|warn) (.*)/i.exec(stderr)?.[1] ?? 'it gave no report'
  console.warn(
    `The registry could not be asked for weaknesses (${why}). NOTHING WAS CHECKED; run it again elsewhere.`,
  )
} else {
  const grave = Object.entries(vulnerabilities).filter(([, { severity }]) =>
    /^(high|critical)$/.test(severity),
  )
  console.log(`Known weaknesses in what is shipped: ${JSON.stringify(metadata.vulnerabilities)}`)
  for (const [name, { severity, range }] of grave) console.error(`${severity}: ${name} ${range}`)
  if (grave.length > 0) process.exitCode = 1
}
