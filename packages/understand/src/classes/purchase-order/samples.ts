// Purchase orders for tests, drawn with characters. Every name and number is invented.

export const englishOrder = `
# PURCHASE ORDER

Meadow Foods plc                                PO number: PO-77120
1 Orchard Way, York YO1 7HH                     Order date: 3 April 2025
                                                Delivery required by: 17 April 2025

Vendor: Harbour Light Design Ltd
Ship to:
Warehouse 4
9 Dock Road
York YO1 9ZZ

Item      Description                   Qty       Unit price        Amount
B12       Brochure, 12 pages            100       £2.00             £200.00

                                        Total                        £200.00
Please confirm this order.
Authorised by: A. Miller
`

export const frenchOrder = `
# BON DE COMMANDE

Verger SARL                                     Numéro de commande : BC-2025-88
4 rue du Port, 44000 Nantes                     Date de commande : 03/04/2025
                                                Date de livraison : 17/04/2025

Fournisseur : Imprimerie du Quai SAS

Désignation                             Quantité  Prix unitaire     Montant
Brochure 12 pages                       100       2,00 €            200,00 €

                                        Total HT                    200,00 €
`
