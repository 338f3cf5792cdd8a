// What veraPDF and qpdf make of our searchable PDFs: those that say PDF/A-2u must be it, those that must be it must say so.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { judgeWithQpdf } from '../../packages/pdf/conformance/judge.ts'
import { samples } from '../../packages/pdf/conformance/samples.ts'
import { reportPdf } from '../../packages/pdf/src/report/report.ts'
import { searchablePdf } from '../../packages/pdf/src/searchable.ts'
import { type SignOptions, signPdf } from '../../packages/pdf/src/sign/sign.ts'
import { testTrust } from '../../packages/pdf/src/sign/testing.ts'
import { fetchJars, holdsJars } from './jars.ts'

/** Pinned: another version may judge differently. GPL-3.0 or MPL-2.0; it only judges and is no part of the product. */
const verapdf = { group: 'org.verapdf.apps', name: 'greenfield-apps', version: '1.28.2' }

/** Where the jars of veraPDF are; null where there is no Maven to get them. */
export const verapdfIn = (folder: string, given: string | undefined): string | null =>
  given ?? fetchJars(join(folder, 'verapdf'), [verapdf])

/** Makes every sample searchable and has it judged. `jars`: a folder with veraPDF's, else Maven gets them. */
export async function judgeArchives(folder: string, jars: string | undefined): Promise<boolean> {
  const out = join(folder, 'archives')
  mkdirSync(out)
  const made: { path: string; name: string; says: boolean; must: boolean }[] = []
  for (const { name, archival, input } of await samples()) {
    const { bytes, conformance } = await searchablePdf(input)
    const path = join(out, `${name}.pdf`)
    writeFileSync(path, bytes)
    made.push({ path, name, says: conformance !== null, must: archival })
  }
  const silent = made.filter(({ says, must }) => must && !says)
  for (const { name } of silent) console.log(`${name}: ought to be PDF/A-2u and does not say so`)
  const unsound = made.filter(({ path }) => isRefused(path))
  for (const { name } of unsound) console.log(`${name}: qpdf finds errors in it`)
  const claimed = made.filter(({ says }) => says)
  const passed = judgeWithVeraPdf(
    claimed.map(({ path }) => path),
    verapdfIn(folder, jars),
  )
  const judged =
    passed === null
      ? 'not judged, there is no Java or Maven here'
      : `${passed} valid for veraPDF ${verapdf.version}`
  console.log(
    `${made.length} files, ${claimed.length} say PDF/A-2u: ${judged}; ${made.length - unsound.length} sound for qpdf.`,
  )
  const holds = silent.length === 0 && unsound.length === 0
  const sealed = await judgeSealed({ out, jars: verapdfIn(folder, jars), scan: claimed[0]?.path })
  return holds && sealed && (passed === null || passed === claimed.length)
}

type Sealing = { out: string; jars: string | null; scan: string | undefined }

/** A seal of the highest level leaves an archive what it is: a scan, and a certificate of completion. */
async function judgeSealed({ out, jars, scan }: Sealing): Promise<boolean> {
  const now = new Date()
  const { trust, signer } = await testTrust({ now })
  const options = { ...trust, signer: await signer(), at: now, level: 'B-LTA' as const }
  const report = await reportPdf(sampleReport)
  const files = [
    { flavour: '3u', name: 'report', bytes: report },
    { flavour: '3u', name: 'report-sealed', bytes: (await signPdf(report, options)).bytes },
    ...(scan
      ? [
          { flavour: '2u', name: 'scan-sealed', bytes: (await signPdf(readFileSync(scan), options)).bytes },
          { flavour: '2u', name: 'scan-agreed', bytes: await agreed(readFileSync(scan), options) },
        ]
      : []),
  ]
  let failed = 0
  for (const { flavour, name, bytes } of files) {
    const path = join(out, `${name}.pdf`)
    writeFileSync(path, bytes)
    const passed = judgeWithVeraPdf([path], jars, flavour)
    if (passed === 0 || isRefused(path)) failed += 1
    console.log(
      `${name}: ${passed === null ? 'not judged' : passed === 1 ? `valid as ${flavour}` : 'NOT VALID'}`,
    )
  }
  return failed === 0
}

/** As in an envelope: certified with its fields, signed where everybody sees it, kept for later years. */
async function agreed(scan: Uint8Array, options: SignOptions): Promise<Uint8Array> {
  const place = { page: 1, rect: [40, 40, 180, 48] as [number, number, number, number] }
  const make = [{ name: 'sign_1', place }]
  const certified = await signPdf(scan, { ...options, level: 'B-T', certify: 2, make })
  const look = { typed: 'Ada Example', link: 'env_1', opaque: true }
  return (await signPdf(certified.bytes, { ...options, field: 'sign_1', name: 'Ada Example', look })).bytes
}

const sampleReport = {
  ...{
    title: 'Certificate <of> completion',
    subtitle: 'Ελληνικά, кириллица, 王',
    language: 'en',
    footer: 'doc_1',
  },
  sections: [
    {
      heading: 'Files',
      blocks: [
        { kind: 'rows' as const, rows: [['SHA-256', 'ab'.repeat(32)] as const] },
        { kind: 'table' as const, columns: ['A', 'B'], widths: [1, 2], rows: Array(90).fill(['1', 'two']) },
      ],
    },
  ],
  attachments: [
    {
      ...{
        name: 'evidence.json',
        mimeType: 'application/json',
        description: 'All of it',
        bytes: Buffer.from('{}'),
      },
      ...{ at: new Date('2026-01-01T00:00:00Z'), relation: 'Data' as const },
    },
  ],
}

function isRefused(path: string): boolean {
  const judgement = judgeWithQpdf(path)
  return !judgement.missing && !judgement.ok
}

/** How many of the files are valid; null where it cannot run. */
export function judgeWithVeraPdf(
  files: readonly string[],
  jars: string | null,
  flavour = '2u',
): number | null {
  if (jars === null || !holdsJars(jars)) return null
  const program = ['-cp', join(jars, '*'), 'org.verapdf.apps.GreenfieldCliWrapper']
  const asked = ['-f', flavour, '--format', 'text', '-v', ...files]
  const { error, stdout } = spawnSync('java', [...program, ...asked], { encoding: 'utf8', timeout: 300_000 })
  if (error) return null
  for (const line of stdout.split('\n')) if (/^\s*FAIL/.test(line)) console.log(line)
  return stdout.split('\n').filter((line) => line.startsWith('PASS ')).length
}
