// Verifies a captured delivery with the JavaScript library of Standard Webhooks; exits with 1 where it is refused.
import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'

const { secret, headers, body } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
try {
  new Webhook(secret).verify(body, headers)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
