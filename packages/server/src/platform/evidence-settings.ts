// Settings of the evidence log; `config.ts` reads them with the others.
import { Type } from 'typebox'

export const evidenceSettings = {
  logCheckpointSeconds: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 86_400,
    description: 'Least time between two signed checkpoints of the log.',
  }),
  logTimestampMinutes: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 10_080,
    description:
      'A checkpoint is timestamped (RFC 3161) after so many minutes, if there is a new one. 0: never.',
  }),
  logWitnesses: Type.String({
    default: '',
    description:
      'Witnesses that each checkpoint is shown to, comma-separated, each as its key, a space and its address.',
  }),
  logWitnessFolder: Type.String({
    default: '',
    description: 'Folder that checkpoints are written to, best on a machine of somebody else. Empty: none.',
  }),
  logPublic: Type.Boolean({
    default: false,
    description:
      'Serve key, checkpoints and tiles of the log without a key. They hold hashes and counts only.',
  }),
}
