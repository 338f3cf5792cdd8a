// What anybody who opens letters knows. Papers made here are less varied than the post, so weights may leave these
// only as far as the examples insist.

type Prior = Readonly<Record<string, number>>

export const priors: Readonly<Record<string, Prior>> = {
  'letter.seller': {
    'line of the sender': 4,
    'label of the seller': 3,
    'label of the buyer': -4,
    'under the line of the sender': -4,
    'legal form': 2.5,
    'like the web address': 2.5,
    'in the head': 0.8,
    'upper third': 0.2,
    'in the foot': 0.3,
    'in the middle': -1,
    'tall print': 1,
    'printed again': 0.8,
    'form of address': -3,
    'bank or tax number near': 0.6,
    'telephone or mail below': 0.5,
    'town below': 0.5,
    'digits or signs': -2,
    'one word': -0.8,
  },
  'letter.buyer': {
    'label of the buyer': 4,
    'label of the seller': -4,
    'line of the sender': -3,
    'under the line of the sender': 3,
    'form of address': 2.5,
    'in the window': 1.2,
    'town below': 1.5,
    'first of its block': 1.2,
    'legal form': 1.2,
    'like the web address': -2.5,
    'printed again': -0.8,
    'tall print': -1,
    'in the foot': -2.5,
    'in the head': -0.8,
    'bank or tax number near': -1,
    'telephone or mail below': -1,
    'digits or signs': -2,
    'one word': -0.8,
  },
}
