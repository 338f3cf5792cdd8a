import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostsAnswered } from './guard.ts'

test('a service on loopback answers for this machine and for its public address', () => {
  const publicUrl = 'https://Sign.Example.com:8443/'
  const hosts = hostsAnswered({ host: '127.0.0.1', publicUrl })
  assert.deepEqual([...(hosts ?? [])].sort(), ['127.0.0.1', '[::1]', 'localhost', 'sign.example.com'])
  assert.ok(hostsAnswered({ host: '127.0.0.7', publicUrl: '' })?.has('127.0.0.7'))
  assert.ok(hostsAnswered({ host: '::1', publicUrl: '' })?.has('[::1]'))
})

test('a service on a network answers for every name', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.4', 'sign.example.com'])
    assert.equal(hostsAnswered({ host, publicUrl: '' }), null)
})

test('a public address that is none is a mistake in the settings', () => {
  assert.throws(() => hostsAnswered({ host: 'localhost', publicUrl: 'sign.example.com' }), {
    code: 'config.invalid',
  })
})
