// Which pages of a long document are looked at.
import type { Page } from '@countersign/contract/layout'

export const maximumPages = 50

/** The sums of a long bill stand on its last pages. */
export const lastPages = 5

/** All pages of a document that is not too long; else the first and the last ones, in their order. */
export const lookedAt = (pages: readonly Page[]): readonly Page[] =>
  pages.length <= maximumPages
    ? pages
    : [...pages.slice(0, maximumPages - lastPages), ...pages.slice(-lastPages)]
