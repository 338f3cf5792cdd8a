import type { SubIndication } from '@countersign/contract/verification'

/** A finding: `message` tells a person what it means. */
export type Finding = { subIndication: SubIndication; message: string }
