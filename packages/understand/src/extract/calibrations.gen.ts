// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = {
  "letter.buyer": {
    "bias": 0.419,
    "weights": {
      "a label says who is billed": 0.472,
      "another name heads an address too": -0.404,
      "its name stands again": 0.532,
      "letters of it were hard to read": -1.138,
      "no label and no window names this buyer": -0.61,
      "no other address on the paper but the seller's": 0.423,
      "recognised": 0.543,
      "score": 0.798,
      "stands with its address where a window shows it": 0.675,
      "the seller's own details stand with this name": -1.196,
      "who the seller is, is not proven, and no label says who is billed": -0.634
    }
  },
  "letter.currency": {
    "bias": 0.521,
    "weights": {
      "another currency stands on the paper": -0.958,
      "letters of it were hard to read": -1.093,
      "recognised": 0.486,
      "score": 1.436
    }
  },
  "letter.date": {
    "bias": 0.612,
    "weights": {
      "a label says it is the document's date": 1.025,
      "another date is labelled so too": -0.658,
      "day and month could be the other way round": -1.137,
      "letters of it were hard to read": -1.099,
      "lies behind the day it is due": -0.993,
      "no label says whose date this is": -1.066,
      "no other date on the paper": 0.704,
      "recognised": 0.336,
      "score": 1.375,
      "stands beside the document's number": 0.645
    }
  },
  "letter.iban": {
    "bias": 0.323,
    "weights": {
      "another one stands on the paper": -0.904,
      "its check digits are right": 0.921,
      "letters of it were hard to read": -1.126,
      "no other one on the paper": 0.826,
      "recognised": 0.265,
      "score": 1.239
    }
  },
  "letter.net": {
    "bias": 0.496,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.139,
      "amounts of two currencies stand on the paper": -1.183,
      "another total stands below it": -1,
      "charges or discounts in between": -0.309,
      "letters of it were hard to read": -0.996,
      "net, tax and total add up": 0.804,
      "no other amount proves this one": -1.034,
      "only one other thing proves this amount": -0.931,
      "prices above add up to it": 0.604,
      "recognised": 0.344,
      "score": 1.18,
      "the lines add up to it": 0.596,
      "the lines add up to something else": -0.008,
      "the tax is what a printed rate makes": 0.884,
      "the total is printed again": 0.776,
      "what was given less the change is the total": 0.601
    }
  },
  "letter.number": {
    "bias": 0.75,
    "weights": {
      "a label says what it is": 0.83,
      "another one stands on the paper": -0.739,
      "letters of it were hard to read": -1.473,
      "no label says what number this is": -0.707,
      "recognised": 0.135,
      "score": 0.882
    }
  },
  "letter.seller": {
    "bias": 0.602,
    "weights": {
      "a label names the seller": 0.694,
      "a label says this one is billed or supplied": -1.322,
      "as much speaks for another name as the seller": -1.117,
      "its name stands again in the head or foot": 0.407,
      "its tax number or bank account stands with this name": 0.76,
      "its web or mail address bears this name": 0.596,
      "letters of it were hard to read": -1.045,
      "nothing else on the paper names this seller": -0.867,
      "only one other thing on the paper names this seller": -0.518,
      "recognised": 0.524,
      "score": 0.673,
      "the web or mail address bears another name": -0.902
    }
  },
  "letter.tax": {
    "bias": 0.327,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.136,
      "amounts of two currencies stand on the paper": -1.175,
      "another total stands below it": -0.999,
      "charges or discounts in between": -0.201,
      "letters of it were hard to read": -0.998,
      "net, tax and total add up": 0.954,
      "no other amount proves this one": -1.017,
      "only one other thing proves this amount": -1.094,
      "prices above add up to it": 0.604,
      "recognised": 0.331,
      "score": 1.139,
      "the lines add up to it": 0.63,
      "the lines add up to something else": -0.049,
      "the tax is what a printed rate makes": 0.692,
      "the total is printed again": 0.801,
      "what was given less the change is the total": 0.602
    }
  },
  "letter.total": {
    "bias": 0.511,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.164,
      "amounts of two currencies stand on the paper": -1.187,
      "another total stands below it": -0.999,
      "charges or discounts in between": -0.272,
      "letters of it were hard to read": -1.027,
      "net, tax and total add up": 0.841,
      "no other amount proves this one": -1.051,
      "only one other thing proves this amount": -1.111,
      "prices above add up to it": 0.603,
      "recognised": 0.391,
      "score": 1.144,
      "the lines add up to it": 0.83,
      "the lines add up to something else": -0.034,
      "the tax is what a printed rate makes": 0.757,
      "the total is printed again": 0.762,
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
    "bias": 0.089,
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
