// HTML in which every value is escaped unless it is HTML itself.
export type Html = { readonly html: string }
type Value = string | number | Html | readonly Html[] | null

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

function render(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return 'html' in value ? value.html : value.map((one) => one.html).join('')
}

export const html = (strings: TemplateStringsArray, ...values: Value[]): Html => ({
  html: strings.map((text, index) => text + render(values[index] ?? null)).join(''),
})

/** `next`: where the browser goes from here at once. */
type Page = { language: string; title: string; body: Html; next?: string }

/** A whole page. Its style and script are files of this server; nothing in it comes from anybody else. */
export const pageOf = ({ language, title, body, next }: Page): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
${next === undefined ? null : html`<meta http-equiv="refresh" content="0; url=${next}">`}
<link rel="stylesheet" href="/assets/sign.css">
<script src="/assets/sign.js" defer></script>
<script src="/assets/passkey.js" defer></script>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.html
