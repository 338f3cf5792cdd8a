// Choosing events by type, the same words in the feed, the stream and webhooks.

/** `document.*` stands for every type that begins with `document.`; no patterns at all mean every event. */
export const wants = (patterns: readonly string[], type: string): boolean =>
  patterns.length === 0 ||
  patterns.some((pattern) =>
    pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type,
  )
