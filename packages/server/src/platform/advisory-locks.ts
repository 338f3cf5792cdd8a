// The numbers of PostgreSQL's advisory locks, which have no names of their own: here no two can be the same by mistake.
const purposes = [
  'migrating',
  'preparing the queue',
  'making accounts',
  'making signing keys',
  'giving events their positions',
  'following the log for webhooks',
  'taking jobs',
  'opening uploads',
  'writing down erasures',
  'removing what has expired',
  'growing the tree of the log',
  'signing checkpoints',
  'following the log for learning',
] as const

const firstNumber = 730_511_500

/** The key of the lock that is held while doing this. */
export const lockFor = (purpose: (typeof purposes)[number]): number => firstNumber + purposes.indexOf(purpose)
