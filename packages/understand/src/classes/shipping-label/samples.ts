// Shipping labels for tests, drawn with characters. Names are invented; numbers only have right check digits.

export const americanLabel = `
# UPS GROUND
SHIP FROM:                        1 OF 1
Harbour Light Design
22 Quay Street
Portland OR 97201

SHIP TO:                          WEIGHT: 4 LBS
June Holloway
9 Dock Road Apt 3
Eugene OR 97401

TRACKING #: 1Z 999 AA1 01 2345 6784
`

export const germanLabel = `
# PAKET
Absender
Nordlicht Bürobedarf GmbH
Hafenstr. 12
20457 Hamburg

Empfänger
Vera Brandt
Lindenallee 8
50667 Köln

Gewicht: 2,5 kg
Sendungsnummer: RR 473 124 829 DE
`
