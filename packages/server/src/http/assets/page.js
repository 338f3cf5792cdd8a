// The first page. The key stays in this tab (sessionStorage); everything goes through the public API.
// Texts from documents are only ever set as text, never as markup.
const $ = (id) => document.getElementById(id)
const storageName = 'countersign-key'
const settled = ['in_review', 'completed', 'rejected', 'failed', 'erased', 'split']
const tone = { completed: 'good', sealed: 'good', failed: 'bad', rejected: 'bad', in_review: 'wait' }
const words = (code) => code.replaceAll('_', ' ')
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function make(tag, text = '', className = '') {
  const element = document.createElement(tag)
  element.textContent = text
  element.className = className
  return element
}

async function call(path, options = {}) {
  const authorization = `Bearer ${sessionStorage.getItem(storageName)}`
  const answer = await fetch(path, { ...options, headers: { ...options.headers, authorization } })
  if (answer.ok) return answer
  const problem = await answer.json().catch(() => ({ title: `Status ${answer.status}`, detail: '' }))
  throw Object.assign(new Error(`${problem.title}. ${problem.detail}`), { code: problem.code })
}
const ask = async (path, options) => (await call(path, options)).json()

async function showReadiness() {
  const answer = await fetch('/health/ready').catch(() => null)
  const { checks = [] } = (await answer?.json().catch(() => null)) ?? {}
  const failing = checks.filter(({ ok }) => !ok).map(({ name }) => name)
  const ready = answer?.ok === true
  $('ready').textContent = ready ? 'ready' : answer ? `not ready: ${failing.join(', ')}` : 'not reachable'
  $('ready').className = `chip ${ready ? 'good' : 'bad'}`
}

function showValue(value) {
  if (typeof value === 'string') return value
  const currency = value.currency ?? ''
  const digits = currency
    ? new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    : {}
  const places = digits.maximumFractionDigits ?? 2
  return `${(value.minor / 10 ** places).toFixed(places)} ${currency}`.trim()
}

