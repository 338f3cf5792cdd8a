// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = {
  "letter.buyer": {
    "bias": 0.411,
    "weights": {
      "a label says who is billed": 0.481,
      "another name heads an address too": -0.421,
      "its name stands again": 0.536,
      "letters of it were hard to read": -1.136,
      "no label and no window names this buyer": -0.608,
      "no other address on the paper but the seller's": 0.432,
      "recognised": 0.524,
      "score": 0.805,
      "stands with its address where a window shows it": 0.664,
      "the seller's own details stand with this name": -1.192,
      "who the seller is, is not proven, and no label says who is billed": -0.649
    }
  },
  "letter.currency": {
    "bias": 0.526,
    "weights": {
      "another currency stands on the paper": -0.941,
      "letters of it were hard to read": -1.094,
      "recognised": 0.493,
      "score": 1.436
    }
  },
  "letter.date": {
    "bias": 0.611,
    "weights": {
      "a label says it is the document's date": 1.024,
      "another date is labelled so too": -0.657,
      "day and month could be the other way round": -1.137,
      "letters of it were hard to read": -1.099,
      "lies behind the day it is due": -0.993,
      "no label says whose date this is": -1.065,
      "no other date on the paper": 0.704,
      "recognised": 0.336,
      "score": 1.375,
      "stands beside the document's number": 0.644
    }
  },
  "letter.iban": {
    "bias": 0.323,
    "weights": {
      "another one stands on the paper": -0.904,
      "its check digits are right": 0.921,
      "letters of it were hard to read": -1.126,
      "no other one on the paper": 0.825,
      "recognised": 0.265,
      "score": 1.239
    }
  },
  "letter.net": {
    "bias": 0.489,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.136,
      "amounts of two currencies stand on the paper": -1.181,
      "another total stands below it": -1,
      "charges or discounts in between": -0.308,
      "letters of it were hard to read": -0.994,
      "net, tax and total add up": 0.808,
      "no other amount proves this one": -1.033,
      "only one other thing proves this amount": -0.944,
      "prices above add up to it": 0.604,
      "recognised": 0.336,
      "score": 1.185,
      "the lines add up to it": 0.599,
      "the lines add up to something else": -0.021,
      "the tax is what a printed rate makes": 0.888,
      "the total is printed again": 0.763,
      "what was given less the change is the total": 0.601
    }
  },
  "letter.number": {
    "bias": 0.792,
    "weights": {
      "a label says what it is": 0.833,
      "another one stands on the paper": -0.749,
      "letters of it were hard to read": -1.484,
      "no label says what number this is": -0.67,
      "recognised": 0.167,
      "score": 0.89
    }
  },
  "letter.seller": {
    "bias": 0.605,
    "weights": {
      "a label names the seller": 0.694,
      "a label says this one is billed or supplied": -1.322,
      "as much speaks for another name as the seller": -1.12,
      "its name stands again in the head or foot": 0.403,
      "its tax number or bank account stands with this name": 0.756,
      "its web or mail address bears this name": 0.594,
      "letters of it were hard to read": -1.045,
      "nothing else on the paper names this seller": -0.857,
      "only one other thing on the paper names this seller": -0.519,
      "recognised": 0.533,
      "score": 0.674,
      "the web or mail address bears another name": -0.902
    }
  },
  "letter.tax": {
    "bias": 0.319,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.131,
      "amounts of two currencies stand on the paper": -1.17,
      "another total stands below it": -0.999,
      "charges or discounts in between": -0.199,
      "letters of it were hard to read": -0.997,
      "net, tax and total add up": 0.96,
      "no other amount proves this one": -1.014,
      "only one other thing proves this amount": -1.116,
      "prices above add up to it": 0.604,
      "recognised": 0.322,
      "score": 1.144,
      "the lines add up to it": 0.641,
      "the lines add up to something else": -0.069,
      "the tax is what a printed rate makes": 0.697,
      "the total is printed again": 0.786,
      "what was given less the change is the total": 0.602
    }
  },
  "letter.total": {
    "bias": 0.503,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.167,
      "amounts of two currencies stand on the paper": -1.181,
      "another total stands below it": -0.999,
      "charges or discounts in between": -0.27,
      "letters of it were hard to read": -1.035,
      "net, tax and total add up": 0.84,
      "no other amount proves this one": -1.048,
      "only one other thing proves this amount": -1.124,
      "prices above add up to it": 0.603,
      "recognised": 0.381,
      "score": 1.146,
      "the lines add up to it": 0.832,
      "the lines add up to something else": -0.043,
      "the tax is what a printed rate makes": 0.755,
      "the total is printed again": 0.753,
      "what was given less the change is the total": 0.601
    }
  },
  "letter.vatId": {
    "bias": 0.3,
    "weights": {
      "another one stands on the paper": -1.007,
      "it has no check digits that are right": -0.824,
      "its check digits are right": 0.722,
      "no other one on the paper": 0.905,
      "recognised": 0.131,
      "score": 1.287
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
    "bias": 0.09,
    "weights": {
      "a label says what it is": 0.672,
      "another one stands on the paper": -0.995,
      "letters of it were hard to read": -1.184,
      "no label says what number this is": -1.183,
      "recognised": 0.079,
      "score": 0.924
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
    "bias": 0.435,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.065,
      "amounts of two currencies stand on the paper": -1.199,
      "another total stands below it": -0.795,
      "charges or discounts in between": -0.11,
      "letters of it were hard to read": -0.956,
      "net, tax and total add up": 0.974,
      "no other amount proves this one": -1.089,
      "prices above add up to it": 0.759,
      "recognised": 0.417,
      "score": 0.957,
      "the tax is what a printed rate makes": 0.826,
      "the total is printed again": 0.767,
      "what was given less the change is the total": 0.605
    }
  }
}
