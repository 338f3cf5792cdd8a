// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.

/** Confidence is the logistic of offset + slope × the logit of the score. */
export const calibrations: Readonly<Record<string, readonly [offset: number, slope: number]>> = {
  "letter.buyer": [
    1.177,
    1.468
  ],
  "letter.currency": [
    0.729,
    1.545
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
    -0.806,
    1.23
  ],
  "letter.number": [
    0.958,
    0.838
  ],
  "letter.seller": [
    1.119,
    1.329
  ],
  "letter.tax": [
    0.336,
    0.769
  ],
  "letter.total": [
    0.558,
    1.617
  ],
  "letter.vatId": [
    0.67,
    1.726
  ],
  "slip.address": [
    0.211,
    1.061
  ],
  "slip.date": [
    1.145,
    1.642
  ],
  "slip.number": [
    0.314,
    1.582
  ],
  "slip.seller": [
    -0.293,
    1.276
  ],
  "slip.total": [
    0.702,
    1.233
  ]
}
