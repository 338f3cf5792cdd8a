// Letters for tests, drawn with characters. Every name is invented.

export const germanLetter = `
Lumen GmbH · Hafenstr. 12 · 20457 Hamburg

Frau Vera Brandt
Lindenallee 8
50667 Köln                                      Hamburg, den 14. März 2025

Unser Zeichen: LG-88/25
Betreff: Ihr Besuch in unserer Werkstatt

Sehr geehrte Frau Brandt,

wir haben uns sehr gefreut, Sie vergangene Woche in unserer Werkstatt begrüßen zu dürfen.
Die neue Halle öffnet im Frühjahr, sobald das Dach ausgebessert ist.

Mit freundlichen Grüßen
Tom Weber
`

export const spanishLetter = `
Jardines del Sur S.L.
Calle Mayor 4, 28013 Madrid

Estimada señora Brandt:

Le agradecemos su visita de la semana pasada. El nuevo jardín abrirá en primavera.

Atentamente,
Ana Ruiz
`
