// Forged and honest signed files through our verifier and those of others: who sees what.
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attackSet } from '@countersign/fixtures/attacks/attacks'
import { withFlippedBit } from '@countersign/fixtures/attacks/bytes'
import { makePaper } from '@countersign/fixtures/attacks/paper'
import { verifyPdf } from '@countersign/pdf/verify'
import { testSigners } from '@countersign/pdf/verify/testing'
import { pdfsig, pyhanko, type Verdicts } from './attacks/judges.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import type { Table } from './table.ts'

export const attacks: Measurement = {
  name: 'attacks',
  summary: 'forged and honest signed files through our verifier, pdfsig and pyHanko; single changed bits',
  long: true,
  async run(context) {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-attacks-'))
    try {
      return await measure(context, folder)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

type Signers = Awaited<ReturnType<typeof testSigners>>
type Judge = { name: string; verdicts: Verdicts }

async function measure(context: Context, folder: string): Promise<Report> {
  const signers = await testSigners()
  const files: string[] = []
  for (const { name, make } of attackSet) {
    const file = join(folder, `${files.length}-${name.replace(/\W+/g, '-')}.pdf`)
    await writeFile(file, await make(signers.sign))
    files.push(file)
  }
  const root = join(folder, 'root.pem')
  await writeFile(root, new X509Certificate(signers.trusted[0] ?? new Uint8Array()).toString())
  const judges: Judge[] = [
    { name: 'Countersign', verdicts: await ours(files, signers) },
    { name: 'pdfsig', verdicts: context.peers === null ? null : pdfsig(files) },
    {
      name: 'pyHanko',
      verdicts:
        context.peers === null ? null : pyhanko(files, { folder: context.peers, root, at: signers.at }),
    },
  ]
  const missed = attackSet.filter(
    ({ kind }, at) => (kind === 'honest') !== (judges[0]?.verdicts?.[at] === 'passed'),
  )
  const flips = await flippedBits(signers, context.quick ? 200 : 2000)
  const real = context.data === null ? [] : [await realTable(context.data)]
  return {
    tables: [sumTable(judges), flippedTable(flips), caseTable(judges), ...real],
    notes: [
      'An attack is seen through where the verdict is anything but passed; an honest file is accused where it is anything but passed.',
      'pdfsig judges digests only, and trust is left out for it. pyHanko has the root and the time of the signatures.',
    ],
    broken: [
      ...missed.map(({ kind, name }) => `The verdict on the ${kind} file "${name}" is wrong.`),
      ...flips.missed.map((place) => `A changed bit at byte ${place} went unnoticed.`),
    ],
    figures: { judges: Object.fromEntries(judges.map(({ name, verdicts }) => [name, verdicts])) },
  }
}

async function ours(files: readonly string[], { trusted, at }: Signers): Promise<string[]> {
  const verdicts: string[] = []
  for (const file of files)
    verdicts.push(await verdictOn(new Uint8Array(await readFile(file)), { trusted, at }))
  return verdicts
}

const verdictOn = (bytes: Uint8Array, options: { trusted: Uint8Array[]; at?: Date }): Promise<string> =>
  verifyPdf(bytes, options).then(
    ({ verdict }) => verdict,
    () => 'refused',
  )

function sumTable(judges: readonly Judge[]): Table {
  const of = (kind: string, { verdicts }: Judge) => {
    const all = attackSet.flatMap((one, at) => (one.kind === kind ? [verdicts?.[at] ?? null] : []))
    const passed = all.filter((verdict) => verdict === 'passed').length
    return verdicts ? `${kind === 'attack' ? all.length - passed : passed} of ${all.length}` : null
  }
  return {
    title: 'Attack set',
    columns: ['verifier', 'attacks seen through', 'honest files accepted'],
    rows: judges.map((judge) => [judge.name, of('attack', judge), of('honest', judge)]),
  }
}

const caseTable = (judges: readonly Judge[]): Table => ({
  title: 'Attack set, file by file',
  columns: ['file', 'kind', ...judges.map(({ name }) => name)],
  rows: attackSet.map(({ name, kind }, at) => [
    name,
    kind,
    ...judges.map(({ verdicts }) => verdicts?.[at] ?? null),
  ]),
})

type Flips = { count: number; missed: number[] }

async function flippedBits({ sign, trusted, at }: Signers, count: number): Promise<Flips> {
  const signed = await sign(makePaper())
  const missed: number[] = []
  for (let seed = 1; seed <= count; seed += 1) {
    const flipped = withFlippedBit(signed, seed)
    if ((await verdictOn(flipped.bytes, { trusted, at })) === 'passed') missed.push(flipped.at)
  }
  return { count, missed }
}

const flippedTable = ({ count, missed }: Flips): Table => ({
  title: 'Single bits changed at random places of a signed file',
  columns: ['bits', 'noticed', 'places missed'],
  rows: [[count, count - missed.length, missed.join(', ') || null]],
})

type Item = { file: string; expected: string; signatures?: { field: string; integrity: string }[] }

/** Files of others, by their own manifest: what is expected, and what we say. */
async function realTable(data: string): Promise<Table> {
  const folder = join(data, 'signed')
  const { items } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { items: Item[] }
  const rows: (string | null)[][] = []
  for (const { file, expected } of items) {
    const report = await verifyPdf(new Uint8Array(await readFile(join(folder, file))), { trusted: [] })
    const said = report.signatures.map((one) =>
      [
        one.intact ? 'intact' : 'not intact',
        one.coverage,
        one.changes.verdict,
        one.subIndication ?? 'passed',
      ].join(' · '),
    )
    rows.push([file, expected, report.verdict, said.join(' | ')])
  }
  return {
    title: 'Signed files of --data, without any trusted certificate',
    columns: ['file', 'expected', 'verdict', 'signatures'],
    rows,
    confidential: true,
  }
}
