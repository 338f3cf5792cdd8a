// What every task in the child is given.

export type Tools = {
  signal: AbortSignal
  /** The page that is to be read next, null after the last. */
  nextPage(): Promise<number | null>
  /** All bytes of the file at this place in the task's list. */
  load(file: number): Promise<Uint8Array>
}
