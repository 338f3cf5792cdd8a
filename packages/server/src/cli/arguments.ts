// The command line: one table of commands and options, from which `--help` is made.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { readCommand } from '@countersign/ocr/cli/options'
import { certificatesCommand, evidenceCommand, logCommand, witnessCommand } from './evidence/options.ts'
import { learningCommand } from './learning/options.ts'

type Option = { type: 'string' | 'boolean'; value?: string; help: string; multiple?: boolean }
export type Command = { usage: string; help: string; options: Record<string, Option> }

const reach = {
  url: {
    type: 'string',
    value: 'URL',
    help: 'server to talk to (or COUNTERSIGN_URL); default: the one running on this machine',
  },
  key: {
    type: 'string',
    value: 'KEY',
    help: 'API key (or COUNTERSIGN_KEY); default: the key file of this machine',
  },
  data: {
    type: 'string',
    value: 'FOLDER',
    help: 'data folder of the server on this machine (or COUNTERSIGN_DATA)',
  },
} as const
const workflowOption = {
  type: 'string',
  value: 'NAME',
  help: 'workflow: invoice (default), one that ships, or one of yours',
} as const
const masterKey = {
  type: 'string',
  value: 'FILE',
  help: 'the master.key that belongs to it; backups leave it out',
} as const
const erasures = {
  type: 'string',
  value: 'FILE',
  help: 'erasures.log of the old data folder: what was erased after the backup is erased again',
} as const
const out = {
  type: 'string',
  value: 'FOLDER',
  help: 'folder for the results; default: beside each file',
} as const

export const commands: Record<string, Command> = {
  up: {
    usage: 'up [--port N]',
    help: 'Start database, API and workers on this machine',
    options: {
      data: reach.data,
      port: {
        type: 'string',
        value: 'N',
        help: 'port of the API (or COUNTERSIGN_PORT); default 8480, 0 lets the system choose',
      },
      log: {
        type: 'string',
        value: 'json|file',
        help: 'where logs go: the terminal, or a file in the data folder (default when run in a terminal)',
      },
    },
  },
  serve: {
    usage: 'serve',
    help: 'API only; needs DATABASE_URL and the data folder with its master key',
    options: { data: reach.data },
  },
  work: {
    usage: 'work',
    help: 'Workers only; needs DATABASE_URL and the data folder with its master key',
    options: { data: reach.data },
  },
  migrate: {
    usage: 'migrate',
    help: 'Bring the database of DATABASE_URL (as its owner) to this version',
    options: { data: reach.data },
  },
  backup: {
    usage: 'backup FOLDER|FILE.tar',
    help: 'Copy database and stored files while the server runs; never the master key',
    options: {
      data: reach.data,
      previous: {
        type: 'string',
        value: 'FOLDER',
        help: 'an earlier backup on the same disk: what is in it is linked, not copied again',
      },
    },
  },
  restore: {
    usage: 'restore FOLDER|FILE.tar',
    help: 'Bring a backup back into an empty data folder, and compare',
    options: {
      data: reach.data,
      'master-key': masterKey,
      erasures: { ...erasures, value: 'FILE|none' },
      check: { type: 'boolean', help: 'only compare the sums; nothing is written' },
    },
  },
  export: {
    usage: 'export FOLDER|FILE.tar',
    help: 'Copy everything table by table, for another PostgreSQL or another version of it',
    options: { data: reach.data },
  },
  import: {
    usage: 'import FOLDER|FILE.tar',
    help: 'Bring an export into an empty data folder and an empty database, and compare',
    options: {
      data: reach.data,
      'master-key': masterKey,
      erasures: { ...erasures, help: 'of an older export: erasures.log, as for restore' },
    },
  },
  process: {
    usage: 'process FILE…',
    help: 'Send files, show their progress, write sealed PDF, extraction and evidence',
    options: {
      ...reach,
      out,
      workflow: workflowOption,
      languages: { type: 'string', value: 'de,en', help: 'languages of the documents' },
      password: { type: 'string', value: 'WORD', help: 'opens encrypted PDFs' },
      json: { type: 'boolean', help: 'print results as JSON' },
    },
  },
  read: readCommand,
  verify: {
    usage: 'verify FILE…',
    help: 'Verify the signatures of PDFs here: intact, by whom, what was changed afterwards',
    options: {
      ...reach,
      trust: {
        type: 'string',
        value: 'FILE|FOLDER',
        help: 'certificates that end a chain (PEM or DER), may be repeated; the root of a server that is reached counts too',
        multiple: true,
      },
      password: { type: 'string', value: 'WORD', help: 'opens encrypted PDFs' },
      json: { type: 'boolean', help: 'print reports as JSON, a line per file' },
    },
  },
  sign: {
    usage: 'sign FILE…',
    help: 'Sign PDFs with a key of your own (PAdES); no server needed',
    options: {
      p12: {
        type: 'string',
        value: 'FILE',
        help: 'key and certificates (PKCS#12); password: COUNTERSIGN_KEY_PASSWORD',
      },
      key: { type: 'string', value: 'FILE', help: 'or a key in PEM, encrypted or not' },
      certificates: {
        type: 'string',
        value: 'FILE',
        help: 'its certificate and chain in PEM, if not in the same file',
      },
      level: { type: 'string', value: 'LEVEL', help: 'B-B (default), B-T, B-LT or B-LTA' },
      tsa: {
        type: 'string',
        value: 'URL,URL',
        help: 'timestamp authorities (RFC 3161), asked in this order',
      },
      'tsa-policy': { type: 'string', value: 'OID', help: 'policy that timestamps must be made under' },
      pss: { type: 'boolean', help: 'RSA keys sign by PSS instead of PKCS#1 v1.5' },
      name: { type: 'string', value: 'NAME', help: 'name shown by viewers' },
      reason: { type: 'string', value: 'TEXT', help: 'reason shown by viewers' },
      field: { type: 'string', value: 'NAME', help: 'field to fill; made if it is not there' },
      place: {
        type: 'string',
        value: 'P,X,Y,W,H',
        help: 'visible on page P, in points from the lower left corner',
      },
      picture: { type: 'string', value: 'FILE', help: 'picture of the signature, PNG or JPEG' },
      certify: {
        type: 'string',
        value: '1|2|3',
        help: 'allow nothing more, filling in and signing, or notes too',
      },
      password: { type: 'string', value: 'WORD', help: 'opens an encrypted PDF' },
      out: { type: 'string', value: 'FILE', help: 'where to write it; default FILE.signed.pdf beside each' },
      json: { type: 'boolean', help: 'print results as JSON' },
    },
  },
  demo: {
    usage: 'demo',
    help: 'Make sample scans and process them',
    options: {
      ...reach,
      out: { ...out, help: 'folder for samples and results; default ./countersign-demo' },
    },
  },
  get: {
    usage: 'get ID',
    help: 'Print what the pages of a document say',
    options: {
      ...reach,
      as: { type: 'string', value: 'FORMAT', help: 'text (default), markdown, hocr or alto' },
      out: { type: 'string', value: 'FILE', help: 'write it there instead' },
    },
  },
  keys: {
    usage: 'keys create|list|revoke [ID]',
    help: 'Manage API keys',
    options: {
      ...reach,
      name: { type: 'string', value: 'NAME', help: 'create: what the key is for' },
      scope: {
        type: 'string',
        value: 'SCOPE',
        help: 'create: a scope, may be repeated; default all',
        multiple: true,
      },
      test: { type: 'boolean', help: 'create: a key of the sandbox account' },
      expires: { type: 'string', value: 'TIME', help: 'create: ISO 8601 time after which it is refused' },
    },
  },
  listen: {
    usage: 'listen [--forward URL]',
    help: 'Print events as they happen, or send them as signed webhooks to an address of yours',
    options: {
      ...reach,
      forward: { type: 'string', value: 'URL', help: 'address that gets each event as a signed webhook' },
      events: { type: 'string', value: 'TYPES', help: 'only these, comma-separated' },
    },
  },
  workflow: {
    usage: 'workflow check|list|apply|activate',
    help: 'Check workflow files here, or save and activate them on a server',
    options: {
      ...reach,
      draft: { type: 'boolean', help: 'apply: save without activating' },
      'dry-run': { type: 'boolean', help: 'apply: only say which past documents would go another way' },
      limit: {
        type: 'string',
        value: 'N',
        help: 'apply --dry-run: past documents to look at (default 1000)',
      },
    },
  },
  learning: { ...learningCommand, options: { ...reach, ...learningCommand.options } },
  log: logCommand,
  certificates: certificatesCommand,
  evidence: evidenceCommand,
  witness: witnessCommand,
  jobs: {
    usage: 'jobs dead|redrive [ID…]',
    help: 'List dead letters, or put them back',
    options: reach,
  },
}

