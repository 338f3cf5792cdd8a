import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sniff } from './sniff.ts'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('The type of a file', () => {
  it('is told by its first bytes', () => {
    const samples: [string, string][] = [
      ['%PDF-1.7\n', 'application/pdf'],
      ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
      ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
      ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
      ['II*\0\x08\0\0\0', 'image/tiff'],
      ['MM\0*\0\0\0\x08', 'image/tiff'],
      ['GIF89a\x01\0', 'image/gif'],
      ['BM\x46\0\0\0\0\0\0\0\x36\0\0\0', 'image/bmp'],
      ['\0\0\0\x18ftypheic\0\0\0\0', 'image/heic'],
    ]
    for (const [start, type] of samples) assert.equal(sniff(bytes(start)), type)
  })

  it('is a PDF also behind a kilobyte of something else, but no further', () => {
    assert.equal(sniff(bytes(`${'x'.repeat(1000)}%PDF-1.4`)), 'application/pdf')
    assert.equal(sniff(bytes(`${'x'.repeat(2000)}%PDF-1.4`)), undefined)
  })

  it('is XML only where that is an e-invoice', () => {
    for (const start of [
      '<?xml version="1.0"?><!-- made by hand --><rsm:CrossIndustryInvoice xmlns:rsm="a">',
      '\xef\xbb\xbf<Invoice xmlns="a">',
      '<ubl:CreditNote\n>',
      '\xff\xfe<\0I\0n\0v\0o\0i\0c\0e\0>\0',
    ])
      assert.equal(sniff(bytes(start)), 'application/xml')
  })

  it('stays unknown for text, archives and nothing at all', () => {
    for (const start of [
      '',
      'B',
      'BMW invoice of May',
      'PK\x03\x04',
      '<html>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<Invoices/>',
      'RIFF\0\0\0\0WAVE',
      '\0\0\0\x18ftypmp42',
    ]) {
      assert.equal(sniff(bytes(start)), undefined)
    }
  })
})
