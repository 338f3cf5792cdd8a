// A long name goes on in the next line: the form of the company stands there, and little else.
import { coreOf } from '../certain/places.ts'
import type { Span } from '../page/sheet.ts'
import { looksOf } from './letter-looks.ts'
import { legalForm } from './names.ts'

type Line = { span: Span; name: string; key: string }

/** Words of the second line, beside the form. */
const mostGoingOn = 2
const mostOfPerson = 2

/** The second line of a name; null for a person, whose company may stand below. */
export function restOf<Kind extends Line>(upper: Kind, all: readonly Kind[], unit: number): Kind | null {
  const isShort = upper.name.split(' ').length <= mostOfPerson
  if (legalForm.test(upper.name) || (isShort && looksOf(upper.name)['could be a person'] === 1)) return null
  const goesOn = ({ span, name }: Kind) =>
    isRightBelow(span, upper.span, unit) &&
    legalForm.test(name) &&
    coreOf(name).length <= mostGoingOn &&
    !coreOf(name).some((word) => upper.key.includes(word))
  return all.find(goesOn) ?? null
}

const heightOf = ({ top, bottom }: Span): number => bottom - top

/** In the same print. */
function isRightBelow(lower: Span, upper: Span, unit: number): boolean {
  return (
    lower.row.page === upper.row.page &&
    lower.top > upper.top &&
    lower.top - upper.bottom < 0.7 * unit &&
    Math.abs(lower.left - upper.left) < 0.5 * unit &&
    Math.abs(heightOf(lower) - heightOf(upper)) < 0.2 * unit
  )
}
