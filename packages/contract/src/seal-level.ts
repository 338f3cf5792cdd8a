import { type Static, Type } from 'typebox'

/** PAdES (ETSI EN 319 142-1): signed; with a timestamp; with all that validation needs; and that under a timestamp again. */
export const SealLevel = Type.Enum(['B-B', 'B-T', 'B-LT', 'B-LTA'])
export type SealLevel = Static<typeof SealLevel>
