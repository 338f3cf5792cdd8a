// The words beside the values of commercial documents: Dutch and Polish.
import { type Lexicon, phrases } from './labels.ts'

export const northernLexicon: Lexicon = [
  {
    role: 'number',
    weight: 1,
    phrases:
      phrases(`factuurnummer, factuurnr, factuur nr, factuur nummer, nummer factuur, creditnota nr, numer faktury, nr faktury,
      faktura nr, faktura vat nr, faktura numer, numer dokumentu, faktura vat, nr dokumentu, rachunek nr`),
  },
  {
    role: 'number',
    weight: 0.9,
    phrases: phrases(
      `bonnr, bonnummer, kassabon nr, ticketnr, paragon nr, nr paragonu, nr wydruku, paragon fiskalny nr`,
    ),
  },
  { role: 'number', weight: 0.5, phrases: phrases(`factuur, faktura, numer`) },
  {
    role: 'otherNumber',
    weight: 1,
    phrases:
      phrases(`ordernummer, order nr, bestelnummer, bestelling, bestelnr, klantnummer, klantnr, klant nr, debiteurnummer, debiteurnr,
      uw referentie, referentie, kvk, kvk nummer, kvk nr, kamer van koophandel, pakbon, pakbonnummer, telefoon, telefoonnummer,
      zamówienie, nr zamówienia, numer zamówienia, zamówienie nr, nr klienta, numer klienta, telefon, regon, krs, nr konta,
      numer rachunku, konto, wz nr, umowa nr, kassa, kassier, kasjer, stanowisko, rekeningnummer, artikelnr`),
  },
  {
    role: 'date',
    weight: 1,
    phrases:
      phrases(`factuurdatum, datum factuur, uitgiftedatum, opgemaakt op, data wystawienia, data faktury, wystawiono dnia,
      data wystawienia faktury, wystawiona dnia, data dokumentu, miejsce i data wystawienia`),
  },
  { role: 'date', weight: 0.7, phrases: phrases(`dnia, datum tijd, datum en tijd`) },
  {
    role: 'dueDate',
    weight: 1,
    phrases:
      phrases(`vervaldatum, uiterste betaaldatum, te betalen voor, betalen voor, betaaldatum, vervalt op, te voldoen voor,
      termin płatności, termin zapłaty, płatne do, data płatności, do zapłaty do, zapłata do`),
  },
  {
    role: 'otherDate',
    weight: 1,
    phrases:
      phrases(`leverdatum, besteldatum, orderdatum, periode, data sprzedaży, data dostawy, data zamówienia, data wykonania usługi,
      okres rozliczeniowy, data zakończenia dostawy`),
  },
  {
    role: 'total',
    weight: 1,
    phrases:
      phrases(`totaal incl btw, totaal inclusief btw, totaalbedrag, te betalen, totaal te betalen, te voldoen, eindtotaal, totaal factuur,
      factuurbedrag, bedrag incl btw, totaal inclusief, te betalen bedrag, bedrag te voldoen, totaal eur, do zapłaty, razem do zapłaty, suma brutto,
      wartość brutto, razem brutto, kwota brutto, kwota do zapłaty, ogółem, suma pln, łącznie do zapłaty, należność ogółem, razem pln`),
  },
  { role: 'total', weight: 0.7, phrases: phrases(`suma, razem, łącznie, totaal, bedrag`) },
  {
    role: 'net',
    weight: 1,
    phrases:
      phrases(`subtotaal, totaal excl btw, totaal exclusief btw, nettobedrag, netto bedrag, bedrag excl btw, exclusief btw, excl btw,
      totaal netto, totaal exclusief, suma netto, wartość netto, razem netto, kwota netto, suma częściowa`),
  },
  {
    role: 'tax',
    weight: 1,
    phrases:
      phrases(`btw bedrag, totaal btw, btw totaal, waarvan btw, btw hoog, btw laag, kwota vat, podatek vat, suma vat, razem vat, podatek, ptu,
      suma ptu, kwota podatku, wartość vat, kwota ptu`),
  },
  {
    role: 'charge',
    weight: 1,
    phrases: phrases(
      `verzendkosten, bezorgkosten, afronding, fooi, koszt wysyłki, koszty wysyłki, dostawa, transport, zaokrąglenie`,
    ),
  },
  { role: 'discount', weight: 1, phrases: phrases(`korting, totale korting, rabat, upust, zniżka, bon`) },
  {
    role: 'paid',
    weight: 1,
    phrases:
      phrases(`contant, wisselgeld, terug, pin, pinnen, betaald, aanbetaling, voldaan, gotówka, reszta, karta, karta płatnicza,
      zapłacono, zaliczka, wpłacono, prijs per stuk, stukprijs, prijs, aantal, hoeveelheid, cena jednostkowa, cena netto, cena,
      ilość, liczba, sztuk, kapitał zakładowy, pozostało do zapłaty`),
  },
  {
    role: 'vatId',
    weight: 1,
    phrases: phrases(`btw id, btw identificatienummer, btw nummer, nip, nip ue, nr vat, nip nr`),
  },
  { role: 'buyerVatId', weight: 1, phrases: phrases(`uw btw nummer, btw nummer klant, nip nabywcy`) },
  {
    role: 'buyer',
    weight: 1,
    phrases:
      phrases(`factuur aan, factuuradres, klant, ter attentie van, t.a.v., nabywca, kupujący, zamawiający, płatnik, klient,
      dane nabywcy`),
  },
  {
    role: 'shipTo',
    weight: 1,
    phrases: phrases(
      `afleveradres, verzendadres, bezorgadres, leveradres, odbiorca, adres dostawy, miejsce dostawy`,
    ),
  },
  {
    role: 'seller',
    weight: 1,
    phrases: phrases(
      `leverancier, verkoper, afzender, sprzedawca, wystawca, dostawca, dane sprzedawcy, usługodawca`,
    ),
  },
  {
    role: 'iban',
    weight: 1,
    phrases: phrases(`bankrekening, iban nummer, rachunek bankowy, numer konta, numer rachunku bankowego`),
  },
  { role: 'currency', weight: 1, phrases: phrases(`munteenheid, waluta`) },
]
