// Invoices for tests, drawn with characters. Every name and number is invented.

/** Labels to the left, totals under the table, bank and VAT id in the foot. */
export const germanInvoice = `
# Nordlicht Bürobedarf GmbH

Nordlicht Bürobedarf GmbH · Hafenstr. 12 · 20457 Hamburg

Kranich & Söhne KG                                          Rechnungsnummer:      RE-2025-0417
Marktplatz 3                                                Rechnungsdatum:       14.03.2025
04109 Leipzig                                               Kundennummer:         10882
                                                            Lieferdatum:          11.03.2025
# Rechnung

Pos   Bezeichnung                        Menge      Einzelpreis        Gesamtpreis
1     Druckerpapier A4, 500 Blatt        20         4,95 €             99,00 €
2     Ordner, breit, schwarz             40         2,10 €             84,00 €
3     Bürostuhl "Ergo"                   3          1.050,00 €         3.150,00 €

                                                    Zwischensumme      3.333,00 €
                                                    zzgl. 19 % MwSt.     633,27 €
                                                    Gesamtbetrag       3.966,27 €

Zahlbar bis 28.03.2025 ohne Abzug.

Nordlicht Bürobedarf GmbH     IBAN: DE89 3704 0044 0532 0130 00     USt-IdNr.: DE136695976
`

/** Labels above their values, the seller to the right. */
export const englishInvoice = `
# INVOICE                                       Harbour Light Design Ltd
                                                22 Quay Street
                                                Bristol BS1 4DJ

Bill to                          Invoice number        Invoice date          Due date
Meadow Foods plc                 HL-20931              3 April 2025          3 May 2025
1 Orchard Way
York YO1 7HH

Description                             Qty       Unit price        Amount
Brand guidelines                        1         £1,200.00         £1,200.00
Packaging concepts                      3         £350.00           £1,050.00

                                                  Subtotal          £2,250.00
                                                  VAT (20%)         £450.00
                                                  Total due         £2,700.00

Please pay by bank transfer: IBAN GB82 WEST 1234 5698 7654 32
VAT No: GB 980 7806 84                          www.harbourlightdesign.example
`

/** Month first, sales tax, shipping, and no VAT id. */
export const americanInvoice = `
# Redwood Trail Supply Inc.
410 Cedar Ave, Portland, OR 97205
www.redwoodtrail.com

Invoice #: 88213                                      Invoice Date: 03/04/2025
PO Number: 4500-11                                    Due Date: 04/03/2025

Bill To:                                   Ship To:
Blue Canyon Outfitters LLC                 Blue Canyon Outfitters LLC
12 Main St                                 12 Main St
Boise, ID 83702                            Boise, ID 83702

Item                          Qty          Price            Amount
Trail lantern                 10           $24.00           $240.00
Rope, 30 m                    4            $15.00           $60.00

                                           Subtotal         $300.00
                                           Shipping         $25.00
                                           Sales Tax        $19.50
                                           Total            $344.50

Thank you for your business. Payment terms: net 30.
`

/** Two tax rates in a table whose last row is its sum; the total is only in that row. */
export const taxTableInvoice = `
# Hofladen Birkental e.K.
Birkental 4 · 37073 Göttingen                                     Rechnung Nr.     H-77/2025
                                                                  Datum            02.05.2025
Gasthaus Linde
Kirchweg 9
37075 Göttingen

Artikel                      Menge     Preis          Betrag
Äpfel, Kiste                 10        12,00          120,00
Tonkrug                      4         20,00          80,00

               MwSt-Satz        Nettobetrag        MwSt-Betrag        Bruttobetrag
               7,0 %            120,00             8,40               128,40
               19,0 %           80,00              15,20              95,20
                                200,00             23,60              223,60 EUR

Bitte überweisen Sie bis zum 16.05.2025 auf das Konto
IBAN DE89 3704 0044 0532 0130 00
USt-IdNr. DE136695976     Steuernummer 20/815/08150
`

/** A credit note: the same labels, negative amounts. */
export const creditNote = `
# Gutschrift
Nordlicht Bürobedarf GmbH
Hafenstr. 12, 20457 Hamburg

Gutschrift Nr.       G-2025-011
Datum                20.03.2025
zu Rechnung RE-2025-0417

Rückgabe Bürostuhl "Ergo"                           -1.050,00 €
Nettobetrag                                         -1.050,00 €
MwSt. 19 %                                            -199,50 €
Gesamtbetrag                                        -1.249,50 €
`
