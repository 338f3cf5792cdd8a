// The spine of the house: in this state, this stage comes next. A state without a row waits for a person or is final.
import type { DocumentState } from '@countersign/contract/document'
import type { Workflow } from '@countersign/contract/workflow'
import { conclude } from '../envelopes/routing/conclude.stage.ts'
import type { Stage } from '../ports/stage.ts'
import { complete } from '../publish/complete.stage.ts'
import { read } from '../read/read.stage.ts'
import { approve } from '../review/approve.stage.ts'
import { seal } from '../sign/seal.stage.ts'
import { understandStage } from '../understand/understand.stage.ts'
import { validate } from '../validate/validate.stage.ts'
import { send } from './send.stage.ts'

type Row = (workflow: Workflow) => Stage | undefined

const table: Partial<Record<DocumentState, Row>> = {
  received: () => read,
  read: (workflow) => (workflow.understand ? understandStage : complete),
  understood: (workflow) => (workflow.validate ? validate : complete),
  validated: (workflow) => (workflow.sign || workflow.approve?.length ? approve : complete),
  approved: ({ sign }) => (sign?.envelope ? send : sign ? seal : complete),
  // Until its envelope is over: whoever ends that has the document looked at.
  signing: () => conclude,
  sealed: () => complete,
}

export const nextStage = (state: DocumentState, workflow: Workflow): Stage | undefined =>
  table[state]?.(workflow)
