// What strangers' validators make of our signatures: pdfsig, qpdf, openssl, pyHanko and EU DSS, each over every sample.
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  judgeSignature,
  judgeTimestamp,
  judgeWithPdfsig,
  judgeWithQpdf,
} from '../../packages/pdf/conformance/judge.ts'
import {
  type SignedSample,
  type SignedSamples,
  signedSamples,
} from '../../packages/pdf/conformance/signed.ts'
import { judgeWithVeraPdf, verapdfIn } from './archives.ts'
import { signedElsewhere } from './elsewhere.ts'
import { envelopeSamples } from './envelopes.ts'
import { fetchJars, holdsJars } from './jars.ts'

/** Pinned: another version may judge differently. EU DSS is LGPL-2.1; it only judges and is no part of the product. */
const dssVersion = '6.4'
const dss = [
  'dss-pades-pdfbox',
  'dss-validation',
  'dss-utils-apache-commons',
  'dss-policy-jaxb',
  'dss-crl-parser-x509crl',
  'dss-cms-object',
].map((name) => ({ group: 'eu.europa.ec.joinup.sd-dss', name, version: dssVersion }))
const pyhanko = ['pyHanko==0.38.0']

type Options = Record<'python' | 'jars' | 'verapdf', string | undefined> & { folder: string }
/** Where the files are, and who judges; null: that one is not here. */
type Place = Record<'python' | 'jars', string | null> & { folder: string }
/** What a validator says of a sample; null where it is not asked. */
type Judge = { name: string; verdicts: Map<string, string> }

const here = fileURLToPath(new URL('./signing/', import.meta.url))

/** Signs every sample, has it judged, and prints a row for each. True where all that judged accept. */
export async function judgeSignatures(options: Options): Promise<boolean> {
  const folder = join(options.folder, 'signing')
  mkdirSync(folder)
  const signed = await signedSamples(new Date(), (trust) => signedElsewhere(folder, trust))
  return judgeAll(signed, { ...judgesOf(options), folder })
}

/** The same for envelopes as the server finishes them; certificates of completion are archives besides, also sealed. */
export async function judgeEnvelopes(options: Options): Promise<boolean> {
  const folder = join(options.folder, 'envelopes')
  mkdirSync(folder)
  const finished = await envelopeSamples()
  const accepted = await judgeAll(finished, { ...judgesOf(options), folder })
  const paths = finished.archives.map((name) => join(folder, `${name}.pdf`))
  const passed = judgeWithVeraPdf(paths, verapdfIn(options.folder, options.verapdf), '3u')
  console.log(
    passed === null
      ? 'veraPDF is not on this machine.'
      : `veraPDF: ${passed} of ${paths.length} certificates of completion are valid PDF/A-3u.`,
  )
  return accepted && (passed === null || passed === paths.length)
}

const judgesOf = ({ folder, python, jars }: Options) => ({
  python: python ?? preparePython(folder),
  jars: jars ?? fetchJars(join(folder, 'dss'), dss),
})

async function judgeAll(signed: SignedSamples, place: Place): Promise<boolean> {
  const { folder } = place
  const rootPem = join(folder, 'root.pem')
  writeFileSync(rootPem, new X509Certificate(signed.root).toString())
  for (const { name, bytes } of signed.samples) writeFileSync(join(folder, `${name}.pdf`), bytes)
  const judges = [
    await byCommand('pdfsig', signed, ({ name, signatures, keys, level, password }) =>
      // Poppler knows no Ed25519 in CMS.
      keys === 'ed25519'
        ? null
        : judgeWithPdfsig(join(folder, `${name}.pdf`), {
            signatures,
            password,
            appended: level.startsWith('B-LT'),
          }),
    ),
    await byCommand('qpdf', signed, ({ name, password }) =>
      judgeWithQpdf(join(folder, `${name}.pdf`), password),
    ),
    await byCommand('openssl cms', signed, ({ bytes, keys }) =>
      // openssl cms 3.0 knows no Ed25519.
      keys === 'ed25519' ? null : judgeSignature(bytes, rootPem),
    ),
    await byCommand('openssl ts', signed, ({ bytes, level }) =>
      level === 'B-LTA' ? judgeTimestamp(bytes, rootPem) : null,
    ),
    judgeWithPyhanko(signed, { ...place, rootPem }),
    judgeWithDss(signed, place),
  ]
  return report(
    signed.samples,
    judges.flatMap((judge) => judge ?? []),
  )
}

