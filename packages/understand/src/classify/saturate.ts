/** Long documents mention many words; beyond this sum more of them say little. */
const saturation = 9

export const saturate = (sum: number): number =>
  sum > saturation ? saturation + Math.log1p(sum - saturation) : sum
