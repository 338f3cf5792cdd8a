import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startClock } from './clock.ts'

const seconds = 0.02

/** How many looks at the CPU it took until the time was over; the first look is at the start. */
async function looksUntilOver(share: number, pid: number | undefined = 1): Promise<number> {
  let looks = 0
  await new Promise<void>((over) => {
    startClock({
      ...{ pid, seconds, over },
      cpuSeconds: () => {
        looks += 1
        return (looks - 1) * seconds * share
      },
    })
  })
  return looks
}

describe('the time that a reader has', () => {
  test('is over in time for one that worked, and later for one that others kept from work', async () => {
    assert.equal(await looksUntilOver(1), 2)
    assert.equal(await looksUntilOver(0.2), 4)
  })

  test('does come to an end for one that does nothing', async () => {
    assert.equal(await looksUntilOver(0), 6)
  })

  test('is that on the wall where nobody counts CPU', async () => {
    let over = 0
    const clock = startClock({
      pid: undefined,
      seconds,
      over: () => {
        over += 1
      },
    })
    while (over === 0) await sleep(5)
    clock.stop()
    const stopped = startClock({
      pid: 1,
      seconds,
      over: () => assert.fail('it was stopped'),
      cpuSeconds: () => 0,
    })
    stopped.stop()
    await sleep(seconds * 2000)
    assert.equal(over, 1)
  })
})
