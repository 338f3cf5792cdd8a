import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { foldNetwork } from './fold.ts'
import { bytesField, type Field, readFields, writeFields } from './protobuf.ts'

const node = (type: string, inputs: string[], output: string, more: Field[] = []) =>
  bytesField(
    1,
    writeFields([
      ...inputs.map((name) => bytesField(1, name)),
      bytesField(2, output),
      bytesField(4, type),
      ...more,
    ]),
  )

function constant(name: string, value: number): Field {
  const tensor = writeFields([bytesField(9, new Uint8Array(Float32Array.of(value).buffer))])
  return node('Constant', [], name, [
    bytesField(5, writeFields([bytesField(1, 'value'), bytesField(5, tensor)])),
  ])
}

function hardSwish(divisor: number): Uint8Array {
  const nodes = [
    ...Object.entries({ three: 3, zero: 0, six: 6, divisor }).map(([name, value]) => constant(name, value)),
    node('Conv', ['in', 'w'], 'x'),
    node('Add', ['x', 'three'], 'sum'),
    node('Clip', ['sum', 'zero', 'six'], 'clipped'),
    node('Mul', ['x', 'clipped'], 'product'),
    node('Div', ['product', 'divisor'], 'out'),
  ]
  return writeFields([bytesField(2, 'maker'), bytesField(7, writeFields(nodes))])
}

function namesOf(model: Uint8Array): string[] {
  const graph = readFields(model).find(({ number }) => number === 7)?.value as Uint8Array
  return readFields(graph).map(({ value }) =>
    readFields(value as Uint8Array)
      .filter(({ number }) => number !== 5)
      .map((field) => new TextDecoder().decode(field.value as Uint8Array))
      .join(' '),
  )
}

describe('a network that is made cheaper', () => {
  it('has its hard swish as two steps with the same beginning and end', () => {
    const names = namesOf(foldNetwork(hardSwish(6)))
    assert.deepEqual(names.slice(4), ['in w x Conv', 'x sum HardSigmoid', 'x sum out Mul'])
  })

  it('keeps what only looks like a hard swish', () => {
    const network = hardSwish(5)
    assert.deepEqual(foldNetwork(network), network)
  })

  it('is refused where its file is cut short', () => {
    assert.throws(() => foldNetwork(hardSwish(6).subarray(0, 100)), /cut short/)
  })
})
