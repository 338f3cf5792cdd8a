import { field } from '../../labelled/labelled.ts'
import type { ClassDefinition } from '../document-class.ts'
import { extractIdentity, identityFields, identityRules } from './identity.ts'
import { idCardTerms } from './terms.ts'

/** An identity card or a residence permit; its machine-readable zone decides where it can be read. */
export const idCard: ClassDefinition = {
  terms: idCardTerms,
  fields: identityFields,
  required: ['surname', 'dateOfBirth'],
  threshold: 0.9,
  extract: (sheet, language) =>
    extractIdentity(sheet, {
      language,
      specs: [
        field(
          'number',
          'Document number|Document No|Card number|Card No|ID number|ID No|USCIS#|USCIS No|Ausweisnummer|Seriennummer|No du document|N du document|Numero de documento|Num soporte|DNI|Numero carta|Documentnummer|Numero do documento|Numer dokumentu',
          { pattern: /^(?=.*\d)[A-Z0-9-]{5,14}$/ },
        ),
      ],
    }),
  rules: identityRules,
}
