import { field } from '../../labelled/labelled.ts'
import type { ClassDefinition } from '../document-class.ts'
import { extractIdentity, identityFields, identityRules } from '../id-card/identity.ts'
import { passportTerms } from './terms.ts'

/** The data page of a passport; its machine-readable zone decides where it can be read. */
export const passport: ClassDefinition = {
  terms: passportTerms,
  fields: identityFields,
  required: ['surname', 'number', 'dateOfBirth', 'expiryDate'],
  threshold: 0.9,
  extract: (sheet, language) =>
    extractIdentity(sheet, {
      language,
      specs: [
        field(
          'number',
          'Passport No|Passport number|Passport No / N de passeport|Pass-Nr|Passnummer|No de passeport|Numero de pasaporte|Numero passaporto|Paspoortnummer|Numero do passaporte|Numer paszportu',
          { pattern: /^[A-Z0-9]{6,12}$/ },
        ),
      ],
    }),
  rules: identityRules,
}
