// Asks the browser for a passkey before a form goes off, where the page says so (W3C Web Authentication).
const form = document.querySelector('form[data-passkey]')

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const withBytes = (one) => ({ ...one, id: fromText(one.id) })

async function ask() {
  const body = new URLSearchParams({ purpose: form.dataset.purpose })
  const answer = await fetch(form.dataset.passkey, { method: 'POST', body })
  if (!answer.ok) throw new Error('no passkey is asked for')
  const { mode, publicKey: said } = await answer.json()
  const publicKey = { ...said, challenge: fromText(said.challenge) }
  if (said.user) publicKey.user = withBytes(said.user)
  for (const list of ['allowCredentials', 'excludeCredentials'])
    if (said[list]) publicKey[list] = said[list].map(withBytes)
  return navigator.credentials[mode]({ publicKey })
}

// Older browsers lack toJSON.
function asText({ id, rawId, type, response }) {
  const names = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature']
  const parts = names.filter((name) => response[name]).map((name) => [name, toText(response[name])])
  const transports = response.getTransports ? { transports: response.getTransports() } : {}
  return JSON.stringify({
    id,
    rawId: toText(rawId),
    type,
    response: { ...Object.fromEntries(parts), ...transports },
  })
}

form?.addEventListener('submit', async (event) => {
  const field = form.elements.passkey
  if (field.value) return
  event.preventDefault()
  const failed = form.querySelector('[data-passkey-failed]')
  const button = form.querySelector('button.main')
  failed.hidden = true
  button.disabled = true
  try {
    field.value = asText(await ask())
    form.requestSubmit()
  } catch {
    failed.hidden = false
    button.disabled = false
  }
})
