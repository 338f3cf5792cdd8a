// Made by training/understanding/learn.ts; how is said in training/understanding/README.md.

/** How much each sign weighs, in logits; `bias` against the possibility that the document does not say. */
export type Weighing = { bias: number; weights: Readonly<Record<string, number>> }

export const weighings: Readonly<Record<string, Weighing>> = {
  "iban": {
    "bias": 0.077,
    "weights": {
      "check digits agree": 0.778,
      "first of them": 2.184,
      "its label": 0.799
    }
  },
  "letter.buyer": {
    "bias": 0.793,
    "weights": {
      "a greeting": -0.041,
      "a label before it": 0.002,
      "a label itself": -0.095,
      "all capitals": 0.148,
      "bank or tax number near": -0.982,
      "digits or signs": -2.042,
      "first address": -0.011,
      "first of its block": 1.538,
      "first on the page": -0.01,
      "form of address": 2.48,
      "head of a table": -0.061,
      "in the foot": -2.503,
      "in the foot too": -0.044,
      "in the head": -0.646,
      "in the middle": -0.083,
      "in the window": 1.068,
      "label of the buyer": 3.87,
      "label of the delivery": 0.038,
      "label of the seller": -3.874,
      "later address": 0.097,
      "left of another address": 0.046,
      "legal form": 1.67,
      "like the web address": -2.459,
      "line of the sender": -2.999,
      "looks like a street": -0.197,
      "looks like part of a house": 0.035,
      "many words": 0.003,
      "name above it": -0.144,
      "one word": -0.847,
      "only address": 0.042,
      "printed again": -0.807,
      "right half": 0.146,
      "right of another address": 0.014,
      "second address": 0.21,
      "tall print": -1.012,
      "telephone or mail below": -0.944,
      "town below": 1.753,
      "under the line of the sender": 2.97,
      "upper third": -0.068
    }
  },
  "letter.date": {
    "bias": 0.506,
    "weights": {
      "beside the document's number": 1.109,
      "first page": 0.15,
      "in the foot": -2.012,
      "its label": 2.054,
      "label of another date": -1.015,
      "latest of several": 0.082,
      "more its label than another": 2.097,
      "only date": -0.255,
      "time beside it": -1.76,
      "upper half": 1.533
    }
  },
  "letter.dueDate": {
    "bias": -3.053,
    "weights": {
      "beside the document's number": -1.146,
      "first page": -1.729,
      "in the foot": -3.255,
      "its label": 3.038,
      "label of another date": -1.185,
      "latest of several": 0.241,
      "more its label than another": 2.672,
      "only date": -0.181,
      "time beside it": 0.666,
      "upper half": 2.265
    }
  },
  "letter.seller": {
    "bias": 1.111,
    "weights": {
      "a bank": -0.095,
      "a greeting": -0.053,
      "a label before it": -0.071,
      "a label itself": -0.038,
      "all capitals": 0.133,
      "bank or tax number near": 0.667,
      "digits or signs": -2.036,
      "first address": 0.134,
      "first of its block": 0.165,
      "first on the page": 0.194,
      "form of address": -3,
      "head of a table": -0.02,
      "in the foot": 0.48,
      "in the foot too": 0.201,
      "in the head": 0.894,
      "in the middle": -1.055,
      "in the window": -0.16,
      "label of the buyer": -3.987,
      "label of the delivery": -0.045,
      "label of the seller": 2.808,
      "later address": 0.115,
      "left of another address": -0.017,
      "legal form": 2.455,
      "like the web address": 2.653,
      "line of the sender": 3.964,
      "looks like a street": -0.132,
      "looks like part of a house": 0.023,
      "many words": -0.148,
      "name above it": -0.036,
      "one word": -0.881,
      "only address": 0.004,
      "printed again": 0.671,
      "right half": -0.14,
      "right of another address": -0.052,
      "second address": -0.088,
      "tall print": 1.074,
      "telephone or mail below": 0.599,
      "town below": 0.672,
      "under the line of the sender": -3.999,
      "upper third": -0.019
    }
  },
  "number": {
    "bias": -0.031,
    "weights": {
      "fewer than five digits": -1.065,
      "fewer than three digits": -0.952,
      "its label": 3.687,
      "label of something else": -0.418,
      "large print": 0.782,
      "letters and digits": 0.677,
      "letters inside a word": -0.361,
      "more its label than another": 3.382,
      "on a later page": -0.01,
      "upper half": 1.224
    }
  },
  "slip.address": {
    "bias": -3.272,
    "weights": {
      "a region": 0.816,
      "a town": 0.053,
      "at the very top": -2.733,
      "begins with a place": 2.165,
      "comma before it": -2.045,
      "company inside": -0.338,
      "digits at the start": -0.077,
      "ends with a comma": -0.313,
      "ends with a place": 0.955,
      "goes on with a place": -1.597,
      "name or number before it": 2.261,
      "place before it": -1.361,
      "place with a telephone or label": -2.8,
      "plain lines": 0.532,
      "premises lines": 0.207,
      "street lines": 1.789,
      "telephone or number next": 2.024,
      "telephone, number or label inside": -1.663,
      "town or region last": 1.495,
      "unexplained line before it": 0.248
    }
  },
  "slip.date": {
    "bias": 1.247,
    "weights": {
      "beside the document's number": 0.167,
      "first page": 0.765,
      "in the foot": -0.53,
      "its label": -0.036,
      "latest of several": 0.59,
      "more its label than another": -0.036,
      "not a date of the calendar": -0.53,
      "only date": 0.731,
      "time beside it": 0.297,
      "upper half": 0.921
    }
  },
  "slip.seller": {
    "bias": 3.072,
    "weights": {
      "address or number follows": 0.953,
      "badly read": -0.006,
      "begins with a small letter": -2.169,
      "digits in it": -1.468,
      "few letters": -1.019,
      "first line": 0.945,
      "legal form": 1.99,
      "legal form on the second line": 1.325,
      "line of the head": -0.919,
      "looks like a street": -1.146,
      "looks like a town": -0.408,
      "looks like premises": 0.063,
      "mark of a label": -0.03,
      "registration number behind": 1.051,
      "second line is an address": 0.212,
      "tall print": 1.229,
      "tax number": -0.072,
      "telephone or web address": -0.275,
      "title or label": 0.712,
      "two lines": -2.141
    }
  },
  "slip.total": {
    "bias": -0.018,
    "weights": {
      "a tax behind it": -2.998,
      "above the sums": -1.466,
      "after the rounding": 1.543,
      "before the rounding": -1.535,
      "below a payment": -0.982,
      "cash less change": 2.575,
      "currency beside it": 0.323,
      "its label": 1.826,
      "label of a net amount": -0.695,
      "label of a payment": -1.945,
      "label of a tax": -1.487,
      "largest": 0.198,
      "largest that is no payment": 0.906,
      "more its label than another": 1.824,
      "nearly its label": 0.058,
      "net and tax make it": 1.323,
      "no label": -0.622,
      "not alone on its row": -1.09,
      "paid as it is": 1.082,
      "printed again": 0.69,
      "right above a payment": 0.553,
      "sum of those above": 1.114,
      "tall print": 0.748,
      "whole number": -1.02
    }
  },
  "vatId": {
    "bias": 0.213,
    "weights": {
      "check digits agree": 1.381,
      "first of them": 0.429,
      "in the foot": 0.646,
      "in the head": -0.208,
      "its label": 2.434,
      "label of something else": -1.875,
      "label of the buyer": -1.509,
      "label of the buyer's": -3.998
    }
  }
}
