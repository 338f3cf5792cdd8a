// What tells a form: labels that wait for answers, boxes to tick.
import { type Terms, weighted } from '../document-class.ts'

export const formTerms: Terms = {
  titles: weighted({
    2.8: 'form, application form, registration form, intake form, patient intake form, claim form, questionnaire, formular, *formular, antrag, *antrag, fragebogen, anmeldebogen, formulaire, bulletin d inscription, questionnaire medical, demande d inscription, cerfa, formulario, solicitud, solicitud de inscripcion, modulo, modulo di iscrizione, domanda di iscrizione, questionario, formulier, aanvraagformulier, inschrijfformulier, vragenlijst, requerimento, ficha de inscricao, formularz, wniosek, ankieta, zgloszenie, request for taxpayer, certificate of foreign status, wage and tax statement, miscellaneous information, interest income, anmeldung, beitrittserklarung, selbstauskunft, self declaration, consent form, checklist, inspection report, order of service, survey, individual income tax return, income tax return, schedule',
  }),
  words: weighted({
    1.5: 'omb no, omb, department of the treasury, internal revenue service, for official use only, office use only, for office use only, please print, check all that apply, check one, bitte ankreuzen, zutreffendes bitte ankreuzen, bitte ausfullen, in druckbuchstaben, cochez, cocher la case, en majuscules, marque con una x, marque, rellene, en mayusculas, barrare, barrare la casella, in stampatello, aankruisen, kruis aan, in blokletters, assinale, preencha, preencher, zaznaczyc, wypelnic, drukowanymi literami, niepotrzebne skreslic, emergency contact, marital status, familienstand, social security number, taxpayer identification number, employer identification number, see instructions, under penalties of perjury, applicant, antragsteller, signature of applicant, unterschrift des antragstellers, demandeur, solicitante, richiedente, aanvrager, requerente, wnioskodawca, date of signature, calendar year, do not write, allergies, medications, medical history, insurance, policy number, borrower, taxable, attachment sequence no, cat no',
    0.8: 'first name, last name, middle initial, vorname, nachname, prenom, nom de famille, apellido, cognome, voornaam, achternaam, nome completo, nazwisko, imie, date of birth, geburtsdatum, occupation, beruf, yes no, ja nein, oui non, si no, sim nao, tak nie, instructions, part i, part ii, street address, zip code, postleitzahl, code postal, city, state, rev, page, signature, print name, telephone number, gender, male, female, mannlich, weiblich, relationship, your name, dependents, spouse, filing status, box, line, section, sign here, if yes, void, corrected, copy b, copy a',
  }),
  shape: {
    'check boxes': 1.6,
    'blanks to fill': 1.2,
    'label pairs': 0.6,
    amounts: -0.8,
    'machine readable zone': -2,
  },
}
