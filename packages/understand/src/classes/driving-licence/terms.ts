// What tells a driving licence.
import { type Terms, weighted } from '../document-class.ts'

export const drivingLicenceTerms: Terms = {
  titles: weighted({
    3.6: 'driving licence, driver license, drivers license, driver licence, drivers licence, driving license, fuhrerschein, permis de conduire, permiso de conduccion, permiso de conducir, carnet de conducir, patente di guida, rijbewijs, carta de conducao, carteira nacional de habilitacao, prawo jazdy, commercial driver license, motor vehicle, ceadunas tiomana, provisional driving licence',
  }),
  words: weighted({
    1.6: 'dl, lic, lic no, license number, licence number, licence no, end, endorsements, restrictions, rest, class, veh class, donor, organ donor, wgt, hgt, eyes, hair, iss, exp, dob, dd, duplicate, fuhrerscheinklassen, fahrerlaubnisklassen, klassen, dvla, am a1 a2 a, b be, 4a, 4b, 4c, 4d, lisence, vehicle categories, categories',
    0.8: 'surname, first name, given names, date of birth, address, sex, expires, issued, height, weight, valid until, under 21, state of, department of motor vehicles, motor vehicles',
  }),
  shape: {
    card: 1,
    'numbered labels': 2.5,
    amounts: -3,
    'many words': -3,
    prose: -2,
    'machine readable zone': -1,
  },
}
