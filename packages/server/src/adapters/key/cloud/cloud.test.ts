import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { issueCertificate } from '@countersign/pdf/pki'
import { signPdf } from '@countersign/pdf/sign/sign'
import { testTrust } from '@countersign/pdf/sign/testing'
import { rawPdf } from '@countersign/pdf/testing'
import { verifyPdf } from '@countersign/pdf/verify'
import { cloudKeyProvider, installed } from './cloud.ts'
import { type Clouds, hasOpenssl, startClouds } from './clouds.fixture.ts'

/** The clouds' packages are no dependencies of ours; a variable names a folder in which they are installed. */
const folderOfPackages = process.env.COUNTERSIGN_TEST_CLOUD_SDKS

const loadFrom = (folder: string) => (name: string) =>
  import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href) as Promise<unknown>

type Load = (name: string) => Promise<unknown>
/** Key Vault is asked under its own name with TLS; this carries what is asked to the loopback and back. */
async function carrier(load: Load, port: number) {
  const { createHttpHeaders } = (await load('@azure/core-rest-pipeline')) as {
    createHttpHeaders(from: Record<string, string>): unknown
  }
  return {
    async sendRequest(request: {
      url: string
      method: string
      headers: Iterable<[string, string]>
      body?: string
    }) {
      const { pathname, search } = new URL(request.url)
      const answer = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
        ...{ method: request.method, headers: [...request.headers] },
        ...(request.body === undefined ? {} : { body: request.body }),
      })
      const headers = createHttpHeaders(Object.fromEntries(answer.headers))
      return { request, headers, status: answer.status, bodyAsText: await answer.text() }
    },
  }
}

async function optionsFor(cloud: string, load: Load, port: number): Promise<Record<string, unknown>> {
  const endpoint = `http://127.0.0.1:${port}`
  if (cloud === 'aws')
    return {
      endpoint,
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    }
  if (cloud === 'google') {
    const { OAuth2Client } = (await load('google-auth-library')) as {
      OAuth2Client: new () => { setCredentials(given: object): void }
    }
    const auth = new OAuth2Client()
    auth.setCredentials({ access_token: 'google-token', expiry_date: 4e12 })
    return { auth, apiEndpoint: '127.0.0.1', port, protocol: 'http' }
  }
  return {
    credential: { getToken: async () => ({ token: 'azure-token', expiresOnTimestamp: 4e12 }) },
    httpClient: await carrier(load, port),
    retryOptions: { maxRetries: 0 },
  }
}

const names: Record<string, string> = {
  aws: 'aws:arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  google: 'google:projects/p/locations/l/keyRings/r/cryptoKeys/seal/cryptoKeyVersions/1',
  azure: 'azure:https://test.vault.azure.net/keys/seal/1',
}

const kinds = [
  { keys: 'p256', pss: false, way: 'ecdsa' },
  { keys: 'rsa2048', pss: false, way: 'pkcs1' },
  { keys: 'rsa2048', pss: true, way: 'pss' },
] as const

describe('a key in a cloud', () => {
  it('signs by AWS, Google and Azure with P-256, RSA and RSA-PSS, by their own packages', async (t) => {
    if (!folderOfPackages || !hasOpenssl())
      return t.skip(
        'name a folder with the packages of the clouds in COUNTERSIGN_TEST_CLOUD_SDKS; openssl signs',
      )
    const load = loadFrom(folderOfPackages)
    const folder = await mkdtemp(join(tmpdir(), 'countersign-clouds-'))
    t.after(() => rm(folder, { recursive: true, force: true }))
    const now = new Date()
    const { issuer, root } = await testTrust({ now })
    const certificates = join(folder, 'chain.pem')
    for (const { keys, pss, way } of kinds) {
      const issued = await issueCertificate(issuer, {
        kind: 'seal',
        commonName: 'In a cloud',
        now,
        years: 1,
        keys,
      })
      const chain = [issued.certificate, ...issued.chain].map((der) => new X509Certificate(der).toString())
      await writeFile(certificates, chain.join('\n'))
      const key = createPrivateKey({ key: Buffer.from(issued.privateKey), format: 'der', type: 'pkcs8' })
      await writeFile(join(folder, 'key.pem'), key.export({ format: 'pem', type: 'pkcs8' }))
      const clouds: Clouds = await startClouds(folder, way)
      t.after(() => clouds.close())
      for (const [cloud, name] of Object.entries(names)) {
        const options = await optionsFor(cloud, load, clouds.port)
        const provider = cloudKeyProvider({ key: name, certificates, pss }, { load, options })
        const signer = await provider.signer()
        const signed = await signPdf(rawPdf([{ content: '' }]), {
          signer: { ...signer, chain: [...signer.chain] },
          at: now,
        })
        const report = await verifyPdf(signed.bytes, { trusted: [root.certificate] })
        assert.equal(report.verdict, 'passed', `${cloud} ${way}: ${report.summary}`)
        clouds.refuse = 403
        await assert.rejects(signer.sign(new Uint8Array(1)), { code: 'key.unusable' }, `${cloud} ${way}`)
        clouds.refuse = 503
        await assert.rejects(
          signer.sign(new Uint8Array(1)),
          { code: 'service.unavailable' },
          `${cloud} ${way}`,
        )
        clouds.refuse = null
      }
    }
  })

  it('says which package is missing, and what is wrong with its settings', async () => {
    await assert.rejects(installed('no-such-package-of-a-cloud'), /npm install no-such-package-of-a-cloud/)
    const settings = { key: 'elsewhere:1', certificates: '/nowhere.pem', pss: false }
    await assert.rejects(cloudKeyProvider(settings).signer(), /begins with aws:/)
    await assert.rejects(
      cloudKeyProvider({ ...settings, key: 'aws:1' }).signer(),
      /CERTIFICATES names a file/,
    )
  })
})
