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
    "bias": -0.068,
    "weights": {
      "a label before it": -0.086,
      "all capitals": 0.399,
      "bank or tax number near": -0.789,
      "digits or signs": -2.262,
      "first of its block": 1.514,
      "first on the page": -0.292,
      "form of address": 2.5,
      "in the foot": -2.494,
      "in the head": -0.957,
      "in the middle": -0.001,
      "in the window": 1.177,
      "label of the buyer": 3.426,
      "label of the seller": -3.527,
      "legal form": 2.288,
      "like the web address": -1.953,
      "line of the sender": -2.996,
      "many words": -0.18,
      "name above it": -0.056,
      "one word": -1.005,
      "printed again": -0.75,
      "right half": 0.241,
      "tall print": -1.074,
      "telephone or mail below": -1.028,
      "town below": 1.796,
      "under the line of the sender": 2.703,
      "upper third": 0.152
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
    "bias": 0.365,
    "weights": {
      "a label before it": -0.051,
      "all capitals": 0.165,
      "bank or tax number near": 0.435,
      "digits or signs": -2.091,
      "first of its block": 0.009,
      "first on the page": 0.503,
      "form of address": -3,
      "in the foot": 0.708,
      "in the head": 0.867,
      "in the middle": -1.032,
      "in the window": -0.298,
      "label of the buyer": -3.813,
      "label of the seller": 2.525,
      "legal form": 2.67,
      "like the web address": 2.529,
      "line of the sender": 3.739,
      "many words": -0.078,
      "name above it": 0.104,
      "one word": -0.916,
      "printed again": 0.532,
      "right half": -0.095,
      "tall print": 1.117,
      "telephone or mail below": 0.613,
      "town below": 0.645,
      "under the line of the sender": -3.981,
      "upper third": -0.243
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
    "bias": -1.027,
    "weights": {
      "a region": 0.873,
      "a town": 0.385,
      "at the very top": -3.643,
      "begins with a place": 1.109,
      "comma before it": -1.302,
      "company inside": -2.855,
      "digits at the start": -0.051,
      "ends with a comma": -0.641,
      "ends with a place": 0.559,
      "goes on with a place": -1.607,
      "place before it": -1.2,
      "place with a telephone or label": -2.786,
      "plain lines": 1.004,
      "premises lines": 0.623,
      "street lines": 3.188,
      "telephone or number next": 1.719,
      "telephone, number or label inside": -2.594,
      "town or region last": 1.262
    }
  },
  "slip.date": {
    "bias": 1.162,
    "weights": {
      "beside the document's number": 0.563,
      "first page": 0.711,
      "its label": 0.153,
      "latest of several": 0.629,
      "more its label than another": 0.153,
      "not a date of the calendar": -0.608,
      "only date": 0.696,
      "time beside it": 0.493,
      "upper half": 0.629
    }
  },
  "slip.seller": {
    "bias": 2.803,
    "weights": {
      "address or number follows": 1.056,
      "badly read": -0.441,
      "digits in it": -1.459,
      "few letters": -2.643,
      "first line": 1.444,
      "legal form": 1.765,
      "legal form on the second line": 1.823,
      "line of the head": -0.861,
      "looks like a street": -0.977,
      "looks like a town": -0.187,
      "looks like premises": -0.649,
      "mark of a label": 0.618,
      "registration number behind": 0.603,
      "second line is an address": -0.576,
      "tall print": 0.335,
      "tax number": -0.068,
      "telephone or web address": 0.046,
      "title or label": 0.155,
      "two lines": -2.211
    }
  },
  "taxId": {
    "bias": -4.732,
    "weights": {
      "fewer than five digits": -2.037,
      "fewer than three digits": -0.396,
      "its label": 1.806,
      "label of a VAT id": 5.85,
      "label of something else": 0.229,
      "large print": -0.373,
      "letters and digits": -4.931,
      "letters inside a word": 0.218,
      "more its label than another": 1.808,
      "upper half": 0.899
    }
  },
  "vatId": {
    "bias": 0.756,
    "weights": {
      "check digits agree": 0.993,
      "first of them": 0.043,
      "in the foot": 1.05,
      "in the head": -0.221,
      "its label": 2.134,
      "label of something else": -1.444,
      "label of the buyer": -1.49,
      "label of the buyer's": -3.994
    }
  }
}
