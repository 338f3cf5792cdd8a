import { ForgetPasskeys, ForgottenPasskeys } from '@countersign/contract/envelope'
import { withAccount } from '../../db/sql.ts'
import type { Archive } from '../../documents/holdings.ts'
import type { Http } from '../../platform/http.ts'
import { forgetPasskeys } from './keyring.ts'

export function passkeyRoutes(http: Http, { archive }: { archive: Archive }): void {
  http.post(
    '/v1/passkeys/forget',
    {
      schema: {
        operationId: 'passkeys.forget',
        tags: ['Envelopes'],
        summary: 'Forget the passkeys of a recipient',
        description:
          'For somebody who lost a device, or wants to be forgotten. The next envelope that asks this address for a passkey has a new one made. Evidence of what was signed before stays.',
        problems: [],
        body: ForgetPasskeys,
        response: { 200: ForgottenPasskeys },
      },
      config: { needs: 'sign:write' },
    },
    async ({ caller: { accountId }, body: { email } }) => {
      const { db, kms } = archive
      const forgotten = await withAccount(db, accountId, (tx) =>
        forgetPasskeys(tx, accountId, { kms, email }),
      )
      return { forgotten }
    },
  )
}
