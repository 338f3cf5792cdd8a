import { type Static, Type } from 'typebox'

export const uploadStates = ['open', 'finishing', 'complete', 'refused'] as const
/** `finishing`: every byte is in and the document is being made. `refused`: the file cannot be taken in. */
export const UploadState = Type.Enum(uploadStates)
export type UploadState = Static<typeof UploadState>

const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])

/** A file that arrives in pieces, and the document that it became. */
export const Upload = Type.Object(
  {
    id: Type.String({ pattern: '^upl_[0-9a-z]{26}$' }),
    state: UploadState,
    offset: Type.Integer({ description: 'bytes that have arrived and are kept' }),
    length: Nullable(Type.Integer({ description: 'bytes of the whole file; null until they are known' })),
    documentId: Nullable(Type.String({ description: 'the document it became; null until then' })),
    failure: Nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    createdAt: Type.String({ format: 'date-time' }),
    expiresAt: Type.String({ format: 'date-time', description: 'when it is deleted if no byte arrives' }),
  },
  { $id: 'Upload' },
)
export type Upload = Static<typeof Upload>

export const UploadParams = Type.Object({ id: Type.String({ pattern: '^upl_[0-9a-z]{26}$' }) })
