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
