// Contracts for tests, drawn with characters. Every name and number is invented.

export const englishContract = `
# Consulting Agreement

This Agreement is made by and between Lumen Ltd ("Client") and Vera Brandt ("Consultant"),
hereinafter the parties, dated 3 March 2025.

Effective date: 1 April 2025
1. Obligations. The Consultant shall advise the Client.
2. Governing law. This Agreement is governed by the laws of England.
`

export const germanContract = `
# Dienstvertrag
zwischen Lumen GmbH und Frau Vera Brandt, nachfolgend Auftragnehmerin

§ 1 Vertragsgegenstand
§ 2 Vertragsbeginn: 01.04.2025
§ 3 Kündigung mit einer Frist von vier Wochen

Leipzig, den 14.03.2025
`

/** Parties are numbered and called by roles, the term goes on by itself, amounts of liability stand beside the fee. */
export const servicesAgreement = `
# Master Services Agreement

THIS AGREEMENT is dated 12 June 2025

PARTIES
(1) NORTHERN FREIGHT LTD incorporated in England with company number 04417733 (the "Customer"); and
(2) BRIGHT NUMBERS LIMITED whose registered office is at 3 Mill Yard, Leeds (the "Supplier").

1. Definitions. "Commencement Date": 1 July 2025.
7. Term. This Agreement shall continue for an initial term of three (3) years. Thereafter it shall
automatically renew for successive periods of twelve (12) months unless either party gives not less
than ninety (90) days' written notice.
8. Charges. Liability shall not exceed £250,000. The Customer shall pay the Supplier an annual fee of
£120,000.00 in advance.
15. Law. This Agreement shall be governed by the laws of England and Wales. Each party agrees that the
courts of England and Wales shall have exclusive jurisdiction.

Signed by ____________________          Signed by ____________________
for NORTHERN FREIGHT LTD                for BRIGHT NUMBERS LIMITED
Name: Helen Marsh                       Name: Omar Farouk
`

export const frenchContract = `
# CONTRAT DE PRESTATION DE SERVICES

ENTRE LES SOUSSIGNÉS :
La société ATELIER NUMÉRIQUE, SARL au capital de 10 000 euros, dont le siège est à Bordeaux,
Ci-après dénommée « le Prestataire », d'une part,
ET :
La société VIGNOBLES MARCHAND, SAS au capital de 50 000 euros, représentée par M. Paul Marchand,
Ci-après dénommée « le Client », d'autre part,
IL A ÉTÉ CONVENU CE QUI SUIT :
Article 2 Le présent contrat prend effet le 1er mars 2025 pour une durée de deux ans. Il est renouvelable
par tacite reconduction par périodes d'un an, moyennant un préavis de trois mois.
Article 3 En contrepartie, le Client versera au Prestataire la somme de 18 500 euros hors taxes.
Article 10 Le présent contrat est soumis au droit français. Tout litige relève de la compétence
exclusive du tribunal de commerce de Bordeaux. Fait à Bordeaux.

Pour le Prestataire                     Pour le Client
Signature :                             Signature :
`

export const spanishLease = `
# CONTRATO DE ARRENDAMIENTO DE VIVIENDA

REUNIDOS
De una parte, D. Manuel Soto García, mayor de edad, en adelante el ARRENDADOR.
De otra parte, Dña. Elena Prieto López, mayor de edad, en adelante la ARRENDATARIA.
CLÁUSULAS
SEGUNDA. El contrato tendrá una duración de un año, y entrará en vigor el 1 de septiembre de 2025.
El arrendatario podrá desistir con una antelación mínima de treinta días.
TERCERA. La renta mensual será de 950 euros.
OCTAVA. Este contrato se rige por la legislación española. Las partes se someten a los juzgados y
tribunales de Valencia. Firmado en dos ejemplares.
`

export const germanLease = `
# Mietvertrag über Wohnraum
Zwischen
Hausverwaltung Lindner GmbH, Karlstraße 44, 04275 Leipzig
– nachfolgend „Vermieter" genannt –
und
Frau Mara Vogt, Nordplatz 3, 04105 Leipzig
– nachfolgend „Mieterin" genannt –
wird folgender Mietvertrag geschlossen:
§ 2 Das Mietverhältnis beginnt am 01.05.2025. Es kann mit einer Frist von drei Monaten gekündigt werden.
§ 3 Die Kaution beträgt 2.520,00 EUR. Die monatliche Grundmiete beträgt 840,00 EUR.
§ 13 Gerichtsstand ist Leipzig. Es gilt das Recht der Bundesrepublik Deutschland.

______________________________          ______________________________
Unterschrift Vermieter                  Unterschrift Mieterin
`
