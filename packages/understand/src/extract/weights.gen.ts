// Made by training/understanding/learn.ts; how is said in training/understanding/README.md.

/** How much each sign weighs, in logits; `bias` against the possibility that the document does not say. */
export type Weighing = { bias: number; weights: Readonly<Record<string, number>> }

export const weighings: Readonly<Record<string, Weighing>> = {
  "iban": {
    "bias": 0.881,
    "weights": {
      "check digits agree": 0.499,
      "first of them": 2.117,
      "its label": 0.412
    }
  },
  "letter.buyer": {
    "bias": -0.293,
    "weights": {
      "a label before it": -0.445,
      "all capitals": 0.613,
      "digits or signs": -1.909,
      "first of its block": 1.673,
      "first on the page": -0.858,
      "in the foot": -1.118,
      "in the head": -0.403,
      "in the middle": 0.086,
      "in the window": 0.775,
      "label of the buyer": 1.43,
      "label of the seller": -0.711,
      "legal form": 2.882,
      "like the web address": 0.149,
      "line of the sender": -0.004,
      "many words": -0.27,
      "name above it": -0.171,
      "one word": -0.915,
      "printed again": -0.164,
      "right half": 0.425,
      "tall print": -0.21,
      "telephone or mail below": -0.775,
      "town below": 1.81,
      "under the line of the sender": 0.924,
      "upper third": 0.449
    }
  },
  "letter.date": {
    "bias": 0.399,
    "weights": {
      "beside the document's number": 0.882,
      "first page": 0.123,
      "its label": 1.931,
      "label of another date": -1.094,
      "latest of several": 0.01,
      "more its label than another": 2.034,
      "only date": 0.751,
      "time beside it": -1.424,
      "upper half": 1.14
    }
  },
  "letter.dueDate": {
    "bias": -0.869,
    "weights": {
      "beside the document's number": -0.638,
      "first page": -0.342,
      "its label": 2.21,
      "label of another date": -0.521,
      "latest of several": 1.674,
      "more its label than another": 2.058,
      "only date": -1.967,
      "upper half": -0.342
    }
  },
  "letter.seller": {
    "bias": 1.288,
    "weights": {
      "a label before it": -0.508,
      "all capitals": 0.468,
      "digits or signs": -2.648,
      "first of its block": 0.06,
      "first on the page": 1.574,
      "in the foot": 1.416,
      "in the head": 0.63,
      "in the middle": -1.302,
      "in the window": -0.155,
      "label of the buyer": -2.614,
      "label of the seller": 1.005,
      "legal form": 2.234,
      "like the web address": 1.613,
      "line of the sender": 2.242,
      "many words": -0.46,
      "name above it": -0.037,
      "one word": -1.12,
      "printed again": 0.189,
      "right half": -0.426,
      "tall print": 0.045,
      "telephone or mail below": 0.197,
      "town below": 0.973,
      "under the line of the sender": -2.328,
      "upper third": -0.222
    }
  },
  "number": {
    "bias": 0.213,
    "weights": {
      "fewer than five digits": -1.153,
      "fewer than three digits": -0.821,
      "its label": 3.499,
      "label of something else": -0.264,
      "large print": 1.111,
      "letters and digits": 0.48,
      "letters inside a word": -0.207,
      "more its label than another": 3.373,
      "on a later page": -0.009,
      "upper half": 0.815
    }
  },
  "slip.address": {
    "bias": -1.274,
    "weights": {
      "a region": 0.852,
      "a town": 0.294,
      "at the very top": -3.691,
      "begins with a place": 1.188,
      "comma before it": -1.599,
      "company inside": -2.475,
      "digits at the start": 0.099,
      "ends with a comma": -0.776,
      "ends with a place": 0.588,
      "goes on with a place": -1.661,
      "place before it": -0.93,
      "place with a telephone or label": -2.921,
      "plain lines": 0.876,
      "premises lines": 0.691,
      "street lines": 3.413,
      "telephone or number next": 1.749,
      "telephone, number or label inside": -2.479,
      "town or region last": 1.373
    }
  },
  "slip.date": {
    "bias": 1.167,
    "weights": {
      "beside the document's number": 0.574,
      "first page": 0.714,
      "its label": 0.154,
      "latest of several": 0.661,
      "more its label than another": 0.154,
      "not a date of the calendar": -0.642,
      "only date": 0.7,
      "time beside it": 0.493,
      "upper half": 0.623
    }
  },
  "slip.seller": {
    "bias": 2.943,
    "weights": {
      "address or number follows": 0.943,
      "badly read": -0.473,
      "digits in it": -1.367,
      "few letters": -2.701,
      "first line": 1.438,
      "legal form": 1.793,
      "legal form on the second line": 1.742,
      "line of the head": -0.858,
      "looks like a street": -0.96,
      "looks like a town": -0.336,
      "looks like premises": -0.762,
      "mark of a label": 0.509,
      "registration number behind": 0.656,
      "second line is an address": -0.478,
      "tall print": 0.19,
      "tax number": 0.033,
      "telephone or web address": 0.091,
      "title or label": 0.156,
      "two lines": -2.135
    }
  },
  "taxId": {
    "bias": -4.603,
    "weights": {
      "fewer than five digits": -2.01,
      "fewer than three digits": -0.335,
      "its label": 2.386,
      "label of a VAT id": 6.073,
      "label of something else": 0.424,
      "large print": -0.265,
      "letters and digits": -4.514,
      "letters inside a word": 0.211,
      "more its label than another": 2.386,
      "upper half": 0.629
    }
  },
  "vatId": {
    "bias": 1.748,
    "weights": {
      "check digits agree": -0.034,
      "first of them": 0.406,
      "in the foot": 0.716,
      "in the head": 0.514,
      "its label": 1.156,
      "label of something else": 0.165,
      "label of the buyer's": -1.12
    }
  }
}
