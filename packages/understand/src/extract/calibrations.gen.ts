// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = {
  "letter.buyer": {
    "bias": 1.025,
    "weights": {
      "score": 1.392,
      "recognised": 0.377
    }
  },
  "letter.currency": {
    "bias": 0.411,
    "weights": {
      "score": 1.693,
      "recognised": 0.321
    }
  },
  "letter.date": {
    "bias": 0.629,
    "weights": {
      "score": 1.627,
      "recognised": 0.123
    }
  },
  "letter.iban": {
    "bias": 0.673,
    "weights": {
      "score": 1.294,
      "recognised": 0.259
    }
  },
  "letter.net": {
    "bias": 0.474,
    "weights": {
      "score": 1.547,
      "recognised": 0.354,
      "net, tax and total add up": 0.407,
      "another total adds up too": 0.019,
      "charges or discounts in between": 0.02,
      "the lines add up to it": 0.087,
      "the lines add up to something else": 0.075
    }
  },
  "letter.number": {
    "bias": 0.771,
    "weights": {
      "score": 0.88,
      "recognised": 0.153
    }
  },
  "letter.seller": {
    "bias": 0.935,
    "weights": {
      "score": 0.748,
      "recognised": 0.861
    }
  },
  "letter.tax": {
    "bias": 0.662,
    "weights": {
      "score": 1.193,
      "recognised": 0.501,
      "net, tax and total add up": 0.569,
      "another total adds up too": 0.02,
      "charges or discounts in between": 0.041,
      "the lines add up to it": 0.309,
      "the lines add up to something else": 0.087
    }
  },
  "letter.total": {
    "bias": 0.337,
    "weights": {
      "score": 1.617,
      "recognised": 0.302,
      "net, tax and total add up": 0.398,
      "another total adds up too": 0.08,
      "charges or discounts in between": 0.088,
      "the lines add up to it": 0.148,
      "the lines add up to something else": 0.136
    }
  },
  "letter.vatId": {
    "bias": 0.713,
    "weights": {
      "score": 1.673,
      "recognised": 0.352
    }
  },
  "slip.address": {
    "bias": 0.443,
    "weights": {
      "score": 1.031,
      "recognised": 0.131
    }
  },
  "slip.date": {
    "bias": 1.114,
    "weights": {
      "score": 1.47,
      "recognised": 0.935
    }
  },
  "slip.number": {
    "bias": 0.4,
    "weights": {
      "score": 1.18,
      "recognised": 0.183
    }
  },
  "slip.seller": {
    "bias": 0.3,
    "weights": {
      "score": 1.313,
      "recognised": 0.212
    }
  },
  "slip.total": {
    "bias": 1.229,
    "weights": {
      "score": 1.055,
      "recognised": 0.66,
      "net, tax and total add up": 0.568,
      "charges or discounts in between": 0.319
    }
  }
}
