// Every setting, one by one: what it is called, what it is if nobody says, and what it may be.
import { Type } from 'typebox'
import { letterSettings } from './settings-letters.ts'
import { cloudKeySettings, signatureSettings, signInSettings } from './settings-signatures.ts'

export const settings = Type.Object({
  data: Type.String({
    default: '',
    description: 'Data folder. Empty: /var/lib/countersign as root, else the user data folder.',
  }),
  databaseUrl: Type.String({
    default: '',
    description: 'PostgreSQL 15 or newer to use instead of the bundled one.',
  }),
  host: Type.String({ default: '127.0.0.1', description: 'Address to listen on.' }),
  port: Type.Integer({
    default: 8480,
    minimum: 0,
    maximum: 65535,
    description: 'Port to listen on; 0 lets the system choose.',
  }),
  publicUrl: Type.String({
    default: '',
    description: 'Address that links in answers and webhooks begin with. Empty: relative links.',
  }),
  logLevel: Type.Enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug'], {
    default: 'info',
    description: 'Least severe level that is logged.',
  }),
  workers: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 64,
    description: 'Jobs a worker process runs at a time. 0: as many as it has readers.',
  }),
  readers: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 64,
    description:
      'Child processes that parse and read files. 0: one per core with a gigabyte for each, at least 2.',
  }),
  readerMemoryMb: Type.Integer({
    default: 2048,
    minimum: 256,
    description: 'A reader over this resident size is killed.',
  }),
  readModel: Type.String({
    default: '',
    description: 'ONNX file of a recogniser that reads all lines. Empty: the one that comes along.',
  }),
  pageSeconds: Type.Integer({
    default: 60,
    minimum: 1,
    description:
      'A reader that takes longer for a page is killed. One that a busy machine keeps from its work has up to five times as long.',
  }),
  fourEyes: Type.Enum(['people', 'keys'], {
    default: 'people',
    description: 'What two readers differ in: the person a key names, or the API key as well.',
  }),
  accountJobs: Type.Integer({
    default: 8,
    minimum: 1,
    description: 'Jobs of one account that may run at a time, over all workers.',
  }),
  maxFileMb: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 2048,
    description: 'Largest file that is taken in.',
  }),
  maxFiles: Type.Integer({
    default: 50,
    minimum: 1,
    maximum: 1000,
    description: 'Most files in one document.',
  }),
  maxPages: Type.Integer({ default: 2000, minimum: 1, description: 'Most pages in one document.' }),
  maxPageMegapixels: Type.Integer({
    default: 100,
    minimum: 1,
    description: 'Largest page image that is decoded.',
  }),
  uploadIdleSeconds: Type.Integer({
    default: 30,
    minimum: 1,
    description: 'An upload that sends nothing, or less than 4 kB, for so long is given up.',
  }),
  uploadsPerMinute: Type.Integer({
    default: 12_000,
    minimum: 0,
    description: 'Uploads of one account, per serving process; a whole minute may come at once. 0: no limit.',
  }),
  requestsPerMinute: Type.Integer({
    default: 30_000,
    minimum: 0,
    description:
      'Other requests of one account, per serving process; a whole minute may come at once. 0: no limit.',
  }),
  wrongKeysPerMinute: Type.Integer({
    default: 600,
    minimum: 0,
    description: 'Requests without a valid key from one address. 0: no limit.',
  }),
  trustedProxies: Type.String({
    default: '',
    description:
      'Proxies, as addresses or networks (10.0.0.0/8, comma-separated), whose X-Forwarded-For is believed.',
  }),
  accountQueue: Type.Integer({
    default: 100_000,
    minimum: 0,
    description: 'Jobs of one account that may wait before its uploads are refused. 0: no limit.',
  }),
  uploadsAtOnce: Type.Integer({
    default: 64,
    minimum: 1,
    maximum: 10_000,
    description: 'Uploads a serving process takes in at a time; further ones wait.',
  }),
  uploadsWaiting: Type.Integer({
    default: 1000,
    minimum: 0,
    maximum: 100_000,
    description: 'Uploads that may wait for a place in a serving process before some are refused.',
  }),
  uploadWaitSeconds: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 60,
    description: 'An upload that waits longer for a place is refused.',
  }),
  overloadDelayMs: Type.Integer({
    default: 500,
    minimum: 0,
    description: 'Delay of a serving process (median of its event loop) from which batch is refused. 0: off.',
  }),
  overloadJobs: Type.Integer({
    default: 500_000,
    minimum: 0,
    description: 'Waiting jobs of all accounts from which batch is refused. 0: off.',
  }),
  overloadMinutes: Type.Integer({
    default: 1440,
    minimum: 0,
    description: 'Age of the oldest due job from which batch is refused. 0: off.',
  }),
  minFreeMb: Type.Integer({
    default: 512,
    minimum: 0,
    description: 'Free space in the data folder that uploads may not use up. 0: off.',
  }),
  uploadHours: Type.Integer({
    default: 24,
    minimum: 1,
    maximum: 720,
    description: 'A resumable upload that got no byte for so long is deleted.',
  }),
  maxOpenUploads: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 100_000,
    description: 'Resumable uploads that one account may have open at a time.',
  }),
  webhookAllowPrivate: Type.Boolean({
    default: false,
    description: 'Allow webhooks to private and loopback addresses.',
  }),
  webhookAllowHttp: Type.Boolean({
    default: false,
    description: 'Allow webhooks without TLS. Loopback addresses that are allowed may always use http.',
  }),
  webhookTimeoutSeconds: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 60,
    description: 'Time a webhook receiver has to answer.',
  }),
  webhookBodyDays: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 3650,
    description: 'Bodies of webhooks that were sent or given up are removed after so many days.',
  }),
  webhookDays: Type.Integer({
    default: 90,
    minimum: 1,
    maximum: 3650,
    description: 'Deliveries and their attempts are removed after so many days.',
  }),
  organisation: Type.String({
    default: 'Countersign',
    maxLength: 60,
    description: 'Organisation named in the seal certificate; read when it is made at first start.',
  }),
  trustAnchors: Type.String({
    default: '',
    description:
      'Certificates that end a chain when signatures are verified: a PEM or DER file, or a folder of them. The root of the own seals always counts.',
  }),
  verifyAtOnce: Type.Integer({
    default: 2,
    minimum: 1,
    maximum: 64,
    description: 'Files a serving process verifies at a time, each in memory; further ones wait.',
  }),
  validateWarm: Type.Boolean({
    default: true,
    description:
      'Start a reader two seconds after the server, so that the first picture sent to /v1/validate need not wait for it. It takes about 230 MB.',
  }),
  logCheckpointSeconds: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 86_400,
    description: 'Least time between two signed checkpoints of the log.',
  }),
  logTimestampMinutes: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 10_080,
    description:
      'A checkpoint is timestamped (RFC 3161) after so many minutes, if there is a new one. 0: never.',
  }),
  logWitnesses: Type.String({
    default: '',
    description:
      'Witnesses that each checkpoint is shown to, comma-separated, each as its key, a space and its address.',
  }),
  logWitnessFolder: Type.String({
    default: '',
    description: 'Folder that checkpoints are written to, best on a machine of somebody else. Empty: none.',
  }),
  logPublic: Type.Boolean({
    default: false,
    description:
      'Serve key, checkpoints and tiles of the log without a key. They hold hashes and counts only.',
  }),
  otlpUrl: Type.String({
    default: '',
    description:
      'OTLP/HTTP address that traces are sent to, e.g. http://127.0.0.1:4318/v1/traces. Empty: none.',
  }),
  sealKeyFile: Type.String({
    default: '',
    description: 'PKCS#12 file with the key that seals, instead of the one the installation makes.',
  }),
  sealKeyPassword: Type.String({ default: '', description: 'Password of that file.' }),
  pkcs11Module: Type.String({
    default: '',
    description:
      'Library of a hardware module (PKCS#11) with the key that seals; needs the package pkcs11js.',
  }),
  pkcs11Label: Type.String({ default: '', description: 'Label of the private key in the module.' }),
  pkcs11Pin: Type.String({ default: '', description: 'PIN of the module.' }),
  pkcs11Certificates: Type.String({
    default: '',
    description: 'PEM file: the certificate of the key in the module first, then its chain.',
  }),
  ...cloudKeySettings,
  ...signatureSettings,
  ...signInSettings,
  tsaUrls: Type.String({
    default: '',
    description:
      'Timestamp authorities (RFC 3161), comma-separated, asked in this order. Empty: the built-in one, for development.',
  }),
  tsaPolicy: Type.String({
    default: '',
    pattern: '^([0-9]+(\\.[0-9]+)+)?$',
    description: 'Object identifier of the policy that timestamps must be made under. Empty: any.',
  }),
  tsaTimeoutSeconds: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 60,
    description: 'Time that a timestamp authority, or who is asked for revocation, has to answer.',
  }),
  revocationAllowPrivate: Type.Boolean({
    default: false,
    description: 'Ask private and loopback addresses that certificates name for revocation.',
  }),
  ...letterSettings,
  metricsPublic: Type.Boolean({
    default: true,
    description: 'Serve /metrics without a key. It listens where the API listens.',
  }),
})
