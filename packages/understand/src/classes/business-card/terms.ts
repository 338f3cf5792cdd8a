// What tells a business card: few words, a name, ways to reach somebody.
import { type Terms, weighted } from '../document-class.ts'

export const businessCardTerms: Terms = {
  titles: weighted({ 2.4: 'business card, visitenkarte' }),
  words: weighted({
    1.2: 'mobile, cell, mob, mobil, direct, direct line, portable, movil, cellulare, mobiel, telemovel, komorka, kom, durchwahl, office, main',
    0.7: 'tel, fax, phone, email, e mail, web, www, telefon, telefono, telefoon, telefone, telefax, manager, director, engineer, consultant, geschaftsfuhrer, geschaftsfuhrerin, vertrieb, leiter, leiterin, directeur, directrice, gerente, responsabile, researcher, senior, head of, ceo, cto, cfo, founder, partner, attorney, sales, marketing, dr, prof, architect, designer, kierownik, dyrektor, inzynier, ingenieur, ingeniero, ingegnere, vice president, associate, department',
  }),
  shape: {
    card: 0.8,
    'few words': 1.5,
    'e-mail': 0.8,
    phone: 0.5,
    'web address': 0.4,
    amounts: -4,
    'many words': -5,
    'some words': -1,
    table: -1.5,
    prose: -2,
    'dated amounts': -3,
    'check boxes': -2,
    slip: -1.5,
    'machine readable zone': -3,
  },
}
