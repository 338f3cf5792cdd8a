// What speaks for none of the classes: papers, books, news, minutes.
import { type Terms, weighted } from '../document-class.ts'

export const otherTerms: Terms = {
  titles: weighted({
    2: 'newsletter, press release, pressemitteilung, agenda, minutes, protokoll, tagesordnung, abstract, introduction, chapter, kapitel, contents, table of contents, inhalt, report, annual report, *bericht, price list, preisliste, menu, speisekarte, programme, curriculum vitae, lebenslauf, resume, manual, handbuch, betriebsanleitung, user guide, datasheet, datenblatt, quotation, quote, offer, angebot, kostenvoranschlag, devis, presupuesto, preventivo, offerte, orcamento, oferta, order confirmation, auftragsbestatigung, confirmation de commande, reminder, mahnung, zahlungserinnerung, certificate, zertifikat, zeugnis, bescheinigung, article, news, poster, timetable, fahrplan, references',
  }),
  words: weighted({
    1: 'figure, fig, table of contents, chapter, introduction, conclusion, references, et al, abbildung, kapitel, abstract, keywords, isbn, doi, journal, university, method, results, discussion, attendees, teilnehmer, ingredients, recipe, zutaten, valid until quotation, quotation valid, angebot gultig bis, step, installation, warning, issue, volume, edition, editor',
  }),
  shape: { prose: 0.5, 'many words': 0.5 },
}
