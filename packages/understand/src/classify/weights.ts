// Learned by training/understand/learn-classes.ts from generated documents; do not edit by hand.
import type { DocumentClass } from '@countersign/contract/extraction'

/** Scores are multiplied by this before they become probabilities, so that confidence is how often it is right. */
export const sharpness = 1

export const biases: Readonly<Record<DocumentClass, number>> = {
  invoice: 0,
  credit_note: 0,
  receipt: 0,
  purchase_order: 0,
  delivery_note: 0,
  contract: 0,
  id_card: 0,
  passport: 0,
  driving_licence: 0,
  business_card: 0,
  bank_statement: 0,
  form: 0,
  shipping_label: 0,
  letter: 0,
  other: 1.5,
}

/** What is added to the weights that the vocabulary of each class begins with. */
export const learned: Readonly<Partial<Record<DocumentClass, Readonly<Record<string, number>>>>> = {}
