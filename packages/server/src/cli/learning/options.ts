// Options of `learning`; where the server is, is said with those of all commands.
export const learningCommand = {
  usage: 'learning models|back|try|keep|report|figures|novelty',
  help: 'What reviews taught: versions, trials, going back, corrections over time',
  options: {
    version: {
      type: 'string',
      value: 'N',
      help: 'back, try: this version; back without it: the one before',
    },
    share: { type: 'string', value: 'PERCENT', help: 'try: of the documents; default 10' },
    by: { type: 'string', value: 'day|week|month', help: 'figures, novelty: default week' },
  },
} as const
