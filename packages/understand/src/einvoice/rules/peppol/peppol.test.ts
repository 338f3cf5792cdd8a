import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brokenBy, type Change, tag } from '../testing.ts'

const specification = 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0'
const of = (...changes: Change[]) => brokenBy('peppol-ubl', ...changes).filter((rule) => !/^br_/.test(rule))

/** Moves both parties to another country, VAT ids and all. */
const movedTo = (country: string): Change[] => [
  [/<cbc:IdentificationCode>DE</, `<cbc:IdentificationCode>${country}<`],
  [/<cbc:CompanyID>DE/, `<cbc:CompanyID>${country === 'GR' ? 'EL' : country}`],
]

describe('an invoice of Peppol', () => {
  it('must say what Peppol asks of everybody', () => {
    assert.deepEqual(brokenBy('peppol-ubl'), [])
    assert.deepEqual(of(tag('cbc:ProfileID')), ['peppol_en16931_r001'])
    assert.deepEqual(of([/poacc:billing:01:1\.0/, 'mine']), ['peppol_en16931_r007'])
    assert.deepEqual(of(tag('cbc:EndpointID')), ['peppol_en16931_r010', 'peppol_en16931_r020'])
    assert.deepEqual(of(tag('cbc:BuyerReference'), tag('cac:OrderReference')), [
      'de_r_015',
      'peppol_en16931_r003',
    ])
    assert.deepEqual(of(['<cac:OrderReference>', '<cac:OrderReference><cbc:SalesOrderID/>']), [
      'peppol_en16931_r008',
    ])
    assert.deepEqual(of([/(<cbc:IssueDate>)(\d{4})-(\d\d)-(\d\d)/, '$1$4.$3.$2']), ['peppol_en16931_f001'])
    assert.deepEqual(of([/<cbc:PriceAmount currencyID="EUR"/, '<cbc:PriceAmount currencyID="USD"']), [
      'peppol_en16931_r051',
    ])
    assert.deepEqual(of(['InvoiceTypeCode>380<', 'InvoiceTypeCode>389<']), ['peppol_en16931_p0100'])
  })

  it('has allowances that are the percentage they state', () => {
    const share = (percent: string): Change => [
      /(<cbc:AllowanceChargeReason>Rabatt<\/cbc:AllowanceChargeReason>)(<cbc:Amount currencyID="EUR">)([\d.]+)/,
      `$1<cbc:MultiplierFactorNumeric>${percent}</cbc:MultiplierFactorNumeric>$2$3</cbc:Amount><cbc:BaseAmount currencyID="EUR">$3`,
    ]
    const rest: Change = [/(<cbc:BaseAmount currencyID="EUR">[\d.]+)<\/cbc:Amount>/, '$1</cbc:BaseAmount>']
    assert.deepEqual(of(share('100'), rest), [])
    assert.deepEqual(of(share('50'), rest), ['peppol_en16931_r040'])
    assert.deepEqual(of(share('100'), rest, tag('cbc:MultiplierFactorNumeric')), ['peppol_en16931_r042'])
  })

  it('names numbers of registers in their form', () => {
    const address = (scheme: string, number: string): Change => [
      /<cbc:EndpointID schemeID="9930">[^<]*/,
      `<cbc:EndpointID schemeID="${scheme}">${number}`,
    ]
    const right = [
      ...[
        ['0088', '4006381333931'],
        ['0192', '974760673'],
        ['0184', 'DK13585628'],
        ['0208', '0403170701'],
      ],
      ...[
        ['0007', '5560360793'],
        ['0151', '51824753556'],
        ['0106', '12345678'],
        ['0201', 'UFABC1'],
      ],
    ] as const
    for (const [scheme, number] of right) assert.deepEqual(of(address(scheme, number)), [], scheme)
    for (const [scheme, number] of [...right, ['0190', '1234'] as const]) {
      const wrong = number.replace(/\d$/, (digit) => (digit === '9' ? '' : `${Number(digit) + 1}x`))
      assert.match(of(address(scheme, wrong)).join(), /^peppol_common_r0\d\d$/, scheme)
    }
  })

  it('keeps the rules of the country that the seller is from', () => {
    const countries = [
      ['NO', ['no_r_001', 'no_r_002']],
      ['SE', ['se_r_001', 'se_r_006']],
      ['DK', ['dk_r_002']],
      ['IS', ['is_r_002', 'is_r_004']],
      ['NL', ['peppol_common_r056_2']],
    ] as const
    for (const [country, expected] of countries) assert.deepEqual(of(...movedTo(country)), expected, country)
    assert.ok(of(...movedTo('GR')).includes('gr_r_001_1'))
    assert.deepEqual(of(...movedTo('IT'), tag('cbc:PostalZone')), ['it_r_004'])
    assert.deepEqual(of(...movedTo('FR')), [])
    assert.deepEqual(of(tag('cac:Contact')), ['de_r_002'])
  })

  it('that is none is not held against these rules', () => {
    const norm: Change = [specification, 'urn:cen.eu:en16931:2017']
    assert.deepEqual(of(norm, tag('cbc:ProfileID'), tag('cac:Contact')), [])
  })
})
