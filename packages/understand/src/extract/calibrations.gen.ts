// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = {
  "letter.buyer": {
    "bias": 0.452,
    "weights": {
      "a label says who is billed": 0.531,
      "letters of it were hard to read": -1.125,
      "no label and no window names this buyer": -0.66,
      "recognised": 0.26,
      "score": 0.949,
      "stands with its address where a window shows it": 0.647,
      "the seller's own details stand with this name": -1.08,
      "who the seller is, is not proven": -0.855
    }
  },
  "letter.currency": {
    "bias": 0.47,
    "weights": {
      "another currency stands on the paper": -0.946,
      "letters of it were hard to read": -1.18,
      "recognised": 0.368,
      "score": 1.571
    }
  },
  "letter.date": {
    "bias": 0.49,
    "weights": {
      "a label says it is the document's date": 0.79,
      "another date is labelled so too": -0.655,
      "day and month could be the other way round": -1.182,
      "letters of it were hard to read": -1.16,
      "no label says whose date this is": -0.976,
      "no other date on the paper": 0.72,
      "recognised": 0.172,
      "score": 1.431,
      "stands beside the document's number": 0.671
    }
  },
  "letter.iban": {
    "bias": 0.312,
    "weights": {
      "another one stands on the paper": -0.895,
      "its check digits are right": 0.91,
      "letters of it were hard to read": -1.138,
      "no other one on the paper": 0.805,
      "recognised": 0.247,
      "score": 1.231
    }
  },
  "letter.net": {
    "bias": 0.436,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.145,
      "amounts of two currencies stand on the paper": -1.182,
      "another total stands below it": -1,
      "charges or discounts in between": -0.303,
      "letters of it were hard to read": -0.998,
      "net, tax and total add up": 0.818,
      "no other amount proves this one": -1.042,
      "only one other thing proves this amount": -0.981,
      "prices above add up to it": 0.608,
      "recognised": 0.27,
      "score": 1.292,
      "the lines add up to it": 0.601,
      "the lines add up to something else": -0.025,
      "the tax is what a printed rate makes": 0.799,
      "the total is printed again": 0.805,
      "what was given less the change is the total": 0.601
    }
  },
  "letter.number": {
    "bias": 0.544,
    "weights": {
      "a label says what it is": 0.758,
      "another one stands on the paper": -0.844,
      "letters of it were hard to read": -1.218,
      "no label says what number this is": -0.835,
      "recognised": 0.05,
      "score": 1.07
    }
  },
  "letter.seller": {
    "bias": 0.676,
    "weights": {
      "a label names the seller": 0.706,
      "a label says this one is billed or supplied": -1.223,
      "as much speaks for another name as the seller": -0.965,
      "its name stands again in the head or foot": 0.342,
      "its tax number or bank account stands with this name": 0.712,
      "its web or mail address bears this name": 0.707,
      "letters of it were hard to read": -0.99,
      "nothing else on the paper names this seller": -0.819,
      "only one other thing on the paper names this seller": -0.551,
      "recognised": 0.563,
      "score": 0.731,
      "the web or mail address bears another name": -0.889
    }
  },
  "letter.tax": {
    "bias": 0.373,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.096,
      "amounts of two currencies stand on the paper": -1.175,
      "another total stands below it": -0.999,
      "charges or discounts in between": -0.21,
      "letters of it were hard to read": -1.018,
      "net, tax and total add up": 0.944,
      "no other amount proves this one": -0.984,
      "only one other thing proves this amount": -1.084,
      "prices above add up to it": 0.605,
      "recognised": 0.435,
      "score": 1.014,
      "the lines add up to it": 0.627,
      "the tax is what a printed rate makes": 0.671,
      "the total is printed again": 0.855,
      "what was given less the change is the total": 0.602
    }
  },
  "letter.total": {
    "bias": 0.432,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.168,
      "amounts of two currencies stand on the paper": -1.185,
      "another total stands below it": -1,
      "charges or discounts in between": -0.261,
      "letters of it were hard to read": -1.028,
      "net, tax and total add up": 0.836,
      "no other amount proves this one": -1.08,
      "only one other thing proves this amount": -1.116,
      "prices above add up to it": 0.603,
      "recognised": 0.313,
      "score": 1.245,
      "the lines add up to it": 0.815,
      "the lines add up to something else": -0.093,
      "the tax is what a printed rate makes": 0.677,
      "the total is printed again": 0.787,
      "what was given less the change is the total": 0.601
    }
  },
  "letter.vatId": {
    "bias": 0.355,
    "weights": {
      "another one stands on the paper": -0.953,
      "it has no check digits that are right": -0.809,
      "its check digits are right": 0.761,
      "no other one on the paper": 0.905,
      "recognised": 0.18,
      "score": 1.289
    }
  },
  "slip.address": {
    "bias": 0.451,
    "weights": {
      "letters of it were hard to read": -0.529,
      "recognised": 0.354,
      "score": 0.51
    }
  },
  "slip.date": {
    "bias": 0.334,
    "weights": {
      "a label says it is the document's date": 0.766,
      "day and month could be the other way round": -1.112,
      "letters of it were hard to read": -1.151,
      "no other date on the paper": 0.934,
      "recognised": 0.33,
      "score": 0.939,
      "stands beside the document's number": 0.691
    }
  },
  "slip.number": {
    "bias": 0.088,
    "weights": {
      "a label says what it is": 0.672,
      "another one stands on the paper": -0.995,
      "letters of it were hard to read": -1.184,
      "no label says what number this is": -1.183,
      "recognised": 0.078,
      "score": 0.925
    }
  },
  "slip.seller": {
    "bias": 0.314,
    "weights": {
      "as much speaks for another name as the seller": -1.16,
      "its name stands again in the head or foot": 0.602,
      "its tax number or bank account stands with this name": 0.759,
      "its web or mail address bears this name": 0.628,
      "letters of it were hard to read": -1.157,
      "nothing else on the paper names this seller": -1.049,
      "only one other thing on the paper names this seller": -0.867,
      "recognised": 0.31,
      "score": 0.948
    }
  },
  "slip.total": {
    "bias": 0.436,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.068,
      "amounts of two currencies stand on the paper": -1.199,
      "another total stands below it": -0.79,
      "charges or discounts in between": -0.104,
      "letters of it were hard to read": -0.96,
      "net, tax and total add up": 0.978,
      "no other amount proves this one": -1.09,
      "prices above add up to it": 0.757,
      "recognised": 0.418,
      "score": 0.961,
      "the tax is what a printed rate makes": 0.823,
      "the total is printed again": 0.77,
      "what was given less the change is the total": 0.605
    }
  }
}
