// The small words and the words of business papers that tell languages apart. Without accents: recognised text has none
// where the recogniser's alphabet lacks them.

/** Languages that are told apart, ISO 639-1. */
export type Language =
  | 'cs'
  | 'da'
  | 'de'
  | 'en'
  | 'es'
  | 'et'
  | 'fi'
  | 'fr'
  | 'hr'
  | 'hu'
  | 'it'
  | 'lt'
  | 'lv'
  | 'nl'
  | 'no'
  | 'pl'
  | 'pt'
  | 'ro'
  | 'sk'
  | 'sl'
  | 'sv'
  | 'tr'

/** Words of each language, parted by white space. */
export const wordLists: Record<Language, string> = {
  de: `der die das den dem des ein eine einer eines einem einen und oder nicht ist sind war wird werden wurde
    haben hat mit von vom zu zum zur fur auf aus bei nach uber unter durch ohne gegen bis im am als auch wie
    sie wir ihr ihre ihrer ihren ihnen uns unser unsere bitte sehr geehrte geehrter damen herren freundlichen
    grussen rechnung rechnungsnummer rechnungsdatum lieferung lieferschein betrag gesamtbetrag gesamt summe
    netto brutto mwst ust umsatzsteuer steuernummer datum kunde kundennummer menge preis einzelpreis stuck
    strasse telefon konto zahlbar zahlung tage innerhalb artikel bezeichnung anzahl bestellung quittung
    beleg bar gegeben vielen dank einkauf ohne abzug vertrag zwischen nachfolgend seite vom wert`,
  en: `the a an and or not is are was were be been has have had with of from to for on in at by as it its this
    that these those which who you your we our us they their will shall would should may can if all any no
    please thank thanks dear sincerely invoice number date due amount total subtotal tax vat net gross
    payment paid balance customer quantity qty price unit description item items order ship bill receipt
    change cash card sales store street phone terms days within account bank agreement between party parties
    page form name address signature employee employer state city zip yes more than into there one over`,
  es: `el la los las un una unos unas y o no es son era fue ser ha han con de del al a por para en sobre entre
    sin hasta desde como que se su sus lo le les este esta estos estas nos nuestro nuestra usted ustedes
    muy mas gracias factura numero fecha importe total base imponible iva cliente cantidad precio unidad
    descripcion articulo pedido pago vencimiento cuenta banco calle telefono recibo efectivo tarjeta cambio
    contrato ambas partes pagina nombre direccion firma estimado senor saludos neto bruto dias vendedor`,
  fr: `le la les un une des du de et ou ne pas est sont etait sera etre a ont avec par pour dans sur sous entre
    sans vers chez comme que qui dont ce cette ces se son sa ses leur leurs nous notre nos vous votre vos il
    elle ils elles au aux plus merci facture numero date echeance montant total ttc ht tva client quantite
    prix unitaire designation article commande paiement compte banque rue telephone recu especes carte rendu
    contrat parties page nom adresse signature madame monsieur veuillez cordialement jours reglement livraison`,
  it: `il lo la i gli le un uno una e o non sono era essere ha hanno con di del dello della dei degli delle al
    alla ai alle da dal dalla in nel nella su sul sulla per tra fra senza come che si suo sua suoi loro
    questo questa questi queste noi nostro nostra voi vostro vostra piu grazie fattura numero data scadenza
    importo totale imponibile iva cliente quantita prezzo unitario descrizione articolo ordine pagamento
    conto banca telefono ricevuta scontrino contanti carta resto contratto parti pagina nome indirizzo firma
    gentile signore saluti giorni documento commerciale partita codice fiscale`,
  nl: `de het een en of niet is zijn was werd worden wordt heeft hebben met van voor naar op in uit bij aan door
    over onder tussen zonder tot als dat die dit deze ook maar wij we ons onze u uw hij zij hun er te om
    meer dank bedankt geachte heer mevrouw vriendelijke groet factuur factuurnummer factuurdatum datum bedrag
    totaal subtotaal btw netto bruto klant klantnummer aantal prijs stuks omschrijving artikel bestelling
    betaling rekening bank straat telefoon bon kassabon contant wisselgeld overeenkomst partijen pagina naam
    adres handtekening dagen binnen vervaldatum verschuldigd exclusief inclusief korting`,
  pl: `i oraz lub nie jest sa byl byla bylo byc ma maja z ze od do dla na w we o po przy przez pod nad miedzy
    bez jak ze ktory ktora ktore sie jego jej ich ten ta to te tych nasz nasza wasz panstwo pan pani za
    dziekujemy prosimy faktura numer data wystawienia sprzedazy termin platnosci kwota razem suma netto brutto
    wartosc vat nip regon klient nabywca sprzedawca ilosc cena jednostkowa sztuk szt nazwa towaru uslugi
    zamowienie zaplata konto bank ulica ul telefon paragon fiskalny gotowka karta reszta umowa strony strona
    imie nazwisko adres podpis dni slownie zlotych zl pln`,
  pt: `o a os as um uma uns umas e ou nao sao era foi ser tem com de do da dos das ao aos em no na nos nas por
    pelo pela para sobre entre sem ate desde como que se seu sua seus suas este esta isto nosso nossa voce
    mais muito obrigado obrigada fatura factura numero data vencimento valor total iva nif cliente quantidade
    preco unitario descricao artigo encomenda pedido pagamento conta banco rua telefone recibo dinheiro cartao
    troco contrato partes pagina nome endereco morada assinatura senhor cumprimentos dias contribuinte`,
  cs: `a i v na je se ze ve do od pro za po pri bez nad pod mezi jako ale nebo ktery ktera ktere jsou byl byla bylo byt
    jsme jste budou bude neni ma mate prosim dekujeme vazeny vazena pane pani s pozdravem faktura cislo faktury datum
    vystaveni splatnosti castka celkem dph zaklad odberatel dodavatel objednavka mnozstvi cena jednotka popis zbozi
    uhrada ucet banka ulice telefon smlouva strana jmeno adresa podpis dni tento tato toto vas vase nas nase`,
  da: `og at det som en et af den de i pa for med til er ikke om har var vi i jer jeres vores fra eller men sa kan skal
    ved under efter over mellem uden ifolge dette denne disse tak venlig hilsen kaere faktura fakturanummer
    fakturadato dato forfaldsdato belob ialt moms netto kunde kundenummer antal pris stk beskrivelse vare bestilling
    betaling konto bank gade telefon aftale side navn adresse underskrift dage inden for kvittering blev hvis`,
  et: `ja on ei et see oli voi aga kui ka kes mis nii nuud ainult olla olnud tema meie teie lugupeetud tanu taname
    parimate soovidega arve arve number kuupaev maksetahtaeg summa kokku kaibemaks klient kogus hind uhik kirjeldus
    toode tellimus makse konto pank tanav telefon leping pool lehekulg nimi aadress allkiri paeva jooksul enne parast
    koos ilma jargi tasuda palun oma`,
  fi: `ja on ei se etta oli ovat tai mutta kun jos myos joka jotka mika mita kuin niin nyt vain ole olla ollut han me te
    teidan meidan hyva arvoisa kiitos kiitamme ystavallisin terveisin lasku laskun numero laskunumero paivays pvm
    erapaiva summa yhteensa alv veroton asiakas asiakasnumero maara hinta kpl kuvaus tuote tilaus maksu tili pankki
    katu puhelin sopimus sivu nimi osoite allekirjoitus paivaa kuluessa maksettava ennen jalkeen kanssa ilman mukaan`,
  hr: `i u na je se su s sa za do od po pri bez nad pod izmedu kao ali ili koji koja koje bio bila bilo biti smo ste
    ce nije ima imate molimo hvala postovani postovana gospodine gospodo srdacan pozdrav racun broj racuna datum
    izdavanja dospijeca iznos ukupno pdv osnovica kupac prodavatelj narudzba kolicina cijena jedinica opis roba
    placanje banka ulica telefon ugovor strana ime adresa potpis dana ovaj ova ovo vas vasa nas nasa`,
  hu: `a az es egy nem is hogy van volt lesz vagy de ha mint csak meg ki be fel le el ezt azt ez ami aki mely amely
    on onok mi mi szamla szamlaszam kelte teljesites hatarido fizetesi osszeg osszesen afa netto brutto vevo elado
    mennyiseg egysegar megnevezes termek rendeles fizetes bank utca telefon szerzodes fel nev cim alairas nap napon
    belul tisztelt holgyem uram udvozlettel koszonjuk kerjuk szamunkra alatt utan elott kozott szerint`,
  lt: `ir yra su is apie ant kad nera buvo ar bet jei kas kuris kuri tai taip pat tik iki prie po be tarp musu jusu
    gerbiama gerbiamas dekojame prasome pagarbiai saskaita saskaitos numeris data apmoketi suma viso pvm klientas
    kiekis kaina vienetas aprasymas preke uzsakymas mokejimas banko gatve telefonas sutartis salis puslapis vardas
    adresas parasas dienu per pristatymas`,
  lv: `un ir ar no par uz ka nav bija vai bet ja kas kura kuri tas ta ari tikai lidz pie pec bez starp musu jusu cienijama
    cienijamais paldies ludzu ar cienu rekins rekina numurs datums apmaksas termins summa kopa pvn klients daudzums
    cena vieniba apraksts prece pasutijums maksajums konts banka iela talrunis ligums lapa vards adrese paraksts
    dienu laika piegade`,
  no: `og at det som en et av den de i pa for med til er ikke om har var vi dere deres var fra eller men sa kan skal ved
    under etter over mellom uten ifolge dette denne disse takk vennlig hilsen kjaere faktura fakturanummer fakturadato
    dato forfallsdato belop sum mva netto kunde kundenummer antall pris stk beskrivelse vare bestilling betaling konto
    bank gate telefon avtale side navn adresse underskrift dager innen kvittering ble hvis`,
  ro: `si de la cu in pe din pentru este sunt nu a fost fi sau care ce mai dar prin dupa intre fara catre despre acest
    aceasta acestea aceste lui ei lor noastre noastra dumneavoastra stimate stimata doamna domnule multumim va rugam
    factura numar data emiterii scadenta suma total tva baza client furnizor comanda cantitate pret unitar descriere
    produs plata cont banca strada telefon contract parte nume adresa semnatura zile lei cu stima`,
  sk: `a i v na je sa so zo do od pre za po pri bez nad pod medzi ako ale alebo ktory ktora ktore su bol bola bolo byt
    sme ste budu bude nie ma mate prosim dakujeme vazeny vazena pan pani s pozdravom faktura cislo faktury datum
    vystavenia splatnosti suma spolu dph zaklad odberatel dodavatel objednavka mnozstvo cena jednotka popis tovar
    uhrada ucet banka ulica telefon zmluva strana meno adresa podpis dni tento tato toto vas vasa nas nasa`,
  sl: `in v na je se so z s za do od po pri brez nad pod med kot ali ki bil bila bilo biti smo ste bodo bo ni ima imate
    prosimo hvala spostovani spostovana gospod gospa lep pozdrav racun stevilka racuna datum izdaje zapadlosti znesek
    skupaj ddv osnova kupec prodajalec narocilo kolicina cena enota opis blago placilo banka ulica telefon pogodba
    stran ime naslov podpis dni ta to vas vasa nas nasa tudi`,
  sv: `och att det som en ett av den de i pa for med till ar inte om har var vi ni er ert era vara var fran eller men sa
    kan ska skall vid under efter over mellan utan enligt detta denna dessa tack basta halsningar vanliga faktura
    fakturanummer fakturadatum datum forfallodag belopp summa totalt moms netto kund kundnummer antal pris styck
    beskrivning artikel bestallning betalning konto bank gata telefon avtal part sida namn adress underskrift dagar
    inom kvitto att betala herr fru`,
  tr: `ve bir bu icin ile de da olarak olan veya ya ki ne mi daha cok en gibi kadar sonra once uzerinde altinda arasinda
    sayin tesekkur ederiz lutfen saygilarimizla fatura numarasi tarihi tarih vade tutar toplam kdv matrah musteri
    miktar fiyat birim fiyati aciklama urun siparis odeme hesap banka cadde sokak telefon sozlesme taraf sayfa ad
    soyad adres imza gun icinde bizim sizin degil var yok`,
}

