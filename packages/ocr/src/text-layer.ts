// Whether a PDF page's own text may be believed, or its pixels must be read.

/** What a page says about its text; `imageCoverage` is asked only when it matters. */
export type TextLayer = { characters: number; invisible: boolean; imageCoverage: () => number }

/** Over a page-filling image, fewer characters than this are a stamp or a footer on a scan, not the page's text. */
const charactersOfText = 50
const scanCoverage = 0.5

/** An invisible layer is somebody else's recognition, of unknown quality; few words over an image are a stamp. */
export function carriesItsText({ characters, invisible, imageCoverage }: TextLayer): boolean {
  if (characters === 0 || invisible) return false
  return characters >= charactersOfText || imageCoverage() < scanCoverage
}
