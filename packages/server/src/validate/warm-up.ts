// Makes the first answer of /v1/validate as quick as the hundredth: a reader starts and loads its models beforehand.
import { understand } from '@countersign/understand/understand'
import type { Http } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import { firstPage, noRules, type OnTheSpot } from './on-the-spot.ts'
import { typedFields } from './typed-values.ts'
import { judge } from './validate.stage.ts'

/** So long after the start, so that nothing else waits for it, and what lives for a moment never pays for it. */
const afterMs = 2_000
/** Two printed lines: a white page would leave the recogniser asleep. */
const picture = Buffer.from(
  [
    'iVBORw0KGgoAAAANSUhEUgAAAQQAAABgAgMAAACGdORhAAAADFBMVEX///8KCgrBwcFxcXHcN0U2AAAACXBIWXMAAAsTAAAL',
    'EwEAmpwYAAADUUlEQVRYw+2XMWvbQBTHn05okI1GR2sXQTGETlo6iX4CFXy2BiUWHTOplEK2XFsydpOdtUsguKSdQsfqQ0jp',
    'kiFLoF/AkKVJ37uTnDhtcxcyFfSMLVnS/XT33rt3/wPorLPOOuvsoXbZnhytLvWEpg1Ho+fUvwS/xyOAE17i2YCPgdWJGSEQ',
    'LYHxEdicxw3Bxe/9tjjeWawTJkjY7af4z18cgZMNdMNwM1gjgKiAAdCbfXnDKfWEZ+dwuBD9K0WAin7mDWEAXqQlMBwq51HN',
    's78Q/KaT9xLcaS2W1+X0V3yLcEqtr4hk5VpCEOFHgGDpLcJIxiI3I4REEbLpimDT2WA5MiP4+JAkFDcEj5o9gR84GiOCHSNh',
    'E1NpRQhUCENh1IcNRagxJCvCgboZlHPzPrBtHHNLYKm66TyEYOe3CG7eEozyYSA9ia86XRGCqB2FUU6GgqKJhBs/zPDwlOIp',
    'QpN54WBOOaWduIowPD1iY5yVB3DJJjg3Q2GQ1Vx4/AVfqlFwPsb6MEFCjfF1JxMwmFkp1pRoNp7/Qcix4CQG1VGVwt6nu9cZ',
    '1Z6h6JaPzjrrrLM74uxhj3t8ItaVZ8h3abXKwRoZErhaZb12aRpIBRkk4BoSdj5zsUZ4DjURUvAMCRGE0RqBdAcSKnAqUwIq',
    'nq/nsLkj4LvyBUmiYE6Q3hUw0YrufxOs2MVFbsZzt1nhJOEb+BWuexnKh1BHwFV7ry5P9s7DPaXCqUVwCEUFqDFRFfg6Akt6',
    'eEA/HKi3LWQs9sVZRRrTjlHj6QgYTitDQgqOoO2BzIePUUKeLFgCqREhR0ICpFeYTJDg3au4kvr6jCUGhCVHAtv+ckEhZTIf',
    'PrzJK9SYYyjsWO8Hl0sCbnciaORo8P5lVkmN6WvkoIyFk9Eo2PT6WigNSBHdigqpMUM30ucDKTkkJDfXkFCXFfZ/Ds5+qc/J',
    'QHmy9bkjCTMopMb0LoR+XgRIwZN2Hkg/iCFUNmlM963B3AzKMMfsnYm+oF1r3WR2YSfWGKyJQX3wplu5xfMAt0sg/a8IFZDG',
    'tEfaGlWimnydszrvc3rdicpJ6gPMxhugScnGhs1BtCqyVZqoMVny2MKrSUkD0+4vdMaW0WMJ/LHCmv3s1uDO/hv7DVe5HrW9',
    'lvjkAAAAAElFTkSuQmCC',
  ].join(''),
  'base64',
)

/** Reads a small picture and judges a few values, once; a reader that cannot start says so when it is needed. */
export async function warmUp(spot: Pick<OnTheSpot, 'engine' | 'clock'>, signal: AbortSignal): Promise<void> {
  const today = spot.clock().toISOString().slice(0, 10)
  const { fields } = typedFields({ fields: { number: '1', date: today, total: '12,50 EUR', iban: 'DE00' } })
  const understood = { class: 'invoice' as const, classConfidence: 1, language: null, fields, findings: [] }
  judge({ ...understood, documentId: '', run: 1 }, { workflow: noRules, today })
  const page = await firstPage(spot, { bytes: picture, contentType: 'image/png', languages: [], signal })
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
