// Which of two versions a document goes by while one is on trial.

/** `share` is how many of a hundred documents go by the trial; the same document always goes the same way. */
export type Trial = { flag: string; accountId: string; documentId: string; share: number }

export type Flags = { onTrial(trial: Trial): Promise<boolean> }
