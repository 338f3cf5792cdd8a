// What the pages draw, operator by operator (ISO 19005-2 §6.2.2).
import { type PDF, type PdfDict, PdfStream } from '@libpdf/core'
import { inkOperator } from './archival-colour.ts'
import { operations } from './content.ts'
import { dictAt, nameAt, resolved } from './objects.ts'
import { contentOf, decodedText, resourcesOf } from './page-content.ts'

const operators = new Set(
  (
    "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' " +
    '"'
  ).split(' '),
)
const intents = new Set(['/RelativeColorimetric', '/AbsoluteColorimetric', '/Perceptual', '/Saturation'])
const maxNesting = 28 // §6.1.13
const maxForms = 2000
const damaged = 'The drawing of a page is damaged.'

/** Why what is drawn on the pages is against it; undefined where nothing is. */
export function contentObstacle(pdf: PDF): string | undefined {
  const seen = new Set<PdfDict>()
  for (let index = 0; index < pdf.getPageCount(); index += 1) {
    const page = pdf.getPage(index)?.dict
    const content = page && contentOf(pdf, page)
    if (!page || content === undefined) return damaged
    const why = drawingObstacle(content) ?? formsObstacle(pdf, resourcesOf(pdf, page), seen)
    if (why) return why
  }
  return undefined
}

function formsObstacle(pdf: PDF, resources: PdfDict | undefined, seen: Set<PdfDict>): string | undefined {
  const open = [resources]
  while (open.length > 0) {
    const current = open.pop()
    for (const kind of ['XObject', 'Pattern']) {
      for (const [, object] of dictAt(pdf, current, kind) ?? []) {
        const form = resolved(pdf, object)
        if (!(form instanceof PdfStream) || seen.has(form) || nameAt(pdf, form, 'Subtype') === 'Image')
          continue
        seen.add(form)
        if (seen.size > maxForms) return 'It has too many drawings to be checked.'
        const content = decodedText(form)
        const why = content === undefined ? damaged : drawingObstacle(content)
        if (why) return why
        open.push(dictAt(pdf, form, 'Resources'))
      }
    }
  }
  return undefined
}

function drawingObstacle(content: string): string | undefined {
  let depth = 0
  for (const { operator, operands } of operations(content)) {
    if (!operators.has(operator)) return damaged
    if (operator === 'q') depth += 1
    if (operator === 'Q') depth -= 1
    if (depth > maxNesting) return 'The drawing of a page is nested too deeply.'
    if (operator === 'ri' && !intents.has(operands.at(-1) ?? '')) return damaged
    const why = inkOperator(operator, operands)
    if (why) return why
  }
  return undefined
}
