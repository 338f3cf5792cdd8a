import {
  NewSealCertificate,
  SealCertificate,
  SealCertificateList,
  SealCertificateParams,
} from '@countersign/contract/seal-certificate'
import { Type } from 'typebox'
import type { Http } from '../../platform/http.ts'
import {
  addCertificate,
  type Change,
  type CustomerPorts,
  certificatesOf,
  changeCertificate,
} from './certificates.ts'

const tags = ['Certificates']
const config = { needs: 'admin' } as const

const changes = {
  activate: {
    operationId: 'certificates.activate',
    summary: 'Seal with a certificate of the account from now on',
    description: 'It takes the place of the one before. It is checked again first.',
    problems: ['certificate.not_found', 'certificate.unfit', 'certificate.revoked'] as const,
  },
  deactivate: {
    operationId: 'certificates.deactivate',
    summary: "Seal with the installation's certificate again",
    description: 'Changes nothing where the account does not seal with this one.',
    problems: ['certificate.not_found'] as const,
  },
  revoke: {
    operationId: 'certificates.revoke',
    summary: 'Destroy the key of a certificate at once',
    description:
      'The certificate stays in the list and is never taken again. If the account sealed with it, it seals as the installation does until another one is activated. Tell its issuer, too: only they can revoke it for validators.',
    problems: ['certificate.not_found'] as const,
  },
} satisfies Partial<Record<Change, object>>

export function customerRoutes(http: Http, ports: CustomerPorts): void {
  http.get(
    '/v1/certificates',
    {
      schema: {
        operationId: 'certificates.list',
        summary: 'List the certificates of the account',
        description:
          "Those that were uploaded to seal with, instead of the installation's own. `troubles` says what should be mended, such as a certificate that ends in less than 30 days.",
        tags,
        response: { 200: SealCertificateList },
      },
      config,
    },
    async ({ caller: { accountId } }) => ({ items: await certificatesOf(ports, accountId) }),
  )
  http.post(
    '/v1/certificates',
    {
      bodyLimit: 400_000,
      schema: {
        operationId: 'certificates.add',
        summary: 'Upload a certificate to seal with',
        description:
          'A PKCS#12 file with its key, which is kept encrypted and never shown, or a chain in PEM for the key that the installation seals with. Everything that validators would refuse is refused here, all of it in `errors`.',
        tags,
        sends: ['location'],
        problems: [
          'certificate.unfit',
          'certificate.exists',
          'certificate.limit_reached',
          'key.unusable',
          'service.unavailable',
        ],
        body: NewSealCertificate,
        response: { 201: SealCertificate },
      },
      config,
    },
    async ({ caller: { accountId }, body }, reply) => {
      const added = await addCertificate(ports, accountId, body)
      return reply.code(201).header('location', `/v1/certificates/${added.id}`).send(added)
    },
  )
  changeRoutes(http, ports)
}

function changeRoutes(http: Http, ports: CustomerPorts): void {
  for (const change of ['activate', 'deactivate', 'revoke'] as const) {
    const { problems, ...said } = changes[change]
    http.post(
      `/v1/certificates/:id/${change}`,
      {
        schema: {
          ...said,
          problems: [...problems],
          tags,
          params: SealCertificateParams,
          response: { 200: SealCertificate },
        },
        config,
      },
      ({ caller: { accountId }, params: { id } }) => changeCertificate(ports, accountId, { id, change }),
    )
  }
  http.delete(
    '/v1/certificates/:id',
    {
      schema: {
        operationId: 'certificates.remove',
        summary: 'Remove a certificate and its key',
        description: 'Not the one that the account seals with.',
        tags,
        problems: ['certificate.not_found', 'certificate.active'],
        params: SealCertificateParams,
        response: { 204: Type.Null() },
      },
      config,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      await changeCertificate(ports, accountId, { id, change: 'remove' })
      return reply.code(204).send(null)
    },
  )
}
