import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reachOf, refusal } from './address.ts'

const nobody = { allowPrivate: false, allowHttp: false }

test('an address on the internet is public', () => {
  for (const address of ['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])
    assert.equal(reachOf(address), 'public', address)
})

test('loopback, private, shared and unique local addresses are private, also written as IPv6', () => {
  const addresses = ['127.0.0.1', '127.255.0.9', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1']
  for (const address of [...addresses, '::1', 'fd00::1', '::ffff:127.0.0.1', '::ffff:a00:1'])
    assert.equal(reachOf(address), 'private', address)
})

test('addresses with no receiver behind them are refused whatever is allowed', () => {
  const v4 = [
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '240.0.0.1',
  ]
  const v6 = [
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '::127.0.0.1',
    '::7f00:1',
    '::8.8.8.8',
  ]
  for (const address of [...v4, ...v6, '::ffff:169.254.169.254', 'not an address']) {
    assert.equal(reachOf(address), 'never', address)
    assert.ok(refusal(address, { plain: false, allowed: { allowPrivate: true, allowHttp: true } }), address)
  }
})

test('a refusal names the setting that allows the address', () => {
  assert.match(
    refusal('10.0.0.1', { plain: false, allowed: nobody }) ?? '',
    /COUNTERSIGN_WEBHOOK_ALLOW_PRIVATE=true/,
  )
  assert.match(
    refusal('1.1.1.1', { plain: true, allowed: nobody }) ?? '',
    /COUNTERSIGN_WEBHOOK_ALLOW_HTTP=true/,
  )
})

test('a private address that is allowed may be reached without TLS, a public one may not', () => {
  const allowed = { allowPrivate: true, allowHttp: false }
  assert.equal(refusal('127.0.0.1', { plain: true, allowed }), null)
  assert.notEqual(refusal('1.1.1.1', { plain: true, allowed }), null)
  assert.equal(refusal('1.1.1.1', { plain: false, allowed }), null)
})
