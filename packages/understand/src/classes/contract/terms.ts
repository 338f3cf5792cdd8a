// What tells a contract: parties that agree, in clauses, and sign.
import { type Terms, weighted } from '../document-class.ts'

export const contractTerms: Terms = {
  titles: weighted({
    3: 'agreement, contract, *agreement, vertrag, *vertrag, vereinbarung, *vereinbarung, contrat, convention, contrato, acuerdo, contratto, accordo, overeenkomst, *overeenkomst, contract of employment, employment agreement, lease, lease agreement, rental agreement, non disclosure agreement, terms and conditions, umowa, porozumienie, addendum, amendment, nachtrag, accord de confidentialite, acordo, deed, memorandum of understanding, letter of intent, statement of work',
  }),
  words: weighted({
    1.8: 'by and between, in witness whereof, entire agreement, governing law, hereinafter, whereas, salvatorische klausel, vertragsparteien, vertragsgegenstand, kundigungsfrist, gerichtsstand, entre les soussignes, il a ete convenu, droit applicable, ci apres, reunidos, exponen, clausulas, en adelante, ley aplicable, tra le parti, si conviene, foro competente, legge applicabile, premesso che, ondergetekenden, toepasselijk recht, komen overeen, clausula, entre as partes, lei aplicavel, foro, outorgantes, zawarta w dniu, zwana dalej, zwanym dalej, strony, postanowienia koncowe, prawo wlasciwe, hereby agree, now therefore, this agreement',
    1: 'parties, the parties, between, termination, indemnify, confidential, confidentiality, obligations, liability, effective date, notice period, severability, vertragspartner, auftragnehmer, auftraggeber, mieter, vermieter, arbeitnehmer, arbeitgeber, laufzeit, kundigung, nachfolgend, zwischen, vertraulichkeit, haftung, schlussbestimmungen, les parties, resiliation, duree, preavis, confidentialite, prestataire, bailleur, locataire, las partes, rescision, duracion, arrendador, arrendatario, confidencialidad, le parti, recesso, durata, preavviso, locatore, conduttore, partijen, opzegging, opzegtermijn, looptijd, werkgever, werknemer, verhuurder, huurder, as partes, rescisao, duracao, contratante, contratada, wypowiedzenie, okres wypowiedzenia, zleceniodawca, zleceniobiorca, wynajmujacy, najemca, pracodawca, pracownik, tenant, landlord, employee, employer, licensor, licensee, force majeure, arbitration, jurisdiction',
    0.5: 'shall, herein, thereof, article, clause, artikel, paragraph, signature, unterschrift, signed, ort datum',
  }),
  shape: {
    'numbered clauses': 1.2,
    prose: 1,
    'place to sign': 0.5,
    amounts: -2,
    'few words': -1.5,
    slip: -2,
  },
}
