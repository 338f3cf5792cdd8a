// What a process that reads should be started with; apart from the networks, so that its parent need not load them.

/**
 * Environment a process that reads should be started with; the first two are for glibc. Without them, pages leave
 * holes in the heap and RSS climbs past 1 GB in 20 pages: large pieces go back to the system at once (3 % more time),
 * and one arena for all threads keeps 20 MB less than two. V8 would let what is young grow by 70 MB on busy pages,
 * and is no faster for it.
 */
export const readingEnvironment = {
  MALLOC_MMAP_THRESHOLD_: '4000000',
  MALLOC_ARENA_MAX: '1',
  NODE_OPTIONS: '--max-semi-space-size=8',
} as const

/**
 * All that a process that parses what strangers send should know: no setting or secret of its parent is in reach.
 * libvips keeps its warnings to itself, and never writes a large picture to a temporary file, which would outlive a
 * kill, in the clear.
 */
export const childEnvironment = (temporary: string): Record<string, string> => ({
  TMPDIR: temporary,
  VIPS_WARNING: '0',
  VIPS_DISC_THRESHOLD: '64g',
  ...readingEnvironment,
})
