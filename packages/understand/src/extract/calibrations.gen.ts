// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = {
  "letter.buyer": {
    "bias": 0.773,
    "weights": {
      "score": 1.437,
      "recognised": 0.313
    }
  },
  "letter.currency": {
    "bias": 0.426,
    "weights": {
      "score": 1.678,
      "recognised": 0.344
    }
  },
  "letter.date": {
    "bias": 0.628,
    "weights": {
      "score": 1.807,
      "recognised": 0.205
    }
  },
  "letter.iban": {
    "bias": 0.466,
    "weights": {
      "score": 1.664,
      "recognised": 0.312
    }
  },
  "letter.net": {
    "bias": 0.476,
    "weights": {
      "score": 1.535,
      "recognised": 0.363,
      "net, tax and total add up": 0.425,
      "another total adds up too": 0.019,
      "charges or discounts in between": 0.02,
      "the lines add up to it": 0.073,
      "the lines add up to something else": 0.079
    }
  },
  "letter.number": {
    "bias": 0.984,
    "weights": {
      "score": 0.776,
      "recognised": 0.256
    }
  },
  "letter.seller": {
    "bias": 1.1,
    "weights": {
      "score": 0.689,
      "recognised": 0.698
    }
  },
  "letter.tax": {
    "bias": 0.549,
    "weights": {
      "score": 1.589,
      "recognised": 0.457,
      "net, tax and total add up": 0.479,
      "another total adds up too": 0.016,
      "charges or discounts in between": 0.032,
      "the lines add up to it": 0.221,
      "the lines add up to something else": 0.061
    }
  },
  "letter.total": {
    "bias": 0.424,
    "weights": {
      "score": 1.583,
      "recognised": 0.376,
      "net, tax and total add up": 0.376,
      "another total adds up too": 0.075,
      "charges or discounts in between": 0.082,
      "the lines add up to it": 0.21,
      "the lines add up to something else": 0.147
    }
  },
  "letter.vatId": {
    "bias": 0.653,
    "weights": {
      "score": 1.665,
      "recognised": 0.252
    }
  },
  "slip.address": {
    "bias": 0.558,
    "weights": {
      "score": 0.495,
      "recognised": -0.466
    }
  },
  "slip.date": {
    "bias": 1.095,
    "weights": {
      "score": 1.442,
      "recognised": 0.94
    }
  },
  "slip.number": {
    "bias": 0.343,
    "weights": {
      "score": 1.295,
      "recognised": 0.202
    }
  },
  "slip.seller": {
    "bias": 0.052,
    "weights": {
      "score": 1.616,
      "recognised": -0.278
    }
  },
  "slip.total": {
    "bias": 0.501,
    "weights": {
      "score": 1.037,
      "recognised": 0.224,
      "net, tax and total add up": 0.849,
      "charges or discounts in between": 0.578
    }
  }
}
