// The words before names that are no side of their own: of a company, of a person in charge, of a project or a bank.
import { type Lexicon, phrases } from './labels.ts'

export const peopleLexicon: Lexicon = [
  {
    role: 'nameKey',
    weight: 1,
    phrases:
      phrases(`name, company, company name, business name, full name, legal name, nom, raison sociale, nombre, razón social,
      denominazione, ragione sociale, nome, naam, bedrijf, bedrijfsnaam, nazwa, firma, pełna nazwa, dénomination`),
  },
  {
    role: 'addressKey',
    weight: 1,
    phrases:
      phrases(`address, street, city, anschrift, adresse, strasse, ort, adres, ulica, dirección, domicilio, indirizzo, sede,
      morada, endereço, straat, plaats, localidad, città, ville`),
  },
  {
    role: 'contact',
    weight: 1,
    phrases:
      phrases(`attn, attention, att, fao, zu händen, z. hd., zuhanden, ter attentie van, t.a.v., à l'attention de, a la atención de,
      all'attenzione di, c.a., ao cuidado de, do rąk, c/o, contact, contact person, your contact, account manager, prepared by, salesperson, sales rep, sales representative,
      authorised by, authorized by, signed by, approved by, ansprechpartner, ihr ansprechpartner, bearbeiter, sachbearbeiter,
      bearbeitet von, verkäufer in, geschäftsführer, geschäftsführung, inhaber, gf, managing director, director, ceo, owner,
      gérant, directeur, votre interlocuteur, interlocuteur, contacto, comercial, gerente, referente, contatto, amministratore,
      contactpersoon, behandeld door, directie, osoba kontaktowa, wystawił, osoba upoważniona, prezes, vendedor a`),
  },
  {
    role: 'buyer',
    weight: 0.9,
    phrases:
      phrases(`payable by, zahlbar durch, payé par, pagadero por, pagabile da, pago por, betaler, płatne przez, einzahlung für,
      prepared for, for the attention of, account holder name, policy holder, policyholder, versicherungsnehmer, kundin,
      kundenanschrift, rechnung geht an, ordered by, besteller, bestellt von, client address, patient, mieter, debitor,
      your address, ihre anschrift, sold to party, bill to party, details of receiver, titulaire du contrat, locataire`),
  },
  {
    role: 'subject',
    weight: 1,
    phrases:
      phrases(`project, subject, re, job, job name, project name, event, property, projekt, betreff, bauvorhaben, objekt, objet,
      affaire, chantier, asunto, obra, proyecto, oggetto, commessa, cantiere, assunto, betreft, dotyczy, bank, bank name, banque,
      banco, banca, hausbank, kreditinstitut, name der bank`),
  },
]
