// Credit notes for tests, drawn with characters. Every name and number is invented.

export const germanCreditNote = `
# Nordlicht Bürobedarf GmbH

Kranich & Söhne KG                                          Gutschriftsnummer:    GS-2025-0031
Marktplatz 3                                                Datum:                14.03.2025
04109 Leipzig                                               Kundennummer:         10882

# Gutschrift

zu Rechnung Nr. RE-2025-0417     Grund: Ware beschädigt

Pos   Bezeichnung                        Menge      Einzelpreis        Gesamtpreis
1     Druckerpapier A4, 500 Blatt        20         5,00 €             100,00 €

                                                    Nettobetrag        100,00 €
                                                    zzgl. 19 % MwSt.    19,00 €
                                                    Gesamtbetrag       119,00 €

Der Betrag wird Ihrem Konto gutgeschrieben.
Nordlicht Bürobedarf GmbH     USt-IdNr.: DE136695976
`

export const englishCreditNote = `
# CREDIT NOTE                                   Harbour Light Design Ltd
                                                22 Quay Street, Bristol BS1 4DJ

Customer: Meadow Foods plc
Credit note number: CN-118                      Date: 3 April 2025
Original invoice: HL-20931                      Reason: returned goods

Description                             Qty       Unit price        Amount
Brochure, 12 pages                      100       £2.00             £200.00

                                        Net                          £200.00
                                        VAT 20%                       £40.00
                                        Total credit                 £240.00
`
