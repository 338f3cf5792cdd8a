// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.

/** Confidence is the logistic of offset + slope × the logit of the score. */
export const calibrations: Readonly<Record<string, readonly [offset: number, slope: number]>> = {
  "letter.buyer": [
    1.139,
    1.497
  ],
  "letter.currency": [
    0.757,
    1.709
  ],
  "letter.date": [
    1.194,
    1.646
  ],
  "letter.iban": [
    0.383,
    1.611
  ],
  "letter.net": [
    0.52,
    0.91
  ],
  "letter.number": [
    0.958,
    0.838
  ],
  "letter.seller": [
    1.994,
    0.435
  ],
  "letter.tax": [
    0.975,
    0.818
  ],
  "letter.total": [
    0.44,
    1.629
  ],
  "letter.vatId": [
    0.923,
    1.704
  ],
  "slip.address": [
    0.342,
    1.074
  ],
  "slip.date": [
    1.721,
    1.433
  ],
  "slip.number": [
    0.314,
    1.582
  ],
  "slip.seller": [
    -0.344,
    1.33
  ],
  "slip.total": [
    0.658,
    1.241
  ]
}
