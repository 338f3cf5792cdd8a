// What tells a letter: somebody is greeted, and somebody signs off.
import { type Terms, weighted } from '../document-class.ts'

export const letterTerms: Terms = {
  titles: weighted({ 1: 'letter, brief, memo, memorandum' }),
  words: weighted({
    2: 'dear sir or madam, dear, dear sir, dear madam, dear mr, dear ms, dear mrs, yours sincerely, yours faithfully, yours truly, sincerely, sincerely yours, kind regards, best regards, with kind regards, warm regards, sehr geehrte, sehr geehrter, sehr geehrte damen und herren, mit freundlichen grussen, freundliche grusse, mit besten grussen, liebe, lieber, hochachtungsvoll, viele grusse, herzliche grusse, madame monsieur, chere, cher, veuillez agreer, salutations distinguees, mes salutations, cordialement, bien a vous, estimado, estimada, estimados senores, muy senor mio, muy senores mios, atentamente, le saluda atentamente, un cordial saludo, saludos cordiales, egregio, gentile, spettabile, spett le, egregio signor, gentile signora, distinti saluti, cordiali saluti, geachte, geachte heer, geachte mevrouw, geachte heer mevrouw, beste, hoogachtend, met vriendelijke groet, met vriendelijke groeten, exmo senhor, exma senhora, exmos senhores, caro, cara, prezado, prezada, com os melhores cumprimentos, atenciosamente, cumprimentos, szanowny panie, szanowna pani, szanowni panstwo, z powazaniem, z wyrazami szacunku, serdecznie pozdrawiam',
    0.8: 'subject, betreff, objet, asunto, oggetto, betreft, assunto, dotyczy, re, your letter, ihr schreiben, ihr zeichen, our reference, unser zeichen, votre lettre, su carta, la vostra lettera, uw brief, vossa carta, panstwa pismo, enclosure, enclosures, encl, anlage, anlagen, anlage n, pieces jointes, anexo, allegato, bijlage, bijlagen, zalacznik, hope, look forward, wir freuen uns, wir wurden uns freuen, fur ruckfragen, please do not hesitate, vielen dank fur ihr schreiben, thank you for your letter',
  }),
  shape: { prose: 1, amounts: -1.2, 'check boxes': -1, card: -1, slip: -1 },
}
