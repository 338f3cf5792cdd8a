// The fields that an envelope's conditions may ask for: those of every class of documents.
import { type DocumentClass, documentClasses } from '@countersign/contract/extraction'
import { classDefinitions } from '@countersign/understand/classes/classes'
import { type FieldTypes, fieldTypesOf } from '../../domain/cel/cel.ts'
import { fieldType, knownFields } from '../../domain/fields.ts'

const usual = Object.fromEntries(knownFields.map((name) => [name, fieldType(name)]))

const typesOf = (name: DocumentClass): FieldTypes => {
  const { fields } = classDefinitions[name]
  return { ...usual, ...Object.fromEntries(Object.entries(fields).map(([one, { type }]) => [one, type])) }
}

let every: FieldTypes | undefined

export function everyFieldType(): FieldTypes {
  every ??= fieldTypesOf(documentClasses, typesOf)
  return every
}
