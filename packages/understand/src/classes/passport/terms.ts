// What tells a passport.
import { type Terms, weighted } from '../document-class.ts'

export const passportTerms: Terms = {
  titles: weighted({
    3.4: 'passport, reisepass, passeport, pasaporte, passaporto, paspoort, passaporte, paszport, passport passeport, reisepass passport',
  }),
  words: weighted({
    1.6: 'passport no, passport number, passport no n de passeport, pass nr, issuing country, country code, code of issuing state, no de passeport, type type, authority, issuing authority, autorite, behorde, autoridad, autorita, autoriteit, autoridade, organ wydajacy, pays emetteur',
    0.8: 'surname, given names, nationality, date of birth, place of birth, date of issue, date of expiry, sex, signature of bearer, geburtstag, geburtsort, staatsangehorigkeit, gultig bis, nom, prenoms, nationalite, lieu de naissance, apellidos, nacionalidad, cognome, cittadinanza, nazwisko, imiona, obywatelstwo, type, code',
  }),
  shape: { 'machine readable zone': 2.2, amounts: -3, 'many words': -3, prose: -2 },
}
