// The pages that a recipient sees: plain HTML that works without scripts, with a label for everything.
import { signsFile } from '../../domain/envelope.ts'
import { latestOf } from '../holdings.ts'
import { methodsOf } from '../people/particulars.ts'
import { askedFields, mayDelegate } from './acts.ts'
import { consentHash, consentText, type Language } from './consent.ts'
import { type Html, html, pageOf } from './html.ts'
import type { Seat, Standing } from './link.ts'
import { type Notice, type Words, wordsIn } from './words.ts'

export type Screen = { seat: Seat; standing: Standing; proven: boolean; notice: Notice | null; path: string }

export function screenOf(screen: Screen): string {
  const { seat, standing, proven } = screen
  const { language } = seat.person.said
  const words = wordsIn(language)
  const { title } = seat.opened.particulars
  const body = html`<h1>${proven ? title : words.identifyTitle}</h1>
<p class="who">${words.recipient(seat.person.said.name)}</p>
${noticeOf(screen, words)}
${proven ? inside(screen, words) : standing === 'open' || standing === 'done' || standing === 'completed' ? identityForm(screen, words) : standingNote(standing, words)}`
  return pageOf({ language, title: proven ? title : words.identifyTitle, body })
}

export function unknownScreen(): string {
  const [en, de] = [wordsIn('en'), wordsIn('de')]
  const body = html`<h1>${en.unknownTitle}</h1><p>${en.unknown}</p>
<div lang="de"><h2>${de.unknownTitle}</h2><p>${de.unknown}</p></div>`
  return pageOf({ language: 'en', title: en.unknownTitle, body })
}

/** On the way to sign in elsewhere: at once, or by the link where a browser does not go by itself. */
export function leavingScreen(url: string, language: Language): string {
  const words = wordsIn(language)
  const { host } = new URL(url)
  const body = html`<h1>${words.leavingTitle}</h1>
<p><a class="main" href="${url}">${words.leaving(host)}</a></p>`
  return pageOf({ language, title: words.leavingTitle, body, next: url })
}

const noticeOf = ({ notice }: Screen, words: Words): Html =>
  html`${notice ? html`<p class="notice" role="alert">${words.notice[notice]}</p>` : null}`

const standingNote = (standing: Standing, words: Words): Html =>
  html`<p class="standing" role="status">${words.standing[standing]}</p>`

function inside(screen: Screen, words: Words): Html {
  const { standing, seat } = screen
  const readable = standing === 'open' || standing === 'done' || standing === 'completed'
  if (!readable) return standingNote(standing, words)
  const { message } = seat.opened.particulars
  return html`${standing === 'open' ? null : standingNote(standing, words)}
${message && standing === 'open' ? html`<section><h2>${words.from}</h2><p class="message">${message}</p></section>` : null}
<section><h2>${words.documents}</h2>
${documents(screen, words)}</section>
${standing === 'open' ? forms(screen, words) : null}`
}

function documents({ seat, path }: Screen, words: Words): Html[] {
  const { opened } = seat
  return opened.documents.map(({ ordinal, pages }) => {
    const name = opened.particulars.names[ordinal - 1] ?? ''
    const { number } = latestOf(opened, ordinal) ?? { number: 1 }
    const sheets = Array.from({ length: pages ?? 0 }, (_, index) => index + 1)
    return html`<article><h3>${name}</h3>
${sheets.map((page) => html`<img src="${path}/documents/${ordinal}/pages/${page}?revision=${number}" alt="${words.page(page, sheets.length)}" loading="lazy">`)}
<p><a href="${path}/documents/${ordinal}">${words.download}</a></p></article>`
  })
}

function forms(screen: Screen, words: Words): Html {
  const { seat, path } = screen
  const consented = seat.person.row.state === 'consented'
  return html`${consented ? signForm(screen, words) : consentForm(screen, words)}
<details><summary>${words.declineTitle}</summary>
<form method="post" action="${path}/decline">
<p><label for="reason">${words.declineReason}</label><textarea id="reason" name="reason" required maxlength="500"></textarea></p>
<p><button>${words.declineButton}</button></p></form></details>
${mayDelegate(seat) ? delegateForm(path, words) : null}`
}

function consentForm({ seat, path }: Screen, words: Words): Html {
  const { language } = seat.person.said
  return html`<section><h2>${words.consentTitle}</h2>
<p id="consent">${consentText(language)}</p>
<form method="post" action="${path}/consent">
<input type="hidden" name="consent" value="${consentHash(language)}">
<p><button class="main" aria-describedby="consent">${words.consentButton}</button></p></form></section>`
}

