// Pixels as the two models want them: planar blue, green, red, normalised the way they were trained.
import type { Strip } from './geometry.ts'
import { eachResizedRow, type Raster } from './raster.ts'

/** Planar float image, three planes of `width * height`: blue, green, red. */
export type Planes = { data: Float32Array; width: number; height: number }

/** How a recogniser wants a line: its height, its width in whole steps, and grey (1 channel) or in colour (3). */
export type LineShape = { height: number; step: number; channels: 1 | 3 }

/** A line as PaddleOCR's recognisers want it. */
export const usualLine: LineShape = { height: 48, step: 1, channels: 3 }
const shortestLine = 16
const longestLine = 4000

/** A page of A4 proportions is shown to the detector with a long side of 1600: 8 pt print needs it. */
const detectorLongSide = 1600
const detectorPixels = detectorLongSide ** 2 / Math.SQRT2
const detectorLongestSide = 4000
const detectorStep = 32

// PaddleOCR normalises blue, green, red with ImageNet's red, green, blue figures; so must we.
const means = [0.485, 0.456, 0.406] as const
const deviations = [0.229, 0.224, 0.225] as const

/** The size at which the detector sees an image: never enlarged, long strips (receipts) keep their width. */
export function detectorSize({ width, height }: { width: number; height: number }) {
  const long = Math.max(width, height)
  const wanted = Math.max(detectorLongSide / long, Math.sqrt(detectorPixels / (width * height)))
  const scale = Math.min(1, wanted, detectorLongestSide / long)
  const fit = (side: number) =>
    Math.max(detectorStep, Math.round((side * scale) / detectorStep) * detectorStep)
  return { width: fit(width), height: fit(height) }
}

/** The whole page, resized and normalised for the detector. */
export function detectorPlanes(image: Raster): Planes {
  const { width, height } = detectorSize(image)
  const plane = width * height
  const data = new Float32Array(plane * 3)
  eachResizedRow(image, { width, height }, (row, y) => {
    for (let channel = 0; channel < 3; channel++) {
      const scale = 1 / 255 / (deviations[channel] as number)
      const shift = (means[channel] as number) / (deviations[channel] as number)
      const offset = channel * plane + y * width
      for (let x = 0, from = 2 - channel; x < width; x++, from += 3) {
        data[offset + x] = (row[from] as number) * scale - shift
      }
    }
  })
  return { data, width, height }
}

/** One strip of the page, laid straight at the recogniser's height and its own width; three planes in any shape. */
export function linePlanes(image: Raster, strip: Strip, shape: LineShape = usualLine): Planes {
  const lineHeight = shape.height
  const exact = (strip.width * lineHeight) / Math.max(1, strip.height)
  const width = Math.ceil(Math.max(shortestLine, Math.min(longestLine, exact)) / shape.step) * shape.step
  const line = { data: new Float32Array(3 * lineHeight * width), width, height: lineHeight }
  // Several samples per pixel when shrinking, or thin strokes of high-resolution scans would be lost.
  const samples = Math.max(1, Math.min(4, Math.round(strip.height / lineHeight)))
  for (let down = 0; down < samples; down++)
    for (let right = 0; right < samples; right++)
      addSamples(image, strip, { line, right: (right + 0.5) / samples, down: (down + 0.5) / samples })
  const norm = 1 / (samples * samples * 127.5)
  for (let i = 0; i < line.data.length; i++) line.data[i] = (line.data[i] as number) * norm - 1
  return line
}

type Sampling = { line: Planes; right: number; down: number }

/**
 * Adds to every pixel of the line the bilinear sample at one point in it, `right` and `down` of its corner; outside the
 * image its edge goes on. One plain loop: this runs for every pixel of text, and calls in it cost half as much again.
 */
function addSamples({ data, width, height }: Raster, strip: Strip, { line, right, down }: Sampling): void {
  const out = line.data
  const plane = line.width * line.height
  const stride = width * 3
  const cos = Math.cos(strip.angle)
  const sin = Math.sin(strip.angle)
  for (let y = 0, to = 0; y < line.height; y++) {
    const across = ((y + down) / line.height - 0.5) * strip.height
    for (let x = 0; x < line.width; x++, to++) {
      const along = ((x + right) / line.width - 0.5) * strip.width
      const fx = Math.max(0, Math.min(width - 1, strip.x + along * cos - across * sin - 0.5))
      const fy = Math.max(0, Math.min(height - 1, strip.y + along * sin + across * cos - 0.5))
      const left = Math.floor(fx)
      const top = Math.floor(fy)
      const dx = fx - left
      const dy = fy - top
      const next = left < width - 1 ? 3 : 0
      const upper = top * stride + left * 3
      const lower = top < height - 1 ? upper + stride : upper
      for (let c = 0; c < 3; c++) {
        const at = to + (2 - c) * plane
        const above = (data[upper + c] as number) * (1 - dx) + (data[upper + next + c] as number) * dx
        const below = (data[lower + c] as number) * (1 - dx) + (data[lower + next + c] as number) * dx
        out[at] = (out[at] as number) + above * (1 - dy) + below * dy
      }
    }
  }
}
