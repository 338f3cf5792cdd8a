// What tells a business card: few words, a name, ways to reach somebody.
import { type Terms, weighted } from '../document-class.ts'

export const businessCardTerms: Terms = {
  titles: weighted({ 2.4: 'business card, visitenkarte' }),
  words: weighted({
    1.2: 'mobile, cell, mob, mobil, direct, direct line, portable, movil, cellulare, mobiel, telemovel, komorka, kom, durchwahl, office, main',
    0.7: 'tel, fax, phone, email, e mail, web, www, telefon, telefono, telefoon, telefone, telefax, manager, director, engineer, consultant, geschaftsfuhrer, geschaftsfuhrerin, vertrieb, leiter, leiterin, directeur, directrice, gerente, responsabile, researcher, senior, head of, ceo, cto, cfo, founder, partner, attorney, sales, marketing, dr, prof, architect, designer, kierownik, dyrektor, inzynier, ingenieur, ingeniero, ingegnere, vice president, associate, department',
  }),
}
