// `countersign read`: the command of the OCR package; no server takes part.
import { readOrder } from '@countersign/ocr/cli/options'
import { readFiles } from '@countersign/ocr/cli/read-files'
import { untilStopped } from '@countersign/ocr/cli/stop'
import type { Parsed } from './arguments.ts'

export const read = ({ positionals, values }: Parsed): Promise<number> => {
  const order = readOrder(positionals, values)
  return untilStopped(process, (terminal) => readFiles(order, terminal))
}