/** Letters that only some of the languages write; seen in texts that have all their letters. */
export const letters: readonly [RegExp, readonly Language[]][] = [
  [/ß/, ['de']],
  [/[äö]/, ['de', 'sv', 'fi', 'et', 'hu', 'tr', 'sk']],
  [/ü/, ['de', 'hu', 'tr', 'et']],
  [/[ąćęłńśźż]/, ['pl']],
  [/[ąęėįųū]/, ['lt']],
  [/[āēīļņķģ]/, ['lv']],
  [/ñ|¿|¡/, ['es']],
  [/[ãõ]/, ['pt']],
  [/[œùûëîï]/, ['fr']],
  [/[êâ]/, ['fr', 'pt']],
  [/ç/, ['fr', 'pt', 'tr']],
  [/[ìò]/, ['it']],
  [/å/, ['sv', 'da', 'no']],
  [/[øæ]/, ['da', 'no']],
  [/[ěřů]/, ['cs']],
  [/[ľĺŕô]/, ['sk']],
  [/[čšž]/, ['cs', 'sk', 'sl', 'hr', 'lt', 'lv']],
  [/đ/, ['hr']],
  [/[őű]/, ['hu']],
  [/[ășțţş]/, ['ro']],
  [/[ğıİ]/, ['tr']],
]
