// Delivery notes for tests, drawn with characters. Every name and number is invented.

export const germanDeliveryNote = `
# Nordlicht Bürobedarf GmbH

Kranich & Söhne KG                              Lieferschein-Nr.: LS-4471
Marktplatz 3                                    Datum: 14.03.2025
04109 Leipzig                                   Ihre Bestellung: B-9912
                                                Lieferdatum: 15.03.2025
# Lieferschein

Pos   Bezeichnung                        Menge
1     Druckerpapier A4, 500 Blatt        20
2     Ordner, breit, schwarz             40

Anzahl Packstücke: 3        Bruttogewicht: 58,5 kg

Ware vollständig erhalten:  ____________________
`

export const italianDeliveryNote = `
# DOCUMENTO DI TRASPORTO

Officina Verde S.r.l.                           DDT n. 318
Via Roma 4, 20121 Milano                        Data: 14/03/2025
Destinatario: Lago Blu S.p.A.                   Numero ordine: 55-A
Causale del trasporto: vendita

Descrizione                              Quantità
Piastrelle grigie                        40

Numero colli: 2         Peso lordo: 31 kg       Vettore: Corriere Alpino
`
