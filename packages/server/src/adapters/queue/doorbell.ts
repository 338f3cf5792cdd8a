export type Doorbell = { ring(): void; wait(atMostMs: number): Promise<void> }

/** Waits until somebody rings, or has rung since the last wait, or the time is over. */
export function doorbell(): Doorbell {
  let rung = false
  let open: (() => void) | undefined
  return {
    ring() {
      rung = true
      open?.()
    },
    async wait(atMostMs) {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs)
          open = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      rung = false
      open = undefined
    },
  }
}