async function save(document_, name) {
  const answer = await call(document_.links.artifacts[name])
  const link = make('a')
  link.href = URL.createObjectURL(await answer.blob())
  const stem = (document_.files[0]?.name ?? document_.id).replace(/\.\w+$/, '')
  const original = document_.files[0]?.name ?? document_.id
  link.download = name === 'original' ? original : `${stem}.${name}.${name === 'evidence' ? 'json' : 'pdf'}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** The parts of an upload's card, by what they show. */
function newCard(title) {
  const card = $('upload').content.cloneNode(true).firstElementChild
  const part = (selector) => card.querySelector(selector)
  part('h3').textContent = title
  $('uploads').prepend(card)
  return { card, part, fail: (error) => part('.error').append(make('span', error.message)) }
}

const mark = { failed: 'bad', rejected: 'bad', in_review: 'held' }

function showSteps({ part }, states, done) {
  const last = states.length - 1
  part('.steps').replaceChildren(
    ...states.map((state, at) => make('li', words(state), !done && at === last ? 'now' : mark[state])),
  )
}

function showFields(part, { fields, findings }) {
  const rows = fields.map(({ name, value, confidence }) => {
    const row = make('tr')
    row.append(
      make('th', name),
      make('td', showValue(value)),
      make('td', `${Math.round(confidence * 100)} %`),
    )
    return row
  })
  part('table').replaceChildren(...rows)
  part('.findings').replaceChildren(
    ...findings.map(({ severity, message }) => make('li', message, severity === 'info' ? '' : 'warning')),
  )
}

async function showResult({ part, fail }, document_) {
  if (document_.failure) fail(new Error(document_.failure.detail))
  const buttons = Object.keys(document_.links.artifacts).map((name) => {
    const button = make('button', name)
    button.onclick = () => save(document_, name).catch(fail)
    return button
  })
  part('.downloads').replaceChildren(...buttons)
  if (document_.class) showFields(part, await ask(document_.links.extraction))
}

/** Looks again and again until somebody or nothing has to act; steps too quick to be seen are in the events. */
async function follow(view, given) {
  let document_ = given
  for (let pause = 300; !settled.includes(document_.state); pause = Math.min(pause * 1.2, 2000)) {
    showSteps(view, ['received', words(document_.state)].slice(document_.state === 'received' ? 1 : 0), false)
    await wait(pause)
    document_ = await ask(document_.links.self)
  }
  const { items } = await ask(document_.links.events)
  const states = items.filter(({ run }) => run === document_.run).map(({ type }) => type.split('.')[1])
  const seen = states.map((state) => (state === 'held' ? 'in_review' : state))
  showSteps(view, seen.at(-1) === document_.state ? seen : [...seen, document_.state], true)
  await showResult(view, document_)
}

async function upload(file) {
  const view = newCard(file.name)
  showSteps(view, ['uploading'], false)
  const query = new URLSearchParams({ name: file.name, workflow: $('workflow').value })
  const headers = { 'content-type': file.type || 'application/octet-stream' }
  try {
    const document_ = await ask(`/v1/documents?${query}`, { method: 'POST', body: file, headers })
    // The next file need not wait for this one to be read.
    void follow(view, document_).then(showRecent).catch(view.fail)
  } catch (error) {
    showSteps(view, [], true)
    view.fail(error)
  }
}

async function openDocument(document_) {
  const view = newCard(document_.files[0]?.name ?? document_.id)
  view.card.scrollIntoView({ behavior: 'smooth', block: 'center' })
  await follow(view, document_).catch(view.fail)
}

function recentRow(document_) {
  const row = make('tr')
  const name = make('button', document_.files[0]?.name ?? document_.id, 'quiet')
  name.onclick = () => openDocument(document_)
  const cells = [make('td'), make('td', document_.class ?? ''), make('td'), make('td')]
  cells[0].append(name)
  cells[2].append(make('span', words(document_.state), `chip ${tone[document_.state] ?? ''}`))
  cells[3].textContent = new Date(document_.createdAt).toLocaleString()
  row.append(...cells)
  return row
}

async function showRecent() {
  const { items } = await ask('/v1/documents?limit=100')
  const counts = Map.groupBy(items, ({ state }) => state)
  const chips = [...counts].map(([state, of]) =>
    make('span', `${of.length} ${words(state)}`, `chip ${tone[state] ?? ''}`),
  )
  $('states').replaceChildren(...(chips.length ? chips : [make('span', 'None yet.', 'hint')]))
  $('recent').replaceChildren(...items.slice(0, 20).map(recentRow))
}

async function signIn() {
  const { account, key } = await ask('/v1/me')
  const rights = key.scopes.includes('admin') ? 'administrator' : key.scopes.join(', ')
  $('account').textContent = `${account.name} (${account.kind}) · ${rights}`
  $('sign-in').hidden = true
  $('desk').hidden = false
  await showRecent()
}

function signOut(error) {
  sessionStorage.removeItem(storageName)
  $('desk').hidden = true
  $('sign-in').hidden = false
  $('uploads').replaceChildren()
  $('sign-in-error').textContent = error?.message ?? ''
}

const uploadAll = (files) =>
  [...files].reduce((before, file) => before.then(() => upload(file)), Promise.resolve())

$('sign-in').addEventListener('submit', (event) => {
  event.preventDefault()
  sessionStorage.setItem(storageName, $('key').value.trim())
  $('key').value = ''
  signIn().catch(signOut)
})
$('forget').addEventListener('click', () => signOut())
$('files').addEventListener('change', ({ target }) => {
  uploadAll(target.files).finally(() => {
    target.value = ''
  })
})
const drop = $('drop')
for (const [name, isOver] of [
  ['dragover', true],
  ['dragleave', false],
  ['drop', false],
])
  drop.addEventListener(name, (event) => {
    event.preventDefault()
    drop.classList.toggle('over', isOver)
    if (name === 'drop') uploadAll(event.dataTransfer.files)
  })
// A file dropped beside the area must not replace the page.
for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault())

void showReadiness()
setInterval(showReadiness, 10_000)
if (sessionStorage.getItem(storageName)) signIn().catch(signOut)
