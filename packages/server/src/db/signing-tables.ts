// Rows of keys and certificates that seal.

export type SigningTables = {
  revokedCertificates: {
    serialNumber: string
    issuer: string
    revokedAt: Date
  }
  sealCertificates: {
    id: string
    accountId: string
    name: string
    sha256: Buffer
    certificate: Buffer
    chain: Buffer[]
    privateKey: Buffer | null
    wrappedKey: Buffer | null
    kekId: string | null
    createdAt: Date
    activatedAt: Date | null
    revokedAt: Date | null
  }
  signingKeys: {
    id: string
    kind: 'authority' | 'issuer' | 'seal' | 'timestamp'
    certificate: Buffer
    chain: Buffer[]
    privateKey: Buffer
    wrappedKey: Buffer
    kekId: string
    createdAt: Date
  }
}
