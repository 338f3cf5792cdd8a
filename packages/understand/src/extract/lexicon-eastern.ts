// The words beside the values of commercial documents: Czech, Slovak, Hungarian and Romanian.
import { type Lexicon, phrases } from './labels.ts'

export const easternLexicon: Lexicon = [
  {
    role: 'number',
    weight: 1,
    phrases:
      phrases(`faktura č, faktura číslo, číslo faktury, faktúra č, faktúra číslo, číslo faktúry, daňový doklad č, faktura daňový doklad č, faktura daňový doklad, daňový doklad, číslo dokladu, číslo dokladu, doklad č, evidenční číslo, evidenční číslo dokladu, dobropis č,
      číslo daňového dokladu, opravný daňový doklad č, számlaszám, számla sorszáma, számla száma, számla sorszám, bizonylatszám, bizonylat száma, számla szám, számla, nr factură, nr factura, factura nr, număr factură, numărul facturii, factură nr, serie și număr, seria și numărul, factura seria,
      seria nr, nr facturii, serie nr, factura fiscală nr, factură fiscală nr`),
  },
  { role: 'number', weight: 0.5, phrases: phrases(`číslo, sorszám, factură, faktúra, număr, seria`) },
  {
    role: 'otherNumber',
    weight: 1,
    phrases:
      phrases(`číslo objednávky, objednávka, objednávka č, číslo zákazníka, kód odběratele, variabilní symbol, variabilný symbol, konstantní symbol, konštantný symbol, specifický symbol, vs, ks, dodací list, dodací list č, číslo účtu, ič, ičo, zákaznické číslo, smlouva č,
      rendelésszám, megrendelés száma, megrendelésszám, vevőkód, ügyfélszám, ügyfélazonosító, hivatkozás, cégjegyzékszám, bankszámlaszám, cikkszám, szerződésszám, cod client, nr client, nr comandă, comanda, comanda nr, comandă nr, nr aviz, aviz nr,
      aviz de însoțire, reg com, nr reg com, nr înreg, cont, cont bancar, telefon, mobil, contract nr`),
  },
  {
    role: 'date',
    weight: 1,
    phrases:
      phrases(`datum vystavení, dat vystavení, datum vyst, vystaveno, vystaveno dne, dátum vystavenia, vystavené, datum vystavení dokladu, datum vystavení faktury, számla kelte, kiállítás dátuma, kiállítás kelte, kiállítás napja, számla dátuma, kelt, számla kiállítás dátuma, kibocsátás dátuma,
      data emiterii, data facturii, emisă la, data emitere, data factura, din data, din data de, dată factură, data zi luna an`),
  },
  { role: 'date', weight: 0.8, phrases: phrases(`dátum, dată, dne`) },
  {
    role: 'dueDate',
    weight: 1,
    phrases: phrases(
      `datum splatnosti, splatnost, splatno, splatno do, dat splatnosti, dátum splatnosti, splatnosť, fizetési határidő, esedékesség, esedékes, fizetés határideje, esedékesség dátuma, scadența, data scadenței, scadent la, termen de plată, scadență, data scadentă, termen plată`,
    ),
  },
  {
    role: 'otherDate',
    weight: 1,
    phrases:
      phrases(`datum uskutečnění zdanitelného plnění, datum zdanitelného plnění, duzp, datum zd plnění, datum uskutečnění plnění, datum plnění, datum uzp, datum dodání, dátum dodania, datum objednávky, objednáno dne, vytištěno, datum tisku, období, fakturované období, teljesítés dátuma,
      teljesítés kelte, teljesítés ideje, teljesítés, teljesítés időpontja, teljesítés napja, rendelés dátuma, nyomtatva, időszak, elszámolási időszak, data livrării, data expediției, data comenzii, comanda din, tipărit la, data listării, perioada, perioada facturată`),
  },
  {
    role: 'total',
    weight: 1,
    phrases:
      phrases(`celkem k úhradě, k úhradě, částka k úhradě, celkem s dph, celková částka, celkem kč, celkem czk, cena celkem s dph, zaplatit celkem, k zaplacení, celkem k zaplacení, suma na úhradu, spolu na úhradu, na úhradu, k úhrade, celkom k úhrade, fizetendő összesen, fizetendő végösszeg, fizetendő,
      bruttó összesen, végösszeg, bruttó végösszeg, számla összege, mindösszesen, fizetendő összeg, összesen fizetendő, számla végösszege, bruttó összeg, bruttó érték összesen, total de plată, total plată, total general, total factură, total cu tva, de plată, sumă de plată, suma de plată, total de plata factura, total lei`),
  },
  { role: 'total', weight: 0.7, phrases: phrases(`celkem, celkom, spolu, összesen, bruttó`) },
  {
    role: 'net',
    weight: 1,
    phrases:
      phrases(`základ daně, celkem bez dph, cena bez dph, součet položek, bez dph, základ, cena celkem bez dph, základ dph, základ dane, spolu bez dph, nettó összesen, nettó érték összesen, nettó, összesen nettó, adóalap, nettó összeg, nettó érték, áfa alapja, total fără tva, valoare netă, valoare fără tva,
      fără tva, bază impozabilă, total net, baza de impozitare, valoare totală fără tva`),
  },
  {
    role: 'tax',
    weight: 1,
    phrases: phrases(
      `dph, výše dph, dph celkem, daň, částka dph, daň celkem, dph spolu, suma dph, áfa, áfa összesen, áfa összege, áfa érték, áfa összeg, általános forgalmi adó, valoare tva, total tva, taxa pe valoarea adăugată, valoarea tva`,
    ),
  },
  {
    role: 'inclTax',
    weight: 1,
    phrases: phrases(
      `včetně dph, vč dph, z toho dph, vrátane dph, ebből áfa, din care tva, include tva, inclusiv tva, tva inclus`,
    ),
  },
  { role: 'exclTax', weight: 1, phrases: phrases(`áfa nélkül, fara tva`) },
  {
    role: 'charge',
    weight: 1,
    phrases: phrases(
      `poštovné, balné, doprava, zaokrouhlení, haléřové vyrovnání, zaokrúhlenie, dopravné, szállítási költség, postaköltség, kerekítés, cheltuieli de transport, rotunjire, rotunjiri`,
    ),
  },
  { role: 'discount', weight: 1, phrases: phrases(`sleva, zľava, kedvezmény, engedmény, reducere`) },
  {
    role: 'paid',
    weight: 1,
    phrases:
      phrases(`uhrazeno zálohou, záloha, zálohy, zaplaceno, zbývá uhradit, doplatek, nedoplatek, již uhrazeno, předchozí zůstatek, uhradené, jedn cena, j cena, cena za mj, cena mj, množství, množstvo, počet, előleg, befizetve, fennmaradó összeg, hátralék, előző egyenleg, egységár,
      mennyiség, nettó egységár, avans, achitat, rest de plată, sold, sold anterior, de achitat, preț unitar, cantitate, cantitatea, capital social, jegyzett tőke, základní kapitál`),
  },
  {
    role: 'vatId',
    weight: 1,
    phrases: phrases(
      `dič, ič dph, dič ič dph, adószám, közösségi adószám, eu adószám, cif, cui, cod tva, cod fiscal, cod de înregistrare fiscală`,
    ),
  },
  { role: 'buyerVatId', weight: 1, phrases: phrases(`dič odběratele, vevő adószáma, cif client`) },
  {
    role: 'buyer',
    weight: 1,
    phrases: phrases(
      `odběratel, odběratel a příjemce, odberateľ, zákazník, fakturační adresa, kupující, kupujúci, příjemce faktury, objednatel, vevő, vevő neve, vásárló, megrendelő, számlázási cím, vevő adatai, client, cumpărător, beneficiar, facturat către, date client`,
    ),
  },
  {
    role: 'shipTo',
    weight: 1,
    phrases: phrases(
      `příjemce, konečný příjemce, dodací adresa, místo určení, príjemca, szállítási cím, teljesítés helye, adresa de livrare, livrat la, punct de lucru`,
    ),
  },
  {
    role: 'seller',
    weight: 1,
    phrases: phrases(
      `dodavatel, dodávateľ, prodávající, predávajúci, poskytovatel, zhotovitel, eladó, szállító, számlakibocsátó, kibocsátó, szolgáltató, eladó neve, furnizor, furnizorul, vânzător, emitent, prestator`,
    ),
  },
  {
    role: 'seller',
    weight: 0.4,
    phrases: phrases(
      `majitel účtu, příjemce platby, kedvezményezett, számlatulajdonos, titular cont, plata către`,
    ),
  },
  {
    role: 'contact',
    weight: 1,
    phrases: phrases(
      `kontaktní osoba, vyřizuje, vystavil, fakturoval, jednatel, kapcsolattartó, ügyintéző, ügyvezető, persoană de contact, întocmit de, delegat, administrator`,
    ),
  },
  { role: 'currency', weight: 1, phrases: phrases(`měna, mena, pénznem, deviza, monedă, moneda`) },
]
