import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { packedManifest } from './manifest.ts'

describe('a published package', () => {
  test('names compiled files where the repository names sources', () => {
    const packed = packedManifest({
      name: '@countersign/ocr',
      version: '1.2.3',
      exports: { '.': './src/reader.ts', './*': './src/*.ts' },
      bin: { 'countersign-read': './src/cli/main.ts' },
      dependencies: { sharp: '1.0.0' },
      devDependencies: { typescript: '7.0.0' },
    })
    assert.deepEqual(packed.exports, {
      '.': { types: './dist/reader.d.ts', default: './dist/reader.js' },
      './*': { types: './dist/*.d.ts', default: './dist/*.js' },
    })
    assert.deepEqual(packed.bin, { 'countersign-read': './dist/cli/main.js' })
    assert.equal('devDependencies' in packed, false)
    assert.deepEqual(Object.entries(packed).find(([name]) => name === 'dependencies')?.[1], {
      sharp: '1.0.0',
    })
  })
})
