// Passports for tests, drawn with characters. The person and the numbers are those of ICAO Doc 9303, part 4.

export const zone = `
P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10`

export const passportPage = `
# PASSPORT                         UTOPIA
Type          Country code          Passport No
P             UTO                   L898902C3
Surname
ERIKSSON
Given names
ANNA MARIA
Nationality                         Date of birth
UTOPIAN                             12 AUG 1974
Sex           Place of birth        Authority
F             ZENITH                PASSPORT OFFICE
Date of issue                       Date of expiry
16 APR 2007                         15 APR 2012
${zone}
`
