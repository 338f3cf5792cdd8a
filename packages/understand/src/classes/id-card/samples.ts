// Identity cards for tests, drawn with characters. The zone is that of ICAO Doc 9303, part 5.

export const germanCard = `
# BUNDESREPUBLIK DEUTSCHLAND      PERSONALAUSWEIS
Name/Surname
MUSTERFRAU
Vornamen/Given names
ERIKA MARIA
Geburtstag/Date of birth    Staatsangehörigkeit/Nationality
12.08.1983                  DEUTSCH
Geburtsort/Place of birth
BERLIN
Gültig bis/Date of expiry
01.08.2031
`

export const cardZone = `
I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<`
