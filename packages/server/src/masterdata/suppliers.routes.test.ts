import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { withSystem } from '../db/sql.ts'
import { withInstallation } from '../pipeline/testing.ts'
import { precedentsOf } from '../roles/parts/precedents.ts'

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

async function house(t: { after(hook: () => Promise<void>): void }) {
  const installation = await withInstallation(t)
  const { http, headers } = installation
  const ask = (method: Method, url: string, payload?: object) =>
    http.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  const csv = (payload: string | Buffer, { charset = '', query = '' } = {}) =>
    http.inject({
      method: 'PUT',
      url: `/v1/suppliers/csv${query}`,
      headers: { ...headers, 'content-type': `text/csv${charset}` },
      payload,
    })
  const names = async (query = '') =>
    (await ask('GET', `/v1/suppliers${query}`)).json().items.map(({ name }: { name: string }) => name)
  return { ...installation, ask, csv, names }
}

describe('the list of suppliers', () => {
  test('is replaced as a whole, by JSON or CSV, and keeps codes without spaces', async (t) => {
    const { ask, csv, names } = await house(t)
    const first = await ask('PUT', '/v1/suppliers', {
      suppliers: [
        { name: 'Lumen GmbH', vatId: 'DE 136 695 976', ibans: ['de89 3704 0044 0532 0130 00'] },
        { name: 'Nord AG' },
      ],
    })
    assert.deepEqual([first.statusCode, first.json()], [200, { suppliers: 2 }], first.body)
    const [lumen] = (await ask('GET', '/v1/suppliers')).json().items
    assert.deepEqual([lumen.vatId, lumen.ibans], ['DE136695976', ['DE89370400440532013000']])
    assert.deepEqual((await csv('name;iban\nSüd KG;DE89370400440532013000\n')).json(), { suppliers: 1 })
    assert.deepEqual(await names(), ['Süd KG'])
    assert.deepEqual((await ask('PUT', '/v1/suppliers', { suppliers: [] })).json(), { suppliers: 0 })
    assert.deepEqual(await names(), [])
  })

  test('is taken in the encoding that the file or its sender names', async (t) => {
    const { csv, names } = await house(t)
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name\nŁódź\n', 'utf16le')])
    assert.deepEqual((await csv(utf16)).json(), { suppliers: 1 })
    assert.deepEqual(await names(), ['Łódź'])
    const latin = Buffer.from('name;Ort\nSüd;Köln\n', 'latin1')
    const taken = await csv(latin, { charset: '; charset=windows-1252', query: '?ignore=Ort' })
    assert.deepEqual([taken.json(), await names()], [{ suppliers: 1 }, ['Süd']])
    const guess = await csv(latin, { charset: '; charset=nonsense' })
    assert.deepEqual([guess.statusCode, guess.json().code], [422, 'suppliers.invalid'])
  })

  test('with a fault anywhere changes nothing, and every fault is named with its line', async (t) => {
    const { ask, csv, names } = await house(t)
    await ask('PUT', '/v1/suppliers', { suppliers: [{ name: 'Lumen GmbH' }] })
    const answer = await csv(
      'name,vatId,iban\nNord AG,,\n,,\nSüd KG,DE136695975,DE00\n"",,DE89370400440532013000\n',
    )
    assert.equal(answer.statusCode, 422)
    const { code, errors, detail } = answer.json()
    assert.equal(code, 'suppliers.invalid')
    assert.deepEqual(
      errors.map(({ path }: { path: string }) => path),
      ['line 4, vatId', 'line 4, iban', 'line 5, name'],
    )
    assert.match(detail, /the one before still holds.*line 4/)
    assert.match((await csv('a,b\n1,2')).json().detail, /line 1: .*no name in it is known/)
    assert.match((await csv(Buffer.from('name\nS\xfcd', 'latin1'))).json().detail, /UTF-8/)
    const json = await ask('PUT', '/v1/suppliers', {
      suppliers: [{ name: 'A' }, { name: 'B', ibans: ['x'] }],
    })
    assert.deepEqual(json.json().errors[0].path, 'suppliers/1, iban')
    assert.deepEqual(await names(), ['Lumen GmbH'])
  })

  test('grows and shrinks by one, and is shown page by page', async (t) => {
    const { ask, names } = await house(t)
    const ids: string[] = []
    for (const name of ['A', 'B', 'C']) {
      const added = await ask('POST', '/v1/suppliers', { name })
      assert.equal(added.statusCode, 201, added.body)
      assert.equal(added.headers.location, `/v1/suppliers/${added.json().id}`)
      ids.push(added.json().id)
    }
    const page = (await ask('GET', '/v1/suppliers?limit=2')).json()
    assert.deepEqual(await names(`?limit=2&cursor=${page.nextCursor}`), ['C'])
    assert.equal((await ask('DELETE', `/v1/suppliers/${ids[1]}`)).statusCode, 204)
    assert.equal((await ask('DELETE', `/v1/suppliers/${ids[1]}`)).json().code, 'supplier.not_found')
    assert.deepEqual(await names(), ['A', 'C'])
  })

  test('is unreadable in the database, and found by VAT id, name or account', async (t) => {
    const { app, ask, accountId } = await house(t)
    await ask('POST', '/v1/suppliers', {
      name: 'Käthe Sommer GmbH & Co. KG',
      ibans: ['DE89370400440532013000'],
    })
    const rows = await withSystem(app.archive.db, (tx) => tx.selectFrom('suppliers').selectAll().execute())
    assert.ok(!JSON.stringify(rows.map(({ body }) => body.toString('latin1'))).includes('Sommer'))
    const { suppliers } = precedentsOf(app.archive)
    const nobody = { name: null, vatId: null, iban: null }
    for (const seller of [{ name: 'KÄTHE SOMMER' }, { iban: 'DE89 3704 0044 0532 0130 00' }])
      assert.equal((await suppliers(accountId, { ...nobody, ...seller })).found.length, 1)
    assert.deepEqual(await suppliers(accountId, { ...nobody, name: 'Kathe Winter' }), {
      listed: 1,
      found: [],
    })
  })
})
