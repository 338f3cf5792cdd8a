// What a newcomer sees first: `npm run demo` on a machine where nothing runs yet.
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Event } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'
import { makeSamples, type Sample, type SampleName } from '@countersign/fixtures/samples'
import { runCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { apiAt, startUp, stopUp } from './house.ts'
import { acceptSealed, textOf } from './judges.ts'

describe('the demo', () => {
  let folder = ''
  let samples: Sample[] = []
  let sealed: Sample[] = []
  let demo: Awaited<ReturnType<typeof runCommand>> = { code: 1, output: '', errors: '' }
  const out = (name: string) => join(folder, 'out', name)
  const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(out(name), 'utf8')) as T
  const sampleOf = (name: SampleName): Sample => {
    const found = samples.find((sample) => sample.name === name)
    assert.ok(found)
    return found
  }

  before(async () => {
    folder = await makeFolder()
    samples = await makeSamples()
    demo = await runCommand(['demo', '--data', join(folder, 'data'), '--out', join(folder, 'out')])
    sealed = samples.filter(({ fileName }) => demo.output.includes(`${fileName}: completed`))
  })
  after(() => removeFolder(folder))

  test('ends well, starting and stopping a server of its own, and says nothing alarming', () => {
    assert.equal(demo.code, 0, demo.output)
    assert.equal(demo.errors.trim(), 'No server is running; starting one for this call.')
    for (const { fileName } of samples) assert.match(demo.output, new RegExp(`${fileName}: `))
  })

  test('writes the sealed PDF, the extraction and the evidence of each beside its sample', async () => {
    for (const name of ['invoice-en', 'contract-en'] as const)
      assert.ok(sealed.includes(sampleOf(name)), name)
    const expected = samples.flatMap((sample) => [
      sample.fileName,
      `${sample.name}.extraction.json`,
      // What waits for a person is searchable already.
      ...(sealed.includes(sample)
        ? [`${sample.name}.sealed.pdf`, `${sample.name}.evidence.json`]
        : [`${sample.name}.searchable.pdf`]),
    ])
    assert.deepEqual((await readdir(join(folder, 'out'))).sort(), expected.sort())
    for (const { fileName, bytes } of samples)
      assert.deepEqual(await readFile(out(fileName)), Buffer.from(bytes), 'samples are the same every time')
  })

  for (const name of ['invoice-en', 'invoice-de', 'receipt-en', 'contract-en'] as const)
    test(`reads every field of ${name} as it was printed`, async () => {
      const { truth } = sampleOf(name)
      const extraction = await json<Extraction>(`${name}.extraction.json`)
      assert.equal(extraction.class, truth.class)
      const found = Object.fromEntries(extraction.fields.map((field) => [field.name, field.value]))
      for (const [field, value] of Object.entries(truth.fields)) assert.deepEqual(found[field], value, field)
      // A scan may be too faint to be sure of; what the product is sure of must pass.
      const objections = extraction.findings.filter(({ severity }) => severity === 'error')
      assert.deepEqual(
        objections.filter(({ rule }) => rule !== 'field.uncertain'),
        [],
      )
    })

  test('reads the signs and accents of the German scan', async () => {
    const { fields, findings } = await json<Extraction>('invoice-de.extraction.json')
    assert.match(demo.output, /invoice-de\.pdf: (completed|in_review), invoice/)
    assert.deepEqual(
      fields.find(({ name }) => name === 'seller')?.value,
      sampleOf('invoice-de').truth.fields['seller'],
    )
    assert.equal(fields.find(({ name }) => name === 'currency')?.value, 'EUR')
    assert.deepEqual(
      findings.filter(({ rule }) => rule === 'read.alphabet_incomplete'),
      [],
    )
  })

  test('stops what it cannot be sure of for a person, naming the fields and where they stand', async () => {
    const held = samples.filter((sample) => !sealed.includes(sample))
    if (held.length > 0) assert.match(demo.output, /Waits for a person: POST \S+\/review/)
    for (const { name } of held) {
      const { fields, findings } = await json<Extraction>(`${name}.extraction.json`)
      const doubts = findings.filter(({ severity }) => severity === 'error')
      assert.ok(doubts.length > 0, name)
      for (const { field, page, box } of doubts) {
        assert.ok(field && page && box?.length === 4, `${name}: ${field}`)
        assert.ok((fields.find((known) => known.name === field)?.confidence ?? 0) < 0.95, field)
      }
    }
  })

  test('seals PDFs that pdfsig, openssl and qpdf accept', async () => {
    const house = await startUp(join(folder, 'data'))
    try {
      const key = (await readFile(join(folder, 'data', 'cli-key'), 'utf8')).trim()
      const root = await apiAt(house.url, key).ask('/v1/certificates/root')
      for (const { name } of sealed)
        await acceptSealed(out(`${name}.sealed.pdf`), root.bytes.toString('utf8'))
    } finally {
      await stopUp(house)
    }
  })

  test('makes scans searchable: pdftotext finds the words that were printed', async () => {
    for (const sample of samples) {
      const { name, truth } = sample
      const file = `${name}.${sealed.includes(sample) ? 'sealed' : 'searchable'}.pdf`
      const text = new Set(textOf(out(file)).split(/\s+/))
      const words = truth.text
        .join(' ')
        .split(/\s+/)
        .filter((word) => /^[A-Za-z]{4,}$/.test(word))
      const found = words.filter((word) => text.has(word))
      assert.ok(found.length >= words.length * 0.9, `${name}: ${found.length} of ${words.length} words`)
    }
  })

  test('leaves evidence that names the file, the seal and every step', async () => {
    const evidence = await json<{ events: { body: Event }[]; document: { files: { sha256: string }[] } }>(
      'contract-en.evidence.json',
    )
    const steps = evidence.events.map(({ body }) => body.type.replace('document.', ''))
    assert.deepEqual(steps, ['received', 'read', 'understood', 'validated', 'approved', 'sealed'])
    assert.equal(evidence.document.files.length, 1)
  })
})
