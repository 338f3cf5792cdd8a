// Made by training/understanding/learn.ts; how is said in training/understanding/README.md.

/** How much each sign weighs, in logits; `bias` against the possibility that the document does not say. */
export type Weighing = { bias: number; weights: Readonly<Record<string, number>> }

export const weighings: Readonly<Record<string, Weighing>> = {
  "iban": {
    "bias": 0.936,
    "weights": {
      "check digits agree": 0.54,
      "first of them": 2.013,
      "its label": 0.418
    }
  },
  "letter.buyer": {
    "bias": -0.109,
    "weights": {
      "a label before it": -0.079,
      "all capitals": 0.408,
      "bank or tax number near": -0.781,
      "digits or signs": -2.209,
      "first of its block": 1.549,
      "first on the page": -0.304,
      "form of address": 2.5,
      "in the foot": -2.353,
      "in the head": -0.966,
      "in the middle": -0.041,
      "in the window": 1.172,
      "label of the buyer": 3.597,
      "label of the seller": -3.48,
      "legal form": 2.232,
      "like the web address": -1.914,
      "line of the sender": -2.996,
      "many words": -0.189,
      "name above it": -0.194,
      "one word": -1.003,
      "printed again": -0.688,
      "right half": 0.248,
      "tall print": -1.092,
      "telephone or mail below": -1.05,
      "town below": 1.674,
      "under the line of the sender": 2.772,
      "upper third": 0.06
    }
  },
  "letter.date": {
    "bias": 0.474,
    "weights": {
      "beside the document's number": 0.937,
      "first page": 0.175,
      "its label": 1.806,
      "label of another date": -0.872,
      "latest of several": -0.189,
      "more its label than another": 2.058,
      "only date": 0.66,
      "time beside it": -1.354,
      "upper half": 1.139
    }
  },
  "letter.dueDate": {
    "bias": -0.772,
    "weights": {
      "beside the document's number": -0.778,
      "first page": -0.299,
      "its label": 2.099,
      "label of another date": -0.608,
      "latest of several": 1.805,
      "more its label than another": 2.078,
      "only date": -1.976,
      "upper half": -0.299
    }
  },
  "letter.seller": {
    "bias": 0.379,
    "weights": {
      "a label before it": -0.099,
      "all capitals": 0.173,
      "bank or tax number near": 0.5,
      "digits or signs": -2.207,
      "first of its block": 0.106,
      "first on the page": 0.501,
      "form of address": -3,
      "in the foot": 0.728,
      "in the head": 0.865,
      "in the middle": -1.051,
      "in the window": -0.262,
      "label of the buyer": -3.944,
      "label of the seller": 2.467,
      "legal form": 2.63,
      "like the web address": 2.558,
      "line of the sender": 3.743,
      "many words": -0.11,
      "name above it": 0.143,
      "one word": -0.903,
      "printed again": 0.541,
      "right half": 0.139,
      "tall print": 1.081,
      "telephone or mail below": 0.412,
      "town below": 0.812,
      "under the line of the sender": -3.989,
      "upper third": -0.242
    }
  },
  "number": {
    "bias": 0.235,
    "weights": {
      "fewer than five digits": -1.179,
      "fewer than three digits": -0.831,
      "its label": 3.447,
      "label of something else": -0.569,
      "large print": 0.993,
      "letters and digits": 0.341,
      "letters inside a word": -0.075,
      "more its label than another": 3.34,
      "on a later page": -0.008,
      "upper half": 0.844
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
      "beside the document's number": 0.562,
      "first page": 0.71,
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
      "badly read": -0.44,
      "digits in it": -1.461,
      "few letters": -2.646,
      "first line": 1.444,
      "legal form": 1.764,
      "legal form on the second line": 1.823,
      "line of the head": -0.861,
      "looks like a street": -0.976,
      "looks like a town": -0.186,
      "looks like premises": -0.649,
      "mark of a label": 0.616,
      "registration number behind": 0.603,
      "second line is an address": -0.576,
      "tall print": 0.338,
      "tax number": -0.068,
      "telephone or web address": 0.049,
      "title or label": 0.156,
      "two lines": -2.211
    }
  },
  "taxId": {
    "bias": -5.024,
    "weights": {
      "fewer than five digits": -2.019,
      "fewer than three digits": -0.403,
      "its label": 1.789,
      "label of a VAT id": 5.932,
      "label of something else": 0.178,
      "large print": -0.385,
      "letters and digits": -4.379,
      "letters inside a word": 0.225,
      "more its label than another": 1.791,
      "upper half": 1.255
    }
  },
  "vatId": {
    "bias": 1.891,
    "weights": {
      "check digits agree": -1.697,
      "first of them": -0.087,
      "in the foot": 2.934,
      "in the head": 0.573,
      "its label": -0.06,
      "label of something else": 1.886,
      "label of the buyer": -0.297,
      "label of the buyer's": -0.4
    }
  }
}