function report(samples: readonly SignedSample[], judges: readonly Judge[]): boolean {
  let refused = 0
  for (const { name } of samples)
    for (const judge of judges) {
      const verdict = judge.verdicts.get(name)
      if (verdict === undefined || verdict === '') continue
      refused += 1
      console.log(`${name}: ${judge.name} does not accept it: ${verdict}`)
    }
  for (const { name, verdicts } of judges)
    console.log(
      `${name}: ${[...verdicts.values()].filter((why) => why === '').length} of ${verdicts.size} accepted`,
    )
  console.log(`${samples.length} signed files, ${refused} refusals.`)
  return refused === 0
}

type Answer = { missing: true } | { missing: false; ok: boolean; output: string }

async function byCommand(
  name: string,
  { samples }: SignedSamples,
  ask: (sample: SignedSample) => Promise<Answer> | Answer | null,
): Promise<Judge | null> {
  const verdicts = new Map<string, string>()
  for (const sample of samples) {
    const answer = await ask(sample)
    if (answer?.missing) return missing(name)
    if (answer) verdicts.set(sample.name, answer.ok ? '' : answer.output.slice(0, 400))
  }
  return { name, verdicts }
}

function missing(name: string): null {
  console.log(`${name} is not on this machine.`)
  return null
}

function linesOf(command: string[], cwd: string): Record<string, unknown>[] | null {
  const [program = '', ...args] = command
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
  })
  if (error || status !== 0) {
    console.log(stderr?.slice(-2000))
    return null
  }
  return stdout.split('\n').flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []))
}

function judgeWithPyhanko(
  { samples }: SignedSamples,
  { folder, python: program, rootPem }: Place & { rootPem: string },
): Judge | null {
  if (program === null) return missing('pyHanko')
  const files = samples.map(
    ({ name, password }) => `${join(folder, `${name}.pdf`)}${password ? `#${password}` : ''}`,
  )
  const lines = linesOf([program, join(here, 'judge.py'), rootPem, ...files], folder)
  if (!lines) return missing('pyHanko')
  const verdicts = new Map(
    samples.map(({ name, signatures, level }) => {
      const mine = lines.filter(({ path }) => basename(String(path), '.pdf') === name)
      const least = signatures + (level === 'B-LTA' ? 1 : 0)
      const bad = mine.filter(({ accepted }) => accepted !== true).map(({ field, why }) => `${field} ${why}`)
      return [name, mine.length < least ? `it sees ${mine.length} signatures` : bad.join('; ')]
    }),
  )
  return { name: 'pyHanko', verdicts }
}

function preparePython(folder: string): string | null {
  const venv = join(folder, 'pyhanko')
  const python = join(venv, 'bin', 'python')
  if (existsSync(python)) return python
  if (spawnSync('python3', ['-m', 'venv', venv]).status !== 0) return null
  return spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...pyhanko]).status === 0 ? python : null
}

/** DSS has no password for files, and its policy does not take EdDSA: there it only names the level. */
function judgeWithDss(signed: SignedSamples, { folder, jars }: Place): Judge | null {
  const samples = signed.samples.filter(({ password }) => !password)
  if (jars === null || !holdsJars(jars)) return missing('EU DSS')
  copyFileSync(join(here, 'Judge.java'), join(folder, 'Judge.java'))
  const classes = `${join(jars, '*')}:${folder}`
  if (spawnSync('javac', ['-cp', classes, 'Judge.java'], { cwd: folder }).status !== 0)
    return missing('EU DSS')
  writeFileSync(join(folder, 'root.der'), signed.root)
  const lists = signed.lists.map((list, index) => {
    const path = join(folder, `${index}.crl`)
    writeFileSync(path, list)
    return path
  })
  const files = samples.map(({ name }) => join(folder, `${name}.pdf`))
  const command = ['java', '-cp', classes, 'Judge', join(folder, 'root.der'), lists.join(','), ...files]
  const lines = linesOf(command, folder)
  if (!lines) return missing('EU DSS')
  return {
    name: `EU DSS ${dssVersion}`,
    verdicts: new Map(samples.map((sample) => [sample.name, dssVerdict(sample, lines)])),
  }
}

function dssVerdict(
  { name, level, signatures, keys }: SignedSample,
  lines: readonly Record<string, unknown>[],
): string {
  const mine = lines.filter(({ file }) => file === `${name}.pdf`)
  if (mine.length !== signatures) return `it sees ${mine.length} signatures`
  const wanted = `PAdES-BASELINE-${level.slice(2)}`
  const last = mine.some((line) => line.level === wanted)
    ? ''
    : `no ${wanted}: ${mine.map((line) => line.level)}`
  const failed = mine.filter(({ indication }) => indication !== 'TOTAL_PASSED' && keys !== 'ed25519')
  return [last, ...failed.map(({ indication, why }) => `${indication} ${why}`)].filter(Boolean).join('; ')
}
