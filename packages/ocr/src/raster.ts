// Pixels in memory: 8-bit RGB, row by row, and the few things that are done to whole pages of them.

/** An image as interleaved 8-bit RGB; `data.length` is `width * height * 3`. */
export type Raster = { data: Uint8Array; width: number; height: number; channels: 3 }

/** A clockwise turn in degrees. */
export type Turn = 0 | 90 | 180 | 270

/** The image turned clockwise; the same object for 0. */
export function turnRaster(image: Raster, turn: Turn): Raster {
  if (turn === 0) return image
  const { data, width, height } = image
  const sideways = turn !== 180
  const outWidth = sideways ? height : width
  const outHeight = sideways ? width : height
  const out = new Uint8Array(data.length)
  // Where the first source pixel lands, and how far one step right or down in the source moves there.
  const [start, right, down] = {
    90: [outWidth - 1, outWidth, -1],
    180: [outWidth * outHeight - 1, -1, -outWidth],
    270: [(outHeight - 1) * outWidth, -outWidth, 1],
  }[turn] as [number, number, number]
  for (let y = 0, from = 0; y < height; y++) {
    let to = (start + y * down) * 3
    for (let x = 0; x < width; x++, from += 3, to += right * 3) {
      out[to] = data[from] as number
      out[to + 1] = data[from + 1] as number
      out[to + 2] = data[from + 2] as number
    }
  }
  return { data: out, width: outWidth, height: outHeight, channels: 3 }
}

/** For each output position the first input position and the weights of it and its followers. */
type Taps = { first: Int32Array; weights: Float32Array; count: number }

/** Triangle filter: linear interpolation when enlarging, and averaging over the covered pixels when shrinking. */
function triangleTaps(from: number, to: number): Taps {
  const scale = from / to
  const radius = Math.max(1, scale)
  const count = Math.min(from, Math.ceil(radius * 2) + 1)
  const first = new Int32Array(to)
  const weights = new Float32Array(to * count)
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5
    const start = Math.max(0, Math.min(from - count, Math.ceil(centre - radius)))
    first[i] = start
    let sum = 0
    for (let k = 0; k < count; k++) sum += Math.max(0, 1 - Math.abs(start + k - centre) / radius)
    for (let k = 0; k < count; k++) {
      weights[i * count + k] = Math.max(0, 1 - Math.abs(start + k - centre) / radius) / sum
    }
  }
  return { first, weights, count }
}

/**
 * The image at another size, one finished row at a time: `row` holds `width * 3` values from 0 to 255 and is
 * reused for the next call, so that no second full-size copy of a page is ever held.
 */
export function eachResizedRow(
  image: Raster,
  size: { width: number; height: number },
  visit: (row: Float32Array, y: number) => void,
): void {
  const across = triangleTaps(image.width, size.width)
  const down = triangleTaps(image.height, size.height)
  const stride = image.width * 3
  const tall = new Float32Array(stride)
  const row = new Float32Array(size.width * 3)
  for (let y = 0; y < size.height; y++) {
    tall.fill(0)
    for (let k = 0; k < down.count; k++) {
      const weight = down.weights[y * down.count + k] as number
      if (weight === 0) continue
      const offset = ((down.first[y] as number) + k) * stride
      for (let i = 0; i < stride; i++) {
        tall[i] = (tall[i] as number) + weight * (image.data[offset + i] as number)
      }
    }
    squeezeRow(tall, row, across)
    visit(row, y)
  }
}

function squeezeRow(source: Float32Array, row: Float32Array, taps: Taps): void {
  for (let x = 0; x < taps.first.length; x++) {
    let red = 0
    let green = 0
    let blue = 0
    for (let k = 0, i = (taps.first[x] as number) * 3; k < taps.count; k++, i += 3) {
      const weight = taps.weights[x * taps.count + k] as number
      red += weight * (source[i] as number)
      green += weight * (source[i + 1] as number)
      blue += weight * (source[i + 2] as number)
    }
    row[x * 3] = red
    row[x * 3 + 1] = green
    row[x * 3 + 2] = blue
  }
}
