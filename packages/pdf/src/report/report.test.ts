import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { isolated } from '../isolate.ts'
import { type Report, reportPdf } from './report.ts'
import { printable } from './text.ts'

const report: Report = {
  title: 'Certificate of completion',
  subtitle: 'Contract 7',
  language: 'en',
  footer: 'env_1',
  sections: [
    {
      heading: 'Files',
      blocks: [
        {
          kind: 'rows',
          rows: [
            ['SHA-256', 'ab'.repeat(32)],
            ['Name', 'Ünïcode Ελληνικά кириллица 王'],
          ],
        },
        {
          kind: 'table',
          columns: ['A', 'B'],
          widths: [1, 3],
          rows: Array.from({ length: 60 }, (_, at) => [`${at}`, 'word '.repeat(30)]),
        },
      ],
    },
  ],
  attachments: [
    {
      ...{ name: 'evidence.json', mimeType: 'application/json', description: 'All of it' },
      ...{ bytes: Buffer.from('{"a":1}'), at: new Date('2026-01-01T00:00:00Z'), relation: 'Data' },
    },
  ],
}

describe('a report', () => {
  it('is the same file each time, and gives back the files inside', async () => {
    const [one, two] = [await reportPdf(report), await reportPdf(report)]
    assert.equal(Buffer.compare(one, two), 0)
    const [file] = await isolated('readAttachments', { bytes: one })
    assert.equal(file?.name, 'evidence.json')
    assert.equal(Buffer.from(file?.bytes ?? []).toString(), '{"a":1}')
    const text = Buffer.from(one).toString('latin1')
    assert.match(text, /<pdfaid:part>3<\/pdfaid:part>/)
    assert.ok((text.match(/\/Type ?\/Page\b/g) ?? []).length > 1, 'it goes on on further pages')
  })

  it('shows pictures, and names letters that its font does not have', async () => {
    const picture = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#123' } })
      .png()
      .toBuffer()
    const blocks = [{ kind: 'picture' as const, picture: new Uint8Array(picture), caption: 'Ada' }]
    const bytes = await reportPdf({ ...report, sections: [{ heading: 'Signatures', blocks }] })
    assert.match(Buffer.from(bytes).toString('latin1'), /\/Subtype ?\/Image/)
    const font = { canEncode: (letter: string) => letter < '\u0100' }
    assert.equal(printable('Wang 王\u202e', font), 'Wang [U+738B][U+202E]')
  })
})