function signForm(screen: Screen, words: Words): Html {
  const { seat, path } = screen
  const signs = signsFile(seat.person.row.role)
  return html`<section><h2>${signs ? words.signTitle : words.approveTitle}</h2>
<form method="post" action="${path}/sign"${asksPasskey(screen, 'act')}>
${fields(screen, words)}
${signs ? mark(screen, words) : null}
${passkeyPart(screen, { words, note: words.passkeyAct })}
<p id="note">${signs ? words.signNote : words.approveNote}</p>
<p><button class="main" aria-describedby="note">${signs ? words.signButton : words.approveButton}</button></p></form></section>`
}

function fields({ seat }: Screen, words: Words): Html[] {
  return askedFields(seat).map(({ ordinal, name, kind, label, required, value }, index) => {
    const id = `field-${ordinal}-${name}`
    const input = `${ordinal}:${name}`
    const must = required ? html` required` : html` `
    if (kind === 'check')
      return html`<p><input type="checkbox" id="${id}" name="${input}" value="yes"${must}${value === 'true' ? html` checked` : null}> <label for="${id}">${label || words.box(index + 1)}</label></p>`
    return html`<p><label for="${id}">${label || words.field(index + 1)} ${required ? null : words.optional}</label>
<input type="text" id="${id}" name="${input}" value="${value}" maxlength="200"${must}></p>`
  })
}

const mark = ({ seat }: Screen, words: Words): Html =>
  html`<p><label for="typed">${words.typed}</label><input type="text" id="typed" name="typed" value="${seat.person.said.name}" maxlength="80" required autocomplete="name"></p>
<div class="draw" hidden><p id="draw-label">${words.draw}</p><canvas id="drawing" width="600" height="180" role="img" aria-labelledby="draw-label"></canvas>
<input type="hidden" name="picture" id="picture" value=""><p><button type="button" id="clear">${words.clear}</button></p></div>`

const delegateForm = (path: string, words: Words): Html =>
  html`<details><summary>${words.delegateTitle}</summary>
<form method="post" action="${path}/delegate">
<p><label for="deputy">${words.delegateName}</label><input type="text" id="deputy" name="name" required maxlength="120" autocomplete="off"></p>
<p><label for="deputy-email">${words.delegateEmail}</label><input type="email" id="deputy-email" name="email" required maxlength="254" autocomplete="off"></p>
<p><label for="deputy-reason">${words.delegateReason}</label><input type="text" id="deputy-reason" name="reason" maxlength="500"></p>
<p><button>${words.delegateButton}</button></p></form></details>`

const asksPasskey = ({ seat, path }: Screen, purpose: 'identify' | 'act'): Html | null =>
  seat.person.said.passkey ? html` data-passkey="${path}/passkey" data-purpose="${purpose}"` : null

const passkeyPart = ({ seat }: Screen, { words, note }: { words: Words; note: string }): Html | null =>
  seat.person.said.passkey
    ? html`<p>${note}</p><noscript><p class="notice">${words.passkeyScript}</p></noscript>
<p class="notice" role="alert" data-passkey-failed hidden>${words.passkeyFailed}</p><input type="hidden" name="passkey" value="">`
    : null

function identityForm(screen: Screen, words: Words): Html {
  const { seat, path } = screen
  const methods = methodsOf(seat.person.said)
  const code = (name: string, label: string, type = 'text') =>
    html`<p><label for="${name}">${label}</label><input type="${type}" id="${name}" name="${name}" required maxlength="60" autocomplete="${name === 'access' ? 'off' : 'one-time-code'}"${name === 'access' ? null : html` inputmode="numeric"`}></p>`
  return html`${
    methods.includes('email_code')
      ? html`<form method="post" action="${path}/code"><p><button>${words.sendCode}</button></p></form>`
      : null
  }
<form method="post" action="${path}/identify"${asksPasskey(screen, 'identify')}>
${methods.includes('access_code') ? code('access', words.access, 'password') : null}
${methods.includes('email_code') ? code('mail', words.mailCode) : null}
${methods.includes('totp') ? code('totp', words.totp) : null}
${passkeyPart(screen, { words, note: words.passkey })}
${methods.includes('sign_in') ? html`<p>${words.signIn}</p>` : null}
<p><button class="main">${words.identifyButton}</button></p></form>`
}
