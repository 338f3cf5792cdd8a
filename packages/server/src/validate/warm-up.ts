// Makes the first answer of /v1/validate as quick as the hundredth: a reader starts and loads its models beforehand.
import { understand } from '@countersign/understand/understand'
import type { Http } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import { firstPage, noRules, type OnTheSpot } from './on-the-spot.ts'
import { typedFields } from './typed-values.ts'
import { judge } from './validate.stage.ts'

/** So long after the start, so that nothing else waits for it, and what lives for a moment never pays for it. */
const afterMs = 2_000
/** A white picture of 32 by 16 pixels. */
const white = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAQCAAAAABSayKFAAAAEUlEQVR42mP4TwAwjCoYSQoAEOL+EHHR9e0AAAAASUVORK5CYII=',
  'base64',
)

/** Reads a blank picture and judges a few values, once; a reader that cannot start says so when it is needed. */
export async function warmUp(spot: Pick<OnTheSpot, 'engine' | 'clock'>, signal: AbortSignal): Promise<void> {
  const today = spot.clock().toISOString().slice(0, 10)
  const { fields } = typedFields({ fields: { number: '1', date: today, total: '12,50 EUR', iban: 'DE00' } })
  const understood = { class: 'invoice' as const, classConfidence: 1, language: null, fields, findings: [] }
  judge({ ...understood, documentId: '', run: 1 }, { workflow: noRules, today })
  const page = await firstPage(spot, { bytes: white, contentType: 'image/png', languages: [], signal })
  understand([page])
}

/** Later, in the background, of a server that listens. */
export function warmOnListen(http: Http, spot: OnTheSpot, log: Log): void {
  const stopping = new AbortController()
  http.addHook('onListen', async () => {
    const timer = setTimeout(() => {
      warmUp(spot, stopping.signal).catch((err) => {
        if (!stopping.signal.aborted) log.info({ err }, 'no reader could be started beforehand')
      })
    }, afterMs)
    timer.unref()
    stopping.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  http.addHook('preClose', async () => stopping.abort(new Error('the server stops')))
}
