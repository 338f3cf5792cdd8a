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

/** No year on its lines, no signs: columns and the running balance say what came and what went. */
export const columnStatement = `
CALDER BANK
# Your Current Account Statement
Account name: A Whitfield
Statement period   1 January 2025 to 31 January 2025
IBAN GB94 BARC 2006 0540 7188 22

Date      Description                      Money out    Money in    Balance £
01 Jan    BALANCE BROUGHT FORWARD                                    2,412.55
02 Jan    DIRECT DEBIT Water Company 1         38.42                 2,374.13
05 Jan    FASTER PAYMENT rent 2                         1,200.00     3,574.13
15 Jan    ATM WITHDRAWAL High Street          100.00                 3,474.13
31 Jan    BALANCE CARRIED FORWARD                                    3,474.13
`

/** Two days on each line, H and S behind the amounts, a day between the balance and its words. */
export const twoDaysStatement = `
# Kontoauszug Nr. 3/2025
Kontoinhaber: Jens Petersen
IBAN DE02 1203 0000 0000 2020 51
Zeitraum vom 28.02.2025 bis 31.03.2025
Bu-Tag     Wert      Vorgang                                   Betrag EUR
                     Alter Kontostand vom 28.02.2025           1.542,12 H
03.03.     03.03.    Lastschrift Stadtwerke                       89,00 S
28.03.     28.03.    Gehalt                                    2.610,00 H
                     Neuer Kontostand vom 31.03.2025           4.063,12 H
`

/** The currency stands nowhere but in the country of the account. */
export const frenchStatement = `
# RELEVÉ DE COMPTE
Titulaire du compte : CLAIRE DUMONT
IBAN : FR14 2004 1010 0505 0001 3M02 606
Date          Nature de l'opération               Débit        Crédit
              SOLDE PRÉCÉDENT AU 31/03/2025                    980,40
02/04         PRLV SEPA ENERGIE                   74,19
28/04         VIR SALAIRE                                      1500,00
              NOUVEAU SOLDE AU 30/04/2025                      2406,21
`
