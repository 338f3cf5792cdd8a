// Business cards for tests, drawn with characters. Every name and number is invented.

export const englishCard = `
# HARBOUR LIGHT DESIGN LTD

# June Holloway
Senior Designer

Tel: +44 117 496 0071      Mobile: +44 7700 900123
june.holloway@harbourlight.example
www.harbourlight.example
22 Quay Street, Bristol BS1 4DJ
`

export const germanCard = `
# Vera Brandt
Leiterin Vertrieb
Lumen GmbH
Hafenstraße 12
20457 Hamburg
Telefon 040 123456-0   Fax 040 123456-9
vera.brandt@lumen.example
`
