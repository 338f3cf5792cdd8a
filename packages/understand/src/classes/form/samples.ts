// Forms for tests, drawn with characters in the words that are printed on them. Every name and number is invented.

export const filledW9 = `
# Form W-9            Request for Taxpayer
                      Identification Number and Certification
1 Name (as shown on your income tax return). Name is required on this line; do not leave this line blank.
  June Holloway
2 Business name/disregarded entity name, if different from above
  Harbour Light Design
3 Check appropriate box for federal tax classification of the person whose name is entered on line 1.
  X Individual/sole proprietor   C Corporation   S Corporation   Partnership   Trust/estate
5 Address (number, street, and apt. or suite no.) See instructions.      Requester’s name and address (optional)
  9 Dock Road Apt 3
6 City, state, and ZIP code
  Eugene, OR 97401
7 List account number(s) here (optional)

Part I  Taxpayer Identification Number (TIN)
                                                         Social security number
                                                         1 2 3 – 4 5 – 6 7 8 9
`

export const intakeSheet = `
# New Patient Intake Form

Patient name: Vera Brandt                     Date of birth: 01/22/1990
Address: 12 Harbour Street
Phone: (503) 555-0142                         Email: vera@example.org
Emergency contact: Tom Brandt                 Relationship: brother
Insurance company: Alpine Mutual              Policy number: AM-88121
Known allergies: penicillin
[ ] Asthma    [x] Diabetes    [ ] Cancer
`

export const filledW8Ben = `
# Form W-8BEN         Certificate of Foreign Status of Beneficial Owner for United States Tax Withholding
Part I   Identification of Beneficial Owner (see instructions)
1  Name of individual who is the beneficial owner                        2  Country of citizenship
   Maren Holt                                                               Norway
3  Permanent residence address (street, apt. or suite no., or rural route). Do not use a P.O. box or in-care-of address.
   12 Fjord Street
   City or town, state or province. Include postal code where appropriate.         Country
   Bergen 5003                                                                     Norway
4  Mailing address (if different from above)

   City or town, state or province. Include postal code where appropriate.         Country
   Oslo 0150                                                                       Norway
5  U.S. taxpayer identification number (SSN or ITIN), if required (see instructions)
   987-65-4321
6  Foreign tax identifying number (see instructions)
   NO-4471
7  Reference number(s) (see instructions)        8  Date of birth (MM-DD-YYYY) (see instructions)
   R-9                                              04-17-1988
Part II   Claim of Tax Treaty Benefits (for chapter 3 purposes only) (see instructions)
9  I certify that the beneficial owner is a resident of   Norway   within the meaning of the income tax
   treaty between the United States and that country.
10 Special rates and conditions (if applicable—see instructions): The beneficial owner is claiming the
   provisions of Article and paragraph   7   of the treaty identified on line 9 above to claim a
   5   % rate of withholding on (specify type of income):   Royalties   .
Part III   Certification
Sign Here                                         05-02-2021
          Signature of beneficial owner           Date (MM-DD-YYYY)

          Maren Holt                              Owner
          Print name of signer                    Capacity in which acting (if form is not signed by beneficial owner)
`
