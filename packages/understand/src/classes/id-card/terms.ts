// What tells an identity card or residence permit.
import { type Terms, weighted } from '../document-class.ts'

export const idCardTerms: Terms = {
  titles: weighted({
    3.4: 'identity card, identification card, national identity card, personalausweis, carte nationale d identite, carte d identite, identitatskarte, carta di identita, carta d identita, documento nacional de identidad, dni, identiteitskaart, cartao de cidadao, bilhete de identidade, dowod osobisty, permanent resident, permanent resident card, permanent resident card uscis, residence permit, aufenthaltstitel, titre de sejour, permiso de residencia, permesso di soggiorno, verblijfsvergunning, titulo de residencia, karta pobytu, national identity, id card, state id, social security card, carte de sejour',
  }),
  words: weighted({
    1.4: 'uscis, place of birth, country of birth, geburtsort, lieu de naissance, lugar de nacimiento, luogo di nascita, geboorteplaats, local de nascimento, miejsce urodzenia, bundesrepublik deutschland, republique francaise, reino de espana, repubblica italiana, koninkrijk der nederlanden, republica portuguesa, rzeczpospolita polska, resident since, augenfarbe, colour of eyes, grosse, eyes, taille, statura, card expires, idesp, idd, numero de soporte, pesel, card number, document no, zugangsnummer, staatsangehorigkeit, nationality, nationalite, nacionalidad, cittadinanza, nationaliteit, nacionalidade, obywatelstwo',
    0.8: 'surname, given name, given names, date of birth, date of expiry, sex, geburtstag, geburtsdatum, gultig bis, vornamen, geburtsname, nom, prenoms, sexe, apellidos, nombre, sexo, cognome, nome, naam, voornamen, apelido, nazwisko, imiona, data di nascita, fecha de nacimiento, date de naissance, geboortedatum, data de nascimento, data urodzenia, category, signature of holder, height',
  }),
  shape: { card: 1, 'machine readable zone': 1.6, amounts: -3, 'many words': -3, prose: -2 },
}
