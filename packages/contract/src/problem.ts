import { type Static, Type } from 'typebox'

/** RFC 9457 problem details with our stable `code`; `detail` tells a person what to do next. */
export const ProblemBody = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    instance: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
  },
  { $id: 'Problem' },
)
export type ProblemBody = Static<typeof ProblemBody>
