// Made by training/understanding/learn.ts; how is said in training/understanding/README.md.

/** How much each sign weighs, in logits; `bias` against the possibility that the document does not say. */
export type Weighing = { bias: number; weights: Readonly<Record<string, number>> }

export const weighings: Readonly<Record<string, Weighing>> = {
  "iban": {
    "bias": 0.916,
    "weights": {
      "check digits agree": 0.525,
      "first of them": 2.007,
      "its label": 0.455
    }
  },
  "letter.buyer": {
    "bias": 0.523,
    "weights": {
      "a label before it": -0.033,
      "all capitals": 0.163,
      "bank or tax number near": -0.925,
      "digits or signs": -2.104,
      "first of its block": 1.41,
      "first on the page": -0.049,
      "form of address": 2.5,
      "in the foot": -2.497,
      "in the head": -0.835,
      "in the middle": -0.062,
      "in the window": 1.235,
      "label of the buyer": 3.87,
      "label of the seller": -3.885,
      "legal form": 1.718,
      "like the web address": -2.303,
      "line of the sender": -2.999,
      "many words": -0.027,
      "name above it": -0.071,
      "one word": -0.942,
      "printed again": -0.677,
      "right half": 0.047,
      "tall print": -1.016,
      "telephone or mail below": -1.01,
      "town below": 1.671,
      "under the line of the sender": 2.946,
      "upper third": 0.094
    }
  },
  "letter.date": {
    "bias": 0.509,
    "weights": {
      "beside the document's number": 0.923,
      "first page": 0.196,
      "its label": 1.794,
      "label of another date": -0.704,
      "latest of several": -0.301,
      "more its label than another": 2.094,
      "only date": 0.634,
      "time beside it": -1.354,
      "upper half": 1.146
    }
  },
  "letter.dueDate": {
    "bias": -0.774,
    "weights": {
      "beside the document's number": -0.74,
      "first page": -0.293,
      "its label": 2.006,
      "label of another date": -0.535,
      "latest of several": 1.91,
      "more its label than another": 1.944,
      "only date": -2.053,
      "upper half": -0.293
    }
  },
  "letter.seller": {
    "bias": 0.403,
    "weights": {
      "a label before it": -0.016,
      "all capitals": 0.037,
      "bank or tax number near": 0.579,
      "digits or signs": -2.029,
      "first of its block": 0.029,
      "first on the page": 0.183,
      "form of address": -3,
      "in the foot": 0.427,
      "in the head": 0.89,
      "in the middle": -1.013,
      "in the window": -0.161,
      "label of the buyer": -3.967,
      "label of the seller": 2.876,
      "legal form": 2.556,
      "like the web address": 2.532,
      "line of the sender": 3.924,
      "many words": -0.027,
      "name above it": 0.021,
      "one word": -0.839,
      "printed again": 0.712,
      "right half": -0.008,
      "tall print": 1.057,
      "telephone or mail below": 0.566,
      "town below": 0.555,
      "under the line of the sender": -3.997,
      "upper third": -0.004
    }
  },
  "number": {
    "bias": 0.273,
    "weights": {
      "fewer than five digits": -1.167,
      "fewer than three digits": -0.804,
      "its label": 3.489,
      "label of something else": -0.572,
      "large print": 1.004,
      "letters and digits": 0.343,
      "letters inside a word": -0.083,
      "more its label than another": 3.346,
      "on a later page": -0.008,
      "upper half": 0.793
    }
  },
  "slip.address": {
    "bias": -1.032,
    "weights": {
      "a region": 0.867,
      "a town": 0.378,
      "at the very top": -3.652,
      "begins with a place": 1.113,
      "comma before it": -1.296,
      "company inside": -2.848,
      "digits at the start": -0.048,
      "ends with a comma": -0.639,
      "ends with a place": 0.548,
      "goes on with a place": -1.599,
      "place before it": -1.2,
      "place with a telephone or label": -2.792,
      "plain lines": 1.007,
      "premises lines": 0.621,
      "street lines": 3.191,
      "telephone or number next": 1.714,
      "telephone, number or label inside": -2.589,
      "town or region last": 1.281
    }
  },
  "slip.date": {
    "bias": 1.192,
    "weights": {
      "beside the document's number": 0.543,
      "first page": 0.731,
      "its label": 0.134,
      "latest of several": 0.635,
      "more its label than another": 0.134,
      "not a date of the calendar": -0.617,
      "only date": 0.718,
      "time beside it": 0.425,
      "upper half": 0.652
    }
  },
  "slip.seller": {
    "bias": 2.799,
    "weights": {
      "address or number follows": 1.054,
      "badly read": -0.442,
      "digits in it": -1.459,
      "few letters": -2.647,
      "first line": 1.462,
      "legal form": 1.769,
      "legal form on the second line": 1.821,
      "line of the head": -0.862,
      "looks like a street": -0.973,
      "looks like a town": -0.183,
      "looks like premises": -0.645,
      "mark of a label": 0.622,
      "registration number behind": 0.6,
      "second line is an address": -0.579,
      "tall print": 0.323,
      "tax number": -0.061,
      "telephone or web address": 0.053,
      "title or label": 0.164,
      "two lines": -2.217
    }
  },
  "vatId": {
    "bias": 0.281,
    "weights": {
      "check digits agree": 1.381,
      "first of them": 0.363,
      "in the foot": 0.68,
      "in the head": -0.114,
      "its label": 2.432,
      "label of something else": -1.854,
      "label of the buyer": -1.504,
      "label of the buyer's": -3.999
    }
  }
}
