import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pageOf, valuesOf } from '../../page/testing.ts'
import { understand } from '../../understand.ts'
import { englishCard, germanCard } from './samples.ts'

const classes = ['business_card'] as const

describe('understanding a business card', () => {
  it('tells person, company and ways to reach them', () => {
    assert.deepEqual(valuesOf(understand([pageOf(englishCard)], { classes }).fields), {
      email: 'june.holloway@harbourlight.example',
      website: 'www.harbourlight.example',
      phone: '+44 117 496 0071',
      mobile: '+44 7700 900123',
      address: '22 Quay Street, Bristol BS1 4DJ',
      jobTitle: 'Senior Designer',
      company: 'HARBOUR LIGHT DESIGN LTD',
      name: 'June Holloway',
    })
  })

  it('reads a German one', () => {
    const read = valuesOf(understand([pageOf(germanCard)], { classes }).fields)
    assert.deepEqual(
      [read.name, read.jobTitle, read.company, read.phone, read.fax, read.address],
      [
        'Vera Brandt',
        'Leiterin Vertrieb',
        'Lumen GmbH',
        '040 123456-0',
        '040 123456-9',
        'Hafenstraße 12, 20457 Hamburg',
      ],
    )
  })
})
