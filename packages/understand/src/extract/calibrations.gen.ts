// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = {
  "letter.buyer": {
    "bias": 0.651,
    "weights": {
      "a label says who is billed": 0.617,
      "letters of it were hard to read": -1.023,
      "no label and no window names this buyer": -0.666,
      "recognised": 0.287,
      "score": 1.146,
      "stands with its address where a window shows it": 0.735,
      "the seller's own details stand with this name": -1.183,
      "who the seller is, is not proven": -0.733
    }
  },
  "letter.currency": {
    "bias": 0.279,
    "weights": {
      "another currency stands on the paper": -0.998,
      "letters of it were hard to read": -0.954,
      "recognised": 0.212,
      "score": 1.374
    }
  },
  "letter.date": {
    "bias": 0.47,
    "weights": {
      "a label says it is the document's date": 0.872,
      "another date is labelled so too": -0.815,
      "lies behind the day it is due": -0.984,
      "no label says whose date this is": -1.031,
      "no other date on the paper": 0.6,
      "recognised": 0.179,
      "score": 1.263,
      "stands beside the document's number": 0.63
    }
  },
  "letter.iban": {
    "bias": -0.154,
    "weights": {
      "another one stands on the paper": -1.208,
      "it has no check digits that are right": -1.192,
      "its check digits are right": 0.638,
      "letters of it were hard to read": -1.03,
      "no other one on the paper": 0.654,
      "recognised": -0.119,
      "score": 1.059
    }
  },
  "letter.net": {
    "bias": 0.274,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.2,
      "amounts of two currencies stand on the paper": -1.2,
      "another total stands below it": -1,
      "charges or discounts in between": -0.25,
      "letters of it were hard to read": -0.847,
      "net, tax and total add up": 0.871,
      "no other amount proves this one": -1.006,
      "only one other thing proves this amount": -1.149,
      "prices above add up to it": 0.6,
      "recognised": 0.231,
      "score": 1.193,
      "the lines add up to it": 0.62,
      "the lines add up to something else": -0.082,
      "the tax is what a printed rate makes": 0.622,
      "the total is printed again": 0.654,
      "what was given less the change is the total": 0.602
    }
  },
  "letter.number": {
    "bias": 0.411,
    "weights": {
      "a label says what it is": 0.915,
      "another one stands on the paper": -0.85,
      "letters of it were hard to read": -1.005,
      "no label says what number this is": -1.104,
      "recognised": 0.071,
      "score": 1.19
    }
  },
  "letter.seller": {
    "bias": 0.626,
    "weights": {
      "a label names the seller": 0.713,
      "a label says this one is billed or supplied": -1.207,
      "as much speaks for another name as the seller": -1.144,
      "its name stands again in the head or foot": 0.332,
      "its tax number or bank account stands with this name": 0.708,
      "its web or mail address bears this name": 0.67,
      "letters of it were hard to read": -0.835,
      "nothing else on the paper names this seller": -0.683,
      "only one other thing on the paper names this seller": -0.65,
      "recognised": 0.509,
      "score": 0.638,
      "the web or mail address bears another name": -0.933
    }
  },
  "letter.tax": {
    "bias": 0.297,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.2,
      "amounts of two currencies stand on the paper": -1.2,
      "another total stands below it": -1,
      "charges or discounts in between": -0.204,
      "letters of it were hard to read": -0.793,
      "net, tax and total add up": 0.923,
      "no other amount proves this one": -0.95,
      "only one other thing proves this amount": -1.178,
      "prices above add up to it": 0.6,
      "recognised": 0.267,
      "score": 1.08,
      "the lines add up to it": 0.624,
      "the lines add up to something else": -0.028,
      "the tax is what a printed rate makes": 0.645,
      "the total is printed again": 0.62,
      "what was given less the change is the total": 0.603
    }
  },
  "letter.total": {
    "bias": 0.237,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.2,
      "amounts of two currencies stand on the paper": -1.2,
      "another total stands below it": -1,
      "charges or discounts in between": -0.255,
      "letters of it were hard to read": -0.855,
      "net, tax and total add up": 0.845,
      "no other amount proves this one": -1.017,
      "only one other thing proves this amount": -1.177,
      "prices above add up to it": 0.6,
      "recognised": 0.221,
      "score": 1.188,
      "the lines add up to it": 0.63,
      "the lines add up to something else": -0.095,
      "the tax is what a printed rate makes": 0.616,
      "the total is printed again": 0.622,
      "what was given less the change is the total": 0.602
    }
  },
  "letter.vatId": {
    "bias": 0.363,
    "weights": {
      "another one stands on the paper": -0.965,
      "it has no check digits that are right": -0.726,
      "its check digits are right": 0.689,
      "no other one on the paper": 0.928,
      "recognised": 0.143,
      "score": 1.15
    }
  },
  "slip.address": {
    "bias": 0.229,
    "weights": {
      "letters of it were hard to read": -0.915,
      "recognised": 0.208,
      "score": 0.552
    }
  },
  "slip.date": {
    "bias": 0.334,
    "weights": {
      "a label says it is the document's date": 0.757,
      "day and month could be the other way round": -1.112,
      "letters of it were hard to read": -0.958,
      "no other date on the paper": 0.934,
      "recognised": 0.331,
      "score": 0.945,
      "stands beside the document's number": 0.691
    }
  },
  "slip.number": {
    "bias": 0.075,
    "weights": {
      "a label says what it is": 0.648,
      "another one stands on the paper": -0.995,
      "no label says what number this is": -1.173,
      "recognised": 0.053,
      "score": 0.935
    }
  },
  "slip.seller": {
    "bias": 0.188,
    "weights": {
      "as much speaks for another name as the seller": -1.164,
      "its name stands again in the head or foot": 0.603,
      "its tax number or bank account stands with this name": 0.62,
      "its web or mail address bears this name": 0.613,
      "letters of it were hard to read": -1.188,
      "nothing else on the paper names this seller": -1.038,
      "only one other thing on the paper names this seller": -0.989,
      "recognised": 0.097,
      "score": 1.101
    }
  },
  "slip.total": {
    "bias": 0.482,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.297,
      "amounts of two currencies stand on the paper": -1.2,
      "another total stands below it": -0.851,
      "charges or discounts in between": -0.103,
      "letters of it were hard to read": -0.737,
      "net, tax and total add up": 0.954,
      "no other amount proves this one": -0.987,
      "prices above add up to it": 0.812,
      "recognised": 0.444,
      "score": 0.581,
      "the tax is what a printed rate makes": 0.855,
      "the total is printed again": 0.653,
      "what was given less the change is the total": 0.743
    }
  }
}
