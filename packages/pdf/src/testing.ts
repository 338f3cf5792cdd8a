// Writes small PDF files by hand, so that tests know every byte in them.

type RawPage = { content: string; mediaBox?: string; extra?: string }
type RawOptions = { layout?: 'classic' | 'streams'; catalog?: string; objects?: string[] }

const fonts =
  '/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>'

/** A PDF of the given pages; `streams` puts its objects in an object stream with a cross-reference stream. */
export function rawPdf(pages: readonly RawPage[], options: RawOptions = {}): Uint8Array {
  const kids = pages.map((_, index) => `${3 + 2 * index} 0 R`).join(' ')
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${options.catalog ?? ''} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
  ]
  for (const [index, page] of pages.entries()) {
    const box = page.mediaBox ?? '[0 0 300 200]'
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources << ${fonts} >> /Contents ${4 + 2 * index} 0 R ${page.extra ?? ''} >>`,
      `<< /Length ${Buffer.byteLength(page.content, 'latin1')} >>\nstream\n${page.content}\nendstream`,
    )
  }
  objects.push(...(options.objects ?? []))
  return options.layout === 'streams' ? withObjectStream(objects) : withTable(objects)
}

/** Content that shows `text` in Helvetica with its baseline starting at `x`, `y`. */
export function shown(text: string, [x, y, size]: readonly [number, number, number]): string {
  return `BT /F1 ${size} Tf ${x} ${y} Td (${text}) Tj ET\n`
}

function withTable(objects: readonly string[]): Uint8Array {
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\n`
  return Buffer.from(`${file}${table}startxref\n${file.length}\n%%EOF\n`, 'latin1')
}

function withObjectStream(objects: readonly string[]): Uint8Array {
  const packed = objects.map((object) => !object.includes('\nstream\n'))
  const container = objects.length + 1
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
  let [index, body] = ['', '']
  const rows: [number, number, number][] = [[0, 0, 65535]]
  for (const [at, object] of objects.entries()) {
    if (packed[at]) {
      rows.push([2, container, index.split(' ').length >> 1])
      index += `${at + 1} ${body.length} `
      body += `${object}\n`
    } else {
      rows.push([1, file.length, 0])
      file += `${at + 1} 0 obj\n${object}\nendobj\n`
    }
  }
  rows.push([1, file.length, 0], [1, 0, 0])
  const count = packed.filter(Boolean).length
  file += `${container} 0 obj\n<< /Type /ObjStm /N ${count} /First ${index.length} /Length ${index.length + body.length} >>\nstream\n${index}${body}\nendstream\nendobj\n`
  const start = file.length
  rows[container + 1] = [1, start, 0]
  const table = rows.map(([type, a, b]) =>
    String.fromCharCode(type, a >> 16, (a >> 8) & 255, a & 255, b >> 8, b & 255),
  )
  file += `${container + 1} 0 obj\n<< /Type /XRef /Size ${rows.length} /W [1 3 2] /Root 1 0 R /Length ${rows.length * 6} >>\nstream\n${table.join('')}\nendstream\nendobj\n`
  return Buffer.from(`${file}startxref\n${start}\n%%EOF\n`, 'latin1')
}
