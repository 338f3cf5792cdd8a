import { type Static, Type } from 'typebox'
import { Email, Name, NewEnvelopeField, recipientPart, ValueSource } from './envelope.ts'
import { SealLevel } from './seal-level.ts'

const planPerson = {
  as: Type.Optional(
    Type.String({
      pattern: '^[a-z][a-z0-9-]{0,39}$',
      description: 'who this is in the template, e.g. tenant; given by that name when it is sent',
    }),
  ),
  name: Type.Optional(Type.Union([Name, ValueSource])),
  email: Type.Optional(Type.Union([Email, ValueSource])),
  language: Type.Optional(Type.Enum(['en', 'de'])),
  emailCode: Type.Optional(Type.Boolean()),
  passkey: Type.Optional(Type.Boolean()),
  signIn: Type.Optional(Type.Boolean()),
}

/** Somebody who is named, found in the document, or given when it is sent. */
export const PlanPerson = Type.Object(planPerson, { additionalProperties: false })
export type PlanPerson = Static<typeof PlanPerson>

export const PlanRecipient = Type.Object(
  {
    ...planPerson,
    ...recipientPart,
    optional: Type.Optional(
      Type.Boolean({ description: 'left out where no address is known; else that is a fault' }),
    ),
    others: Type.Optional(Type.Array(PlanPerson, { minItems: 1, maxItems: 20 })),
  },
  { additionalProperties: false },
)
export type PlanRecipient = Static<typeof PlanRecipient>

/** An envelope before it is known which document it is for: who is asked in which order, and for what. */
export const EnvelopePlan = Type.Object(
  {
    title: Name,
    message: Type.Optional(Type.String({ maxLength: 2000 })),
    recipients: Type.Array(PlanRecipient, { minItems: 1, maxItems: 50 }),
    fields: Type.Optional(Type.Array(NewEnvelopeField, { maxItems: 500 })),
    remindAfterDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
    expiresAfterDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, description: 'left out: 30' })),
  },
  { additionalProperties: false },
)
export type EnvelopePlan = Static<typeof EnvelopePlan>

export const EnvelopeTemplatePlan = Type.Object(
  { ...EnvelopePlan.properties, level: Type.Optional(SealLevel) },
  { additionalProperties: false },
)
export type EnvelopeTemplatePlan = Static<typeof EnvelopeTemplatePlan>

/** Whom a workflow asks to sign what it approved. */
export const WorkflowEnvelope = Type.Object(
  {
    ...EnvelopePlan.properties,
    when: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 2000 },
        description:
          'CEL; false: nobody is asked and it is sealed at once; an error while evaluating: they are asked',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'people who sign it once it is approved; it is sealed after them',
  },
)
export type WorkflowEnvelope = Static<typeof WorkflowEnvelope>
