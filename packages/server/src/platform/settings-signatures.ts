// Settings of a signature service elsewhere that keeps the key that seals.
import { Type } from 'typebox'

export const signatureSettings = {
  cscUrl: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description:
      'Signature service of the Cloud Signature Consortium (API v2) that seals: its base address, such as https://sign.example.com/csc/v2.',
  }),
  cscTokenUrl: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description: 'Where it gives OAuth tokens. Empty: oauth2/token beside the base address.',
  }),
  cscClientId: Type.String({
    default: '',
    description: 'Client at that service. Empty: no token is fetched.',
  }),
  cscClientSecret: Type.String({ default: '', description: 'Secret of that client.' }),
  cscCredential: Type.String({
    default: '',
    description: 'Credential that seals. Empty: the only one that the service has for the client.',
  }),
  cscPin: Type.String({ default: '', description: 'PIN of the credential, where it has one.' }),
  cscTotpSecret: Type.String({
    default: '',
    pattern: '^[A-Za-z2-7 =-]*$',
    description:
      'Secret (base 32) of its one-time codes. Empty: where it wants one, the request waits for a person to give it.',
  }),
  cscAsynchronous: Type.Boolean({
    default: false,
    description: 'Ask that service for signatures that may take their time.',
  }),
  signatureServiceUrl: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description: 'Any other signature service that seals: it gets signed requests and calls back.',
  }),
  signatureServiceSecret: Type.String({
    default: '',
    pattern: '^(whsec_[A-Za-z0-9+/=]{32,})?$',
    description: 'Shared secret of requests and callbacks: whsec_ and at least 24 random bytes in base64.',
  }),
  signatureServiceCertificates: Type.String({
    default: '',
    description: 'PEM file: the certificate of the key at that service first, then its chain.',
  }),
  signatureServiceDays: Type.Integer({
    default: 7,
    minimum: 1,
    maximum: 365,
    description: 'A signature that a service has not made after so many days is given up.',
  }),
  signatureServiceAllowPrivate: Type.Boolean({
    default: false,
    description: 'Allow a signature service at a private or loopback address, there also without TLS.',
  }),
}

/** The key that seals, at a cloud's key service. */
export const cloudKeySettings = {
  cloudKey: Type.String({
    default: '',
    pattern: '^((aws|google|azure):.+)?$',
    description:
      'Key at a cloud that seals: aws: and an ARN, google: and the name of a key version, azure: and the address of a key with its version. Needs the package of that cloud.',
  }),
  cloudKeyCertificates: Type.String({
    default: '',
    description: 'PEM file: the certificate of that key first, then its chain.',
  }),
  cloudKeyPss: Type.Boolean({
    default: false,
    description: 'An RSA key at a cloud signs by RSA-PSS and not by PKCS#1 v1.5.',
  }),
}

/** Sign-in of recipients at an OpenID provider. */
export const signInSettings = {
  signInIssuer: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description:
      'OpenID provider at which recipients of envelopes sign in, as its configuration names it: https://login.example.com. Needs COUNTERSIGN_PUBLIC_URL.',
  }),
  signInClientId: Type.String({ default: '', description: 'Client at that provider.' }),
  signInClientSecret: Type.String({
    default: '',
    description: 'Secret of that client. Empty: a public client, which has none.',
  }),
  signInAllowPrivate: Type.Boolean({
    default: false,
    description: 'Allow an OpenID provider at a private or loopback address, there also without TLS.',
  }),
}
