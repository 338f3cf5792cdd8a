// Options of the commands about the evidence log.

const logKey = {
  type: 'string',
  value: 'KEY',
  help: 'key of the log, as `countersign log key` printed it; may be repeated',
  multiple: true,
} as const
export const logCommand = {
  usage: 'log verify|check|key|renew [FILE]',
  help: 'Look whether the log is what it was: here, in an export, or by the proof of one event',
  options: {
    data: {
      type: 'string',
      value: 'FOLDER',
      help: 'data folder of the server on this machine (or COUNTERSIGN_DATA)',
    },
    'log-key': logKey,
    witness: {
      type: 'string',
      value: 'KEY',
      help: 'key of a witness whose signatures count; may be repeated',
      multiple: true,
    },
    checkpoint: {
      type: 'string',
      value: 'FILE',
      help: 'verify: a checkpoint that was kept; may be repeated',
      multiple: true,
    },
    trust: {
      type: 'string',
      value: 'FILE|FOLDER',
      help: 'verify: roots that authorities of timestamps must lead to; may be repeated',
      multiple: true,
    },
    folder: {
      type: 'string',
      value: 'FOLDER',
      help: 'verify: where checkpoints are kept; default COUNTERSIGN_LOG_WITNESS_FOLDER',
    },
  },
} as const

export const evidenceCommand = {
  usage: 'evidence verify FILE',
  help: 'Check a certificate of completion or its evidence.json, without a server',
  options: {
    'log-key': logKey,
    witness: {
      type: 'string',
      value: 'KEY',
      help: 'key of a witness that must have signed; may be repeated',
      multiple: true,
    },
    trust: {
      type: 'string',
      value: 'FILE|FOLDER',
      help: 'certificates that end a chain, of seals and of timestamps; may be repeated',
      multiple: true,
    },
    file: {
      type: 'string',
      value: 'FILE',
      help: 'a file that the evidence should be about, such as the sealed PDF; may be repeated',
      multiple: true,
    },
    json: { type: 'boolean', help: 'print the checks as JSON' },
  },
} as const

export const certificatesCommand = {
  usage: 'certificates ACTION [KIND|FILE|ID]',
  help: 'Keys of this installation: list, rotate KIND, revoke KIND (seal, timestamp). Certificates of your own, through the API: own, add FILE, activate ID, deactivate ID, revoke ID, remove ID',
  options: {
    url: { type: 'string', value: 'URL', help: 'own certificates: server to ask (or COUNTERSIGN_URL)' },
    key: { type: 'string', value: 'KEY', help: 'own certificates: API key (or COUNTERSIGN_KEY)' },
    name: { type: 'string', value: 'NAME', help: 'add: what to call it' },
    activate: { type: 'boolean', help: 'add: seal with it from now on' },
    data: {
      type: 'string',
      value: 'FOLDER',
      help: 'data folder of the server on this machine (or COUNTERSIGN_DATA)',
    },
  },
} as const

export const witnessCommand = {
  usage: 'witness --folder FOLDER --log-key KEY',
  help: 'Watch the log of another machine and cosign its checkpoints as long as it only grows',
  options: {
    folder: { type: 'string', value: 'FOLDER', help: 'for its key and what it saw' },
    'log-key': logKey,
    name: { type: 'string', value: 'NAME', help: 'its name when its key is made: witness.example.com/w1' },
    host: { type: 'string', value: 'HOST', help: 'address to listen on; default 127.0.0.1' },
    port: { type: 'string', value: 'N', help: 'port to listen on; default 8490, 0 lets the system choose' },
  },
} as const
