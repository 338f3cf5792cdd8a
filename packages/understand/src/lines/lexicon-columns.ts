// More words over the columns of a table of goods: Nordic, Czech, Slovak, Hungarian, Romanian, and what programs of the
// other languages call them.
import { type Lexicon, phrases } from '../extract/labels.ts'

export const columnLexicon: Lexicon = [
  {
    role: 'position',
    weight: 1,
    phrases: phrases(
      `rad, nro, rivi, č, poř, poř č, pč, ssz, sorsz, sorszám, nr crt, crt, nr poz, lfd pos, l p, sivu, linje, rad nr, n riga, posten`,
    ),
  },
  {
    role: 'article',
    weight: 1,
    phrases: phrases(
      `artnr, varenr, varenummer, vare nr, tuotenro, tuotekoodi, tuotenumero, koodi, katalog, kat č, kód, kód zboží, cikkszám, cod produs, cod articol, vtsz, szj, vtsz szj, pkwiu, cn pkwiu, ref a, codice articolo, cod articolo, artikkelinr, artikkelnr, art, item id, cod prodotto, vare, product no, hs code, katalognr, best nr`,
    ),
  },
  {
    role: 'description',
    weight: 1,
    phrases:
      phrases(`desc, benämning, beskrivning, specifikation, tjänst, text, produkt, artikelbenämning, beskrivelse, tekst, betegnelse, ydelse, varebeskrivelse, kuvaus, nimike, selite, tuotteen nimi, tuote, palvelu, označení dodávky, označení, popis, název, předmět plnění, položka, název zboží, text položky, názov, megnevezés, termék megnevezése, termék szolgáltatás megnevezése, termék,
      szolgáltatás, leírás, áru megnevezése, denumire, denumirea produselor sau a serviciilor, denumirea produselor, denumire produs, descriere, produs serviciu, denumirea, produse servicii, leistungsbeschreibung, werkzaamheden, nature des travaux, nature, natura e qualità dei beni, descrizione dei beni, descrizione articolo, articulo descripción, towar usługa, nazwa usługi, nazwa towaru usługi, job description, details of work, work description, services rendered, charge description,
      descripción del servicio, descripción del producto, descrição do serviço, article description, dienstleistung, artikeltext, ware leistung, art der leistung, bezeichnung leistung, goods, services, professional services, product service, product or service, product name, your purchase, article désignation, intitulé, libelle, description des prestations`),
  },
  {
    role: 'quantity',
    weight: 1,
    phrases: phrases(
      `antal, lev ant, lev antal, ant, tim, timmar, antall, timer, stk, määrä, kpl, tunnit, tilattu, množství, množstvo, počet, počet mj, hod, počet hodin, mennyiség, menny, óra, cantitate, cantitatea, cant, buc, ore, mge, einheiten, nb, heures, qte, quantita, cantidad uds, unds, hoev, stuks, godz, sztuk, qty shipped, qty ordered, hours worked, no of hours, geliefert, liefermenge, tage anzahl, dagen, nights, nächte, nuits, notti, units used, kwh, verbrauch, usage, consumption`,
    ),
  },
  {
    role: 'unit',
    weight: 1,
    phrases: phrases(
      `enh, enhet, enhed, yks, yksikkö, mj, m j, me egys, egység, menny egys, um, u m, jednotka, jedn miary, mértékegység, meng einh, mengeneinh, eh, eenh, ud, un med, udm, u mis, jm`,
    ),
  },
  {
    role: 'price',
    weight: 1,
    phrases:
      phrases(`à pris, á pris, a pris, apris, pris, pris enh, pris enhet, enhetspris, enhedspris, stk pris, pris stk, pris pr stk, pris pr enhed, styckpris, hinta, yksikköhinta, a hinta, à hinta, hinta veroton, yks hinta, cena za mj, cena mj, j cena, jedn cena, jednotková cena, cena za jednotku, cena mj bez dph, cena za ks, egységár, egységár nettó, nettó egységár, egys ár, ár,
      preț unitar, preț, preț unitar fără tva, pu fără tva, pret unitar, pret, preț fără tva, einzelpr, ep eur, ep €, preis me, preis ve, preis je me, each, unit cost gbp, unit cost usd, p u eur, pu ht eur, prix u ht, prix u, prix unitaire eur, precio eur, precio €, p v p, pvp, prezzo €, prezzo eur, importo unitario, pr unitário, pr unit, preço s iva, preço eur, prijs €, prijs eur, prijs per eenheid €, cena netto pln, cena zł, rate gbp, rate usd, price gbp, price usd, price eur, stundenpreis, tagessatz, unit amount, rate hr usd`),
  },
  {
    role: 'discount',
    weight: 1,
    phrases: phrases(
      `rab %, sleva, sleva %, zľava, kedv, kedv %, kedvezmény, engedmény, reducere, reducere %, disc %, ale, ale %, alennus, alennus %, krt, krt %, avdrag, rem, rem %`,
    ),
  },
  {
    role: 'taxRate',
    weight: 1,
    phrases: phrases(
      `moms, moms %, momssats, mva, mva %, alv, alv %, vero %, verokanta, dph, dph %, %dph, % dph, sazba, sazba dph, sadzba, áfa, áfa %, áfakulcs, áfa kulcs, cota tva, cota, tva cota, mwst satz, ust in prozent, st satz, steuer satz, vat rate %, taux, aliq, c iva, cod iva, tipo, tasa, taxa, btw tarief %, tarief btw, vat perc`,
    ),
  },
  {
    role: 'tax',
    weight: 1,
    phrases: phrases(
      `momsbelopp, momsbeløb, mva beløp, veron osuus, výše dph, částka dph, áfa összeg, áfa érték, áfa összege, valoare tva, valoarea tva, tva lei, kwota podatku, wartość vat, importo imposta`,
    ),
  },
  {
    role: 'amount',
    weight: 1,
    phrases:
      phrases(`belopp, summa, totalt, radsumma, summa exkl moms, belopp exkl moms, netto belopp, beløb, i alt, linjetotal, pris i alt, beløb ekskl moms, beløp, sum, netto beløp, yhteensä, veroton, veroton yhteensä, summa veroton, cena celkem, celkem, kč celkem, celkem bez dph, cena bez dph, celkom, spolu, spolu bez dph, nettó érték, nettó, nettó ár, nettó összeg, érték, összesen, valoare, valoarea,
      valoare fără tva, valoarea fără tva, valoare lei, total fără tva, valoarea lei, gesamtpr, gesamt betrag, summe €, summe in eur, gesamtpreis in eur, betrag in eur, betrag in €, betrag chf, amount £, amount $, total £, total $, total €, net £, goods value, total ht eur, total ht €, montant ht eur, montant €, p t ht, pt ht, importe €, importe eur, importo €, importo eur, imp netto, totale €, valor €, valor eur, montante, bedrag €, bedrag eur, regeltotaal, totaal €, totaal eur,
      wartość netto pln, wartość netto zł, kwota netto pln, cost gbp, fee total, line net, net line total, ext amount, extension, total line, gp eur`),
  },
  {
    role: 'gross',
    weight: 1,
    phrases: phrases(
      `belopp inkl moms, summa inkl moms, beløb inkl moms, i alt inkl moms, sum inkl mva, verollinen, yhteensä sis alv, verollinen yhteensä, celkem s dph, cena s dph, spolu s dph, bruttó, bruttó érték, bruttó ár, bruttó összeg, total cu tva, valoare cu tva, wartość brutto pln, wartość brutto zł, p t ttc, totaal inclusief`,
    ),
  },
]
