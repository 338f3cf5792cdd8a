// What every task in the child is given.

export type Tools = {
  signal: AbortSignal
  /** All bytes of the file at this place in the task's list. */
  load(file: number): Promise<Uint8Array>
}
