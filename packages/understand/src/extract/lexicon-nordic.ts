// The words beside the values of commercial documents: Swedish, Danish, Norwegian and Finnish.
import { type Lexicon, phrases } from './labels.ts'

export const nordicLexicon: Lexicon = [
  {
    role: 'number',
    weight: 1,
    phrases:
      phrases(`fakturanummer, fakturanr, faktura nr, faktura nummer, fakturanr ocr, fakturanummer ocr, faktura no, fakt nr, kreditnota nr, kreditfakturanr,
      kreditnotanr, regning nr, regningsnummer, nota nr, bilagsnr, bilagsnummer, räkning nr, laskun numero, laskunumero, lasku nro, laskun nro, laskunro,
      lasku numero, hyvityslaskun numero, verifikat nr`),
  },
  { role: 'number', weight: 0.5, phrases: phrases(`lasku, räkning, regning, nummer, nro`) },
  {
    role: 'otherNumber',
    weight: 1,
    phrases:
      phrases(`kundnummer, kundnr, kund nr, ert kundnr, kundenummer, kundenr, kunde nr, debitornr, debitor nr, ordernr, ert ordernr, ordrenummer, ordrenr,
      ordre nr, er referens, ert referensnr, vår referens, deres ref, vår ref, vores ref, vores reference, deres reference, rekvisition, rekv nr, märkning, org nr, orgnr,
      organisationsnummer, organisasjonsnummer, bankgiro, plusgiro, bg, pg, ocr, ocr nummer, ocr nr, kid, kid nr, kontonummer, konto nr, kontonr, reg nr, varenr, varenummer, artnr,
      asiakasnumero, asiakasnro, asiakas nro, tilausnumero, tilausnro, viitenumero, viite, viitteenne, viitteemme, puhelin, puh, tilinumero, tuotenro, tuotekoodi,
      mobil, mobiltelefon, telefon, tlf, tfn, sidnr, side nr, sivu, følgeseddel, følgeseddelnr, följesedel, avtalsnr, avtal nr, aftalenr, lähete`),
  },
  {
    role: 'date',
    weight: 1,
    phrases:
      phrases(`fakturadatum, fakt datum, datum för faktura, fakturadato, faktura dato, udstedelsesdato, utstedelsesdato, utfärdad, utfärdat den, udstedt, udstedt den, utstedt, bilagsdato,
      laskun päivä, laskun päiväys, laskun päivämäärä, laskun pvm, laskupäivä, laskupäivämäärä, päiväys`),
  },
  { role: 'date', weight: 0.8, phrases: phrases(`dato, pvm, päivämäärä, päivä`) },
  {
    role: 'dueDate',
    weight: 1,
    phrases:
      phrases(`förfallodatum, förfallodag, förfaller, förfaller den, oss tillhanda, oss tillhanda senast, betalas senast, att betala senast, betala senast, sista betalningsdag,
      forfaldsdato, forfald, forfalder, forfallsdato, forfall, betalingsfrist, sidste rettidige betaling, sidste betalingsdag, betales senest, senest betaling, seneste rettidige betaling, betalingsdato,
      eräpäivä, eräpvm, maksettava viimeistään, viimeinen maksupäivä`),
  },
  {
    role: 'otherDate',
    weight: 1,
    phrases:
      phrases(`leveransdatum, lev datum, leveringsdato, leveransedato, leveret den, levert, leveret, orderdatum, beställningsdatum, ordredato, bestilt den, bestillingsdato, utskriftsdatum, utskrivet,
      utskriven, udskrevet, utskriftsdato, udskriftsdato, period, periode, avser perioden, faktureringsperiod, afregningsperiode, fakturaperiode, utfört, toimituspäivä, toimituspvm, tilauspäivä, tilauspvm, tilattu, tulostettu,
      laskutuskausi, ajalta, laskutusjakso`),
  },
  {
    role: 'total',
    weight: 1,
    phrases:
      phrases(`att betala, summa att betala, att betala sek, belopp att betala, totalt att betala, totalt inkl moms, summa inkl moms, totalsumma, totalbelopp, fakturabelopp, fakturatotal, slutsumma, belopp inkl moms, total inkl moms,
      i alt inkl moms, i alt til betaling, til betaling, beløb at betale, at betale, total dkk, i alt dkk, beløb inkl moms, fakturabeløb, totalbeløb, samlet beløb, fakturatotal, å betale, sum å betale, beløp å betale, sum inkl mva, total inkl mva, totalt inkl mva, totalbeløp,
      maksettava, maksettavaa, maksettava yhteensä, laskun loppusumma, loppusumma, laskun summa, verollinen yhteensä, yhteensä eur, yhteensä sis alv, yhteensä alv, summa yhteensä, kokonaissumma, verollinen summa, yhteensä maksettavaa`),
  },
  {
    role: 'total',
    weight: 0.7,
    phrases: phrases(`totalt, summa, i alt, ialt, yhteensä, samlet, sum, totalt sek`),
  },
  {
    role: 'total',
    weight: 0.4,
    phrases: phrases(`belopp, beløb, beløp`),
  },
  {
    role: 'net',
    weight: 1,
    phrases:
      phrases(`summa exkl moms, totalt exkl moms, belopp exkl moms, nettobelopp, delsumma, belopp före moms, exkl moms, varuvärde, summa netto, momsunderlag, netto exkl moms, summa före moms,
      beløb ekskl moms, i alt ekskl moms, total ekskl moms, ekskl moms, nettobeløb, momsgrundlag, beløb før moms, subtotal ekskl moms, momspligtigt beløb, sum eks mva, netto eks mva, nettobeløp, grunnlag, grunnlag mva, sum ekskl mva,
      veroton yhteensä, yhteensä ilman alv, veroton, veroton hinta, veroton summa, välisumma, netto yhteensä, yhteensä veroton, alv 0%`),
  },
  {
    role: 'tax',
    weight: 1,
    phrases: phrases(
      `moms, momsbelopp, summa moms, totalt moms, moms totalt, momsbeløb, moms i alt, total moms, heraf moms, mva, mva beløp, sum mva, merverdiavgift, mervärdesskatt, arvonlisävero, alv, vero, alv yhteensä, veron osuus, alv määrä, verot yhteensä`,
    ),
  },
  {
    role: 'inclTax',
    weight: 1,
    phrases: phrases(
      `varav moms, inkl moms, inklusive moms, inkl mva, herav mva, sis alv, sisältää alv, sisältää arvonlisäveroa`,
    ),
  },
  {
    role: 'exclTax',
    weight: 1,
    phrases: phrases(`exklusive moms, ekskl mva, eks mva, eks moms, ex moms, ilman alv`),
  },
  {
    role: 'charge',
    weight: 1,
    phrases:
      phrases(`frakt, faktureringsavgift, fakturaavgift, expeditionsavgift, fragt, gebyr, ekspeditionsgebyr, fakturagebyr, faktureringsgebyr, öresavrundning, öresutjämning, avrundning, afrunding, øreafrunding,
      øreavrunding, avrunding, toimituskulut, rahti, laskutuslisä, pyöristys, leveringsomkostninger, porto og gebyr`),
  },
  {
    role: 'discount',
    weight: 1,
    phrases: phrases(`avdrag, kassarabatt, rabatter, alennus, kassa alennus, rabat i alt`),
  },
  {
    role: 'paid',
    weight: 1,
    phrases:
      phrases(`förskott, betalt, erlagt a conto, betalt a conto, indbetalt, forudbetalt, forskud, forskudd, innbetalt, kvar att betala, återstår, restbelopp, restbeløb, skyldig, resterende, tidigare saldo, ingående saldo,
      tidligere saldo, overført saldo, maksettu, ennakkomaksu, maksamatta, jäljellä, edellinen saldo, á pris, à pris, a pris, enhetspris, enhedspris, stk pris, antal, antall, kpl, a hinta, yksikköhinta, aktiekapital, aktiekapital sek`),
  },
  {
    role: 'vatId',
    weight: 1,
    phrases: phrases(
      `momsregistreringsnummer, momsreg nr, momsregnr, moms reg nr, vat nr, momsnr, moms nr, se nr, cvr nr, cvr, cvr se nr, mva nr, alv numero, alv nro, alv tunnus, y tunnus, alv rek`,
    ),
  },
  {
    role: 'buyerVatId',
    weight: 1,
    phrases: phrases(
      `ert vat nr, ert momsreg nr, kundens vat nr, kundens momsnr, deres cvr nr, asiakkaan y tunnus`,
    ),
  },
  {
    role: 'buyer',
    weight: 1,
    phrases:
      phrases(`kund, faktureras, faktureras till, fakturaadress, faktureringsadress, fakturamottagare, köpare, beställare, kunde, faktureres til, køber, kjøper, fakturaadresse, fakturamodtager, fakturamottaker, faktura til, faktura till,
      asiakas, laskutusosoite, ostaja, laskutettava, laskun saaja, laskun vastaanottaja, tilaaja`),
  },
  {
    role: 'shipTo',
    weight: 1,
    phrases: phrases(
      `leveransadress, leverans till, levereras till, godsmottagare, leveringsadresse, leveres til, leveransested, leveringssted, toimitusosoite, toimituspaikka`,
    ),
  },
  {
    role: 'seller',
    weight: 1,
    phrases: phrases(
      `säljare, leverantör, avsändare, sælger, selger, leverandør, afsender, avsender, myyjä, toimittaja, laskuttaja, lähettäjä, laskun lähettäjä`,
    ),
  },
  {
    role: 'seller',
    weight: 0.4,
    phrases: phrases(
      `betalningsmottagare, kontohavare, beløbsmodtager, kontohaver, betales til, betalingsmottaker, saaja, maksun saaja`,
    ),
  },
  {
    role: 'contact',
    weight: 1,
    phrases: phrases(
      `kontaktperson, handläggare, sagsbehandler, saksbehandler, yhteyshenkilö, direktør, vd, verkställande direktör, toimitusjohtaja, indehaver, innehavare, saajan nimi`,
    ),
  },
  { role: 'currency', weight: 1, phrases: phrases(`valuuta, valuutta, valutakode`) },
]
