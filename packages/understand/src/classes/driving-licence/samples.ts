// Driving licences for tests, drawn with characters. Every name and number is invented.

export const europeanLicence = `
# FÜHRERSCHEIN          BUNDESREPUBLIK DEUTSCHLAND
1. BRANDT
2. VERA
3. 01.02.1990 LEIPZIG
4a. 05.06.2015   4b. 04.06.2030
4c. STADT LEIPZIG
5. L0812ABC341
9. AM/B/L
`

export const americanLicence = `
# OREGON   DRIVER LICENSE
DL No  D4471209
LN  HOLLOWAY
FN  JUNE ADA
DOB 04/17/1988     SEX F
ISS 05/21/2021     EXP 04/17/2029
CLASS C            HGT 5-06   EYES BRO
`
