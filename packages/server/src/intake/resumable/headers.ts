// What the requests of tus 1.0 say in their headers.
import { Type } from 'typebox'
import * as tus from './tus.ts'

const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const Version = {
  'tus-resumable': Type.Optional(Type.String({ maxLength: 20, description: `always ${tus.version}` })),
}
const Checksum = {
  'upload-checksum': Type.Optional(
    Type.String({
      maxLength: 200,
      description: `of this body: ${tus.checksums.join(', ')}, a space, base64`,
    }),
  ),
}
export const CreateHeaders = Type.Object({
  ...Version,
  ...Checksum,
  'upload-length': Type.Optional({ ...Bytes, description: 'bytes of the whole file' }),
  'upload-defer-length': Type.Optional(Type.Enum(['1'], { description: 'the length is said later' })),
  'upload-metadata': Type.Optional(
    Type.String({
      maxLength: 12_000,
      description:
        '`filename` and the options of POST /v1/documents: each a name, a space and its value in base64, comma-separated',
    }),
  ),
  'countersign-password': Type.Optional(
    Type.String({ maxLength: 500, description: 'opens an encrypted PDF; forgotten once it is read' }),
  ),
})
export const AppendHeaders = Type.Object({
  ...Version,
  ...Checksum,
  'upload-offset': { ...Bytes, description: 'where these bytes begin; as HEAD says it' },
  'upload-length': Type.Optional({ ...Bytes, description: 'only after Upload-Defer-Length' }),
})
export type CreateHeaders = Type.Static<typeof CreateHeaders>
export type AppendHeaders = Type.Static<typeof AppendHeaders>
