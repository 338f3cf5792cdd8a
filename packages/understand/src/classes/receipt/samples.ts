// Receipts for tests, drawn with characters. Every name and number is invented.

/** Cash was handed over and change given: neither is the total. */
export const englishReceipt = `
   CORNER LEAF BOOKS LTD
   7 Mill Lane, Oxford OX1 2AB
   VAT No GB980780684

   Receipt No: 004417      12/11/2025 14:32
   Cashier: Ann

   Paperback x2               £15.98
   Notebook                    £4.02
   Subtotal                   £16.67
   VAT 20%                     £3.33
   TOTAL                      £20.00
   CASH                       £50.00
   CHANGE                     £30.00

   Thank you, please come again
`

export const germanReceipt = `
   Bäckerei Morgenrot
   Lindenallee 8, 50667 Köln
   Steuernr. 215/5081/0815

   Bon-Nr. 2291        07.10.2025 07:41
   Es bediente Sie: Frau Yilmaz

   4x Brötchen                2,00
   Kaffee groß                3,20
   Kuchenplatte              14,80

   Summe EUR                 20,00
   Bar                       50,00
   Rückgeld                  30,00

   enthaltene MwSt. 7 %       1,31
   Vielen Dank für Ihren Einkauf
`
