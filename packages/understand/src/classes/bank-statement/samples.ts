// Bank statements for tests, drawn with characters. Every name and number is invented.

export const germanStatement = `
# Kontoauszug

Sparbank Leine                                  Auszug Nr. 3/2025
Kontoinhaber: Vera Brandt                       Datum: 31.03.2025
IBAN: DE89 3704 0044 0532 0130 00

Buchungstag   Verwendungszweck                                  Betrag EUR
              Alter Kontostand                                  1.000,00
03.03.2025    Miete März                                        -600,00
10.03.2025    Gehalt Lumen GmbH                                 +2.150,00
28.03.2025    Stadtwerke Abschlag                               -80,50
              Neuer Kontostand                                  2.469,50
`

export const englishStatement = `
# BANK STATEMENT

Quayside Bank plc
Account holder: June Holloway
Account number: 31926819       Sort code: 60-16-13
Statement period: 1 March 2025 to 31 March 2025

Opening balance                                                 £1,000.00

Date          Description                       Money in        Money out      Balance
03/03/2025    Rent                                              £600.00        £400.00
10/03/2025    Salary                            £2,150.00                      £2,550.00

Closing balance                                                 £2,550.00
`
