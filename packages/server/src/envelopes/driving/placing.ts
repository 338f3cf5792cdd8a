// Where the fields of an envelope come to stand in a file: at anchors of its text, at words, or in boxes. Pure.
import type { FieldKind } from '@countersign/contract/envelope'
import type { WantedField } from '../../domain/plan/envelope-plan.ts'
import { Problem } from '../../platform/problem.ts'
import type { SealField, SurveyOutcome } from '../../ports/document-engine.ts'
import type { PlacedField } from '../people/particulars.ts'

export type Placing = {
  ordinal: number
  survey: SurveyOutcome
  wanted: readonly WantedField[]
  /** Ordinals of those who sign, in the order they sign in. */
  signers: readonly number[]
  /** Those who are not asked this time: their anchors mean nothing. */
  skipped?: readonly number[]
}

type Rect = [number, number, number, number]
type Spot = {
  kind: FieldKind
  recipient: number
  page: number
  rect: Rect
  label: string | undefined
  required: boolean | undefined
  value: string | undefined
}

/** Points: what is usual on paper. */
const sizes: Record<FieldKind, [number, number]> = {
  signature: [190, 48],
  initials: [64, 30],
  date: [90, 18],
  name: [170, 18],
  text: [170, 18],
  check: [14, 14],
}

const anchorPattern = /^\{\{(sign|initials|date|name|text|check):(\d{1,2})(?::([^{}]{1,60}))?\}\}$/

const misplaced = (detail: string) => new Problem('envelope.field_misplaced', detail)

/** Fields for the PDF, and what each is. Every signer gets one to sign in, an invisible one where none was placed. */
export function placeFields(placing: Placing): { fields: SealField[]; placed: PlacedField[] } {
  const spots = [...anchored(placing), ...described(placing)]
  const fields: SealField[] = []
  const placed: PlacedField[] = []
  for (const recipient of placing.signers) {
    const own = spots.filter((spot) => spot.recipient === recipient)
    const first = own.find(({ kind }) => kind === 'signature')
    const entries = own.filter((spot) => spot !== first).map((spot, index) => entryOf(spot, index + 1))
    const name = `sign_${recipient}`
    fields.push({
      name,
      kind: 'signature',
      ...(first && { place: { page: first.page, rect: first.rect } }),
      ...(entries.length > 0 && { lock: { action: 'include', fields: entries.map((entry) => entry.name) } }),
    })
    for (const { name: entry, spot } of entries)
      fields.push({
        name: entry,
        kind: spot.kind === 'check' ? 'check' : 'text',
        place: { page: spot.page, rect: spot.rect },
      })
    placed.push(toPlaced(placing.ordinal, { name, spot: first, recipient }))
    for (const entry of entries) placed.push(toPlaced(placing.ordinal, { ...entry, recipient }))
  }
  return { fields, placed }
}

const entryOf = (spot: Spot, number: number) => ({
  name: `${spot.kind}_${spot.recipient}_${number}`,
  spot,
})

function toPlaced(
  ordinal: number,
  { name, spot, recipient }: { name: string; spot: Spot | undefined; recipient: number },
): PlacedField {
  const kind = spot?.kind ?? 'signature'
  return {
    ...{ ordinal, recipient, kind, name },
    label: spot?.label ?? '',
    required: spot?.required ?? kind !== 'check',
    value: spot?.value ?? '',
    page: spot?.page ?? null,
  }
}

function anchored({ survey, signers, skipped = [] }: Placing): Spot[] {
  return survey.places.flatMap(({ text, page, rect }) => {
    const [, word, number, label] = anchorPattern.exec(text) ?? []
    if (!word) return []
    const recipient = Number(number)
    if (skipped.includes(recipient)) return []
    if (!signers.includes(recipient))
      throw misplaced(
        `${text} on page ${page} is for recipient ${recipient}, who is none of the signers. Add a signer, or correct the text.`,
      )
    const kind = (word === 'sign' ? 'signature' : word) as FieldKind
    const size: [number, number] = [Math.max(sizes[kind][0], rect[2]), Math.max(sizes[kind][1], rect[3] + 2)]
    const at = fitted(
      [rect[0], rect[1] - 1, ...(kind === 'check' ? [rect[2], rect[3] + 2] : size)] as Rect,
      survey,
      page,
    )
    return [{ kind, recipient, page, rect: at, label, required: undefined, value: undefined }]
  })
}

function described({ ordinal, survey, wanted }: Placing): Spot[] {
  return wanted
    .filter((field) => (field.document ?? 1) === ordinal)
    .map((field) => {
      const { kind, recipient, label, required, value } = field
      const { page, rect } = field.at ? byWords(field, survey) : byBox(field, survey)
      return { kind, recipient, label, required, value, page, rect: fitted(rect, survey, page) }
    })
}

function byWords(field: WantedField, { places }: SurveyOutcome): { page: number; rect: Rect } {
  const { text = '', occurrence = 1, right = 0, up = 0 } = field.at ?? {}
  const found = places.filter((one) => one.text === text && (!field.page || one.page === field.page))
  const hit = found[occurrence - 1]
  if (!hit)
    throw misplaced(
      `“${text}” stands in the document ${found.length} times, and a field belongs to number ${occurrence}. Check the words, or give \`page\` and \`box\`.`,
    )
  const [width, height] = sizes[field.kind]
  const rect: Rect = [hit.rect[0] + right, hit.rect[1] + up, field.width ?? width, field.height ?? height]
  return { page: hit.page, rect }
}

function byBox({ page = 1, box = [0, 0, 0, 0] }: WantedField, { pages }: SurveyOutcome) {
  const size = pages[page - 1]
  if (!size) throw misplaced(`A field is on page ${page}, and the document has ${pages.length}.`)
  const [x, y, w, h] = box
  const rect: Rect = [x * size.width, (1 - y - h) * size.height, w * size.width, h * size.height]
  return { page, rect }
}

/** Moved onto the page where it would stick out; a field that cannot be seen is none. */
function fitted([x, y, w, h]: Rect, { pages }: SurveyOutcome, page: number): Rect {
  const size = pages[page - 1]
  if (!size || w < 2 || h < 2 || w > size.width || h > size.height)
    throw misplaced(`A field on page ${page} has no size that fits on the page.`)
  return [Math.max(0, Math.min(x, size.width - w)), Math.max(0, Math.min(y, size.height - h)), w, h]
}
