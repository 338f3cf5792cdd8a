// Made by training/understanding/learn.ts; how is said in training/understanding/README.md.

/** How much each sign weighs, in logits; `bias` against the possibility that the document does not say. */
export type Weighing = { bias: number; weights: Readonly<Record<string, number>> }

export const weighings: Readonly<Record<string, Weighing>> = {
  "iban": {
    "bias": 0.762,
    "weights": {
      "check digits agree": 0.412,
      "first of them": 2.416,
      "its label": 0.329
    }
  },
  "letter.buyer": {
    "bias": 0.902,
    "weights": {
      "a greeting": -0.039,
      "a label before it": -0.036,
      "a label itself": -0.09,
      "all capitals": 0.137,
      "bank or tax number near": -0.926,
      "digits or signs": -2.109,
      "first address": -0.001,
      "first of its block": 1.428,
      "first on the page": 0.012,
      "form of address": 2.5,
      "head of a table": -0.058,
      "in the foot": -2.536,
      "in the foot too": -0.048,
      "in the head": -0.624,
      "in the middle": -0.108,
      "in the window": 1.088,
      "label of the buyer": 3.886,
      "label of the delivery": 0.052,
      "label of the seller": -4,
      "later address": 0.059,
      "left of another address": -0.023,
      "legal form": 1.633,
      "like the web address": -2.497,
      "line of the sender": -3,
      "looks like a street": -0.146,
      "looks like part of a house": -0.004,
      "many words": 0.031,
      "name above it": -0.064,
      "one word": -0.793,
      "only address": 0.016,
      "printed again": -0.778,
      "right half": 0.164,
      "right of another address": -0.019,
      "second address": 0.154,
      "tall print": -1.016,
      "telephone or mail below": -0.996,
      "town below": 1.731,
      "under the line of the sender": 2.963,
      "upper third": -0.032
    }
  },
  "letter.date": {
    "bias": -0.064,
    "weights": {
      "beside the document's number": 0.999,
      "first page": -0.184,
      "its label": 2.151,
      "label of another date": -1.224,
      "latest of several": 0.203,
      "more its label than another": 2.173,
      "only date": 0.045,
      "time beside it": -0.44,
      "upper half": 2.618
    }
  },
  "letter.dueDate": {
    "bias": -4.216,
    "weights": {
      "beside the document's number": -1.127,
      "first page": -2.724,
      "its label": 2.9,
      "label of another date": -1.373,
      "latest of several": -0.044,
      "more its label than another": 2.624,
      "only date": -0.906,
      "time beside it": 0.333,
      "upper half": 4.553
    }
  },
  "letter.seller": {
    "bias": 1.176,
    "weights": {
      "a bank": -0.07,
      "a greeting": -0.072,
      "a label before it": -0.058,
      "a label itself": -0.043,
      "all capitals": 0.122,
      "bank or tax number near": 0.679,
      "digits or signs": -2.058,
      "first address": 0.026,
      "first of its block": 0.276,
      "first on the page": 0.109,
      "form of address": -3,
      "head of a table": -0.023,
      "in the foot": 0.588,
      "in the foot too": 0.154,
      "in the head": 0.799,
      "in the middle": -1.058,
      "in the window": -0.138,
      "label of the buyer": -3.984,
      "label of the delivery": -0.091,
      "label of the seller": 2.847,
      "later address": 0.162,
      "left of another address": -0.073,
      "legal form": 2.481,
      "like the web address": 2.675,
      "line of the sender": 3.963,
      "looks like a street": -0.148,
      "looks like part of a house": 0.02,
      "many words": -0.07,
      "name above it": -0.143,
      "one word": -0.842,
      "only address": 0.03,
      "printed again": 0.734,
      "right half": -0.083,
      "right of another address": 0.001,
      "second address": 0.058,
      "tall print": 1.023,
      "telephone or mail below": 0.593,
      "town below": 0.677,
      "under the line of the sender": -3.883,
      "upper third": -0.028
    }
  },
  "number": {
    "bias": 0.113,
    "weights": {
      "fewer than five digits": -1.12,
      "fewer than three digits": -0.902,
      "its label": 3.566,
      "label of something else": -0.504,
      "large print": 0.972,
      "letters and digits": 0.677,
      "letters inside a word": -0.35,
      "more its label than another": 3.47,
      "on a later page": -0.01,
      "upper half": 1.145
    }
  },
  "slip.address": {
    "bias": -1.053,
    "weights": {
      "a region": 0.696,
      "a town": 0.931,
      "at the very top": -3.67,
      "begins with a place": 1.521,
      "comma before it": -2.296,
      "company inside": -2.406,
      "digits at the start": 0.342,
      "ends with a comma": -3.656,
      "ends with a place": 0.177,
      "goes on with a place": -1.743,
      "place before it": -0.59,
      "place with a telephone or label": -2.879,
      "plain lines": 0.967,
      "premises lines": 0.85,
      "street lines": 3.202,
      "telephone or number next": 1.663,
      "telephone, number or label inside": -2.769,
      "town or region last": 0.908
    }
  },
  "slip.date": {
    "bias": 1.229,
    "weights": {
      "beside the document's number": 0.17,
      "first page": 0.752,
      "its label": -0.056,
      "latest of several": 0.692,
      "more its label than another": -0.056,
      "not a date of the calendar": -0.655,
      "only date": 0.731,
      "time beside it": 0.293,
      "upper half": 0.978
    }
  },
  "slip.seller": {
    "bias": 2.623,
    "weights": {
      "address or number follows": 1.348,
      "badly read": -0.052,
      "digits in it": -1.656,
      "few letters": -1.974,
      "first line": 1.453,
      "legal form": 1.852,
      "legal form on the second line": 0.945,
      "line of the head": -0.96,
      "looks like a street": -1.485,
      "looks like a town": -0.139,
      "looks like premises": -0.217,
      "mark of a label": 0.799,
      "registration number behind": 1.227,
      "second line is an address": 0.141,
      "tall print": -0.331,
      "tax number": 0.145,
      "telephone or web address": -0.066,
      "title or label": 0.7,
      "two lines": -1.628
    }
  },
  "vatId": {
    "bias": 0.411,
    "weights": {
      "check digits agree": 1.424,
      "first of them": 0.436,
      "in the foot": 0.621,
      "in the head": -0.189,
      "its label": 2.427,
      "label of something else": -1.879,
      "label of the buyer": -1.514,
      "label of the buyer's": -3.998
    }
  }
}
