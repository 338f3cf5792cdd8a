// Made by training/understanding/calibrate.ts; how is said in training/understanding/README.md.
import type { Weighing } from './weights.gen.ts'

/** Confidence is the logistic of the bias and of what each sign of certainty weighs. */
export const calibrations: Readonly<Record<string, Weighing>> = {
  "letter.buyer": {
    "bias": 0.485,
    "weights": {
      "a label says who is billed": 0.596,
      "letters of it were hard to read": -1.137,
      "no label and no window names this buyer": -0.727,
      "recognised": 0.205,
      "score": 1.247,
      "stands with its address where a window shows it": 0.651,
      "the seller's own details stand with this name": -1.245,
      "who the seller is, is not proven": -0.818
    }
  },
  "letter.currency": {
    "bias": 0.36,
    "weights": {
      "another currency stands on the paper": -0.955,
      "recognised": 0.256,
      "score": 1.443
    }
  },
  "letter.date": {
    "bias": 0.579,
    "weights": {
      "a label says it is the document's date": 0.887,
      "another date is labelled so too": -0.723,
      "letters of it were hard to read": -1.178,
      "no label says whose date this is": -0.955,
      "no other date on the paper": 0.707,
      "recognised": 0.219,
      "score": 1.369,
      "stands beside the document's number": 0.646
    }
  },
  "letter.iban": {
    "bias": 0.269,
    "weights": {
      "another one stands on the paper": -0.864,
      "its check digits are right": 0.869,
      "letters of it were hard to read": -1.167,
      "no other one on the paper": 0.733,
      "recognised": 0.2,
      "score": 1.153
    }
  },
  "letter.net": {
    "bias": 0.31,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.173,
      "amounts of two currencies stand on the paper": -1.179,
      "another total stands below it": -0.999,
      "charges or discounts in between": -0.286,
      "letters of it were hard to read": -0.979,
      "net, tax and total add up": 0.835,
      "no other amount proves this one": -1.031,
      "only one other thing proves this amount": -1.057,
      "prices above add up to it": 0.6,
      "recognised": 0.194,
      "score": 1.189,
      "the lines add up to it": 0.586,
      "the lines add up to something else": -0.093,
      "the tax is what a printed rate makes": 0.769,
      "the total is printed again": 0.67,
      "what was given less the change is the total": 0.601
    }
  },
  "letter.number": {
    "bias": 0.382,
    "weights": {
      "a label says what it is": 0.861,
      "another one stands on the paper": -0.821,
      "letters of it were hard to read": -1.216,
      "no label says what number this is": -1.081,
      "recognised": 0.058,
      "score": 1.121
    }
  },
  "letter.seller": {
    "bias": 0.754,
    "weights": {
      "a label names the seller": 0.74,
      "as much speaks for another name as the seller": -0.985,
      "its name stands again in the head or foot": 0.464,
      "its tax number or bank account stands with this name": 0.733,
      "its web or mail address bears this name": 0.754,
      "letters of it were hard to read": -1.129,
      "nothing else on the paper names this seller": -0.77,
      "only one other thing on the paper names this seller": -0.623,
      "recognised": 0.342,
      "score": 0.634,
      "the web or mail address bears another name": -0.943
    }
  },
  "letter.tax": {
    "bias": 0.345,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.166,
      "amounts of two currencies stand on the paper": -1.182,
      "another total stands below it": -0.997,
      "charges or discounts in between": -0.194,
      "letters of it were hard to read": -0.999,
      "net, tax and total add up": 0.893,
      "no other amount proves this one": -0.981,
      "only one other thing proves this amount": -1.191,
      "prices above add up to it": 0.6,
      "recognised": 0.282,
      "score": 1.107,
      "the lines add up to it": 0.716,
      "the lines add up to something else": -0.087,
      "the tax is what a printed rate makes": 0.617,
      "the total is printed again": 0.681,
      "what was given less the change is the total": 0.602
    }
  },
  "letter.total": {
    "bias": 0.293,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.204,
      "amounts of two currencies stand on the paper": -1.188,
      "another total stands below it": -0.998,
      "charges or discounts in between": -0.236,
      "letters of it were hard to read": -1.026,
      "net, tax and total add up": 0.843,
      "no other amount proves this one": -1.064,
      "only one other thing proves this amount": -1.195,
      "prices above add up to it": 0.6,
      "recognised": 0.251,
      "score": 1.145,
      "the lines add up to it": 0.751,
      "the lines add up to something else": -0.16,
      "the tax is what a printed rate makes": 0.664,
      "the total is printed again": 0.666,
      "what was given less the change is the total": 0.602
    }
  },
  "letter.vatId": {
    "bias": 0.312,
    "weights": {
      "another one stands on the paper": -0.949,
      "it has no check digits that are right": -0.817,
      "its check digits are right": 0.729,
      "no other one on the paper": 0.861,
      "recognised": 0.143,
      "score": 1.24
    }
  },
  "slip.address": {
    "bias": 0.456,
    "weights": {
      "letters of it were hard to read": -0.534,
      "recognised": 0.359,
      "score": 0.511
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
      "no label says what number this is": -1.184,
      "recognised": 0.078,
      "score": 0.926
    }
  },
  "slip.seller": {
    "bias": 0.317,
    "weights": {
      "as much speaks for another name as the seller": -1.16,
      "its name stands again in the head or foot": 0.602,
      "its tax number or bank account stands with this name": 0.76,
      "its web or mail address bears this name": 0.628,
      "letters of it were hard to read": -1.158,
      "nothing else on the paper names this seller": -1.047,
      "only one other thing on the paper names this seller": -0.866,
      "recognised": 0.312,
      "score": 0.944
    }
  },
  "slip.total": {
    "bias": 0.436,
    "weights": {
      "a larger amount stands on the paper and nothing explains it": -1.069,
      "amounts of two currencies stand on the paper": -1.199,
      "another total stands below it": -0.79,
      "charges or discounts in between": -0.104,
      "letters of it were hard to read": -0.96,
      "net, tax and total add up": 0.978,
      "no other amount proves this one": -1.091,
      "prices above add up to it": 0.757,
      "recognised": 0.418,
      "score": 0.961,
      "the tax is what a printed rate makes": 0.823,
      "the total is printed again": 0.77,
      "what was given less the change is the total": 0.605
    }
  }
}
