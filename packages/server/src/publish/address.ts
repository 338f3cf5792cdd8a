import type { Outbound } from '../platform/outbound.ts'
import { isProblem, Problem } from '../platform/problem.ts'

/** Outbound's refusal in the words of this feature; everything else as it is. */
export const asWebhookError = (error: unknown): unknown =>
  isProblem(error) && error.code === 'outbound.address_refused'
    ? new Problem('webhook.address_refused', error.message, { cause: error })
    : error

/** The first look at an address, for a quick answer; each attempt checks again while connecting. */
export async function checkAddress(outbound: Outbound, url: string): Promise<void> {
  if (!URL.canParse(url))
    throw new Problem('webhook.url_invalid', 'Give a whole address, such as https://example.com/hook.')
  try {
    await outbound.check(url)
  } catch (error) {
    throw asWebhookError(error)
  }
}