export type Parsed = {
  command: string
  positionals: string[]
  values: Record<string, string | boolean | string[] | undefined>
}

/** Throws a plain Error whose message says what is wrong. */
export function parseCommand(argv: readonly string[]): Parsed | 'help' | 'version' {
  const [command = 'help', ...rest] = argv
  if (['help', '--help', '-h'].includes(command)) return 'help'
  if (['version', '--version', '-v'].includes(command)) return 'version'
  const known = commands[command]
  if (!known)
    throw new Error(`There is no command "${command}". \`countersign --help\` lists those there are.`)
  if (rest.includes('--help') || rest.includes('-h'))
    return { command: 'help', positionals: [command], values: {} }
  const options: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(known.options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  )
  const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true, strict: true })
  return { command, positionals, values: values as Parsed['values'] }
}

export function commandHelp(name: string): string {
  const command = commands[name]
  if (!command) return overview()
  const rows = Object.entries(command.options).map(
    ([option, { value, help }]) => `  --${option}${value ? ` ${value}` : ''}`.padEnd(24) + help,
  )
  return [`countersign ${command.usage}`, '', `  ${command.help}`, '', ...rows, ''].join('\n')
}

export function overview(): string {
  const rows = Object.values(commands).map(({ usage, help }) => `  countersign ${usage}`.padEnd(46) + help)
  return [
    'Countersign takes documents from paper to proof: read, understood, checked, sealed and announced, on your own machine.',
    '',
    ...rows,
    '',
    '  countersign COMMAND --help shows the options of a command. Settings are listed in docs/reference/settings.md.',
    '',
  ].join('\n')
}
