// The words beside the dates of contracts, English and German.
import { type Lexicon, phrases } from '../../extract/labels.ts'

export const contractLexicon: Lexicon = [
  {
    role: 'effectiveDate',
    weight: 1,
    phrases:
      phrases(`effective date, takes effect on, take effect on, comes into force on, commences on, begins on,
      tritt in kraft am, in kraft am, wirksam ab, effective as of, effective, commencement date, commencing on, start date,
      with effect from, vertragsbeginn, beginnt am, in kraft ab, tritt am, gültig ab, wirkung zum, beginn`),
  },
  {
    role: 'date',
    weight: 1,
    phrases: phrases(`dated, date, dated as of, entered into on, made on, made and entered into on, signed on,
      entered into as of, made as of, this agreement is made on, as of, datum, vom, den, geschlossen am,
      abgeschlossen am`),
  },
  {
    role: 'otherDate',
    weight: 1,
    phrases: phrases(
      `until, expires on, end date, termination date, born, bis zum, endet am, geboren am, vertragsende, bis`,
    ),
  },
]
