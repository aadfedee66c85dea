/** What is wrong with a field of a request: in English as class-validator says it. */
export const fieldRules = {
  'rule.string': { en: '{field} must be a string', de: '{field} muss ein Text sein' },
  'rule.uuid': { en: '{field} must be a UUID', de: '{field} muss eine UUID sein' },
  'rule.one-of': {
    en: '{field} must be one of the following values: {values}',
    de: '{field} muss einer dieser Werte sein: {values}',
  },
  'rule.any-of': {
    en: '{field} must be one or several of {values}',
    de: '{field} muss einer oder mehrere dieser Werte sein: {values}',
  },
  'rule.too-short': {
    en: '{field} must be longer than or equal to {least} characters',
    de: '{field} muss mindestens {least} Zeichen haben',
  },
  'rule.too-long': {
    en: '{field} must be shorter than or equal to {most} characters',
    de: '{field} darf höchstens {most} Zeichen haben',
  },
  'rule.length': {
    en: '{field} must be longer than or equal to {least} and shorter than or equal to {most} characters',
    de: '{field} muss {least} bis {most} Zeichen haben',
  },
  'rule.matches': {
    en: '{field} must match {pattern} regular expression',
    de: '{field} muss zum regulären Ausdruck {pattern} passen',
  },
  'rule.max': { en: '{field} must not be greater than {most}', de: '{field} darf höchstens {most} sein' },
  'rule.min': { en: '{field} must not be less than {least}', de: '{field} muss mindestens {least} sein' },
  'rule.int': { en: '{field} must be an integer number', de: '{field} muss eine ganze Zahl sein' },
  'rule.boolean': { en: '{field} must be a boolean value', de: '{field} muss true oder false sein' },
  'rule.object': { en: '{field} must be an object', de: '{field} muss ein Objekt sein' },
  'rule.array': { en: '{field} must be an array', de: '{field} muss eine Liste sein' },
  'rule.at-least': {
    en: '{field} must contain at least {least} elements',
    de: '{field} muss mindestens {least} Einträge haben',
  },
  'rule.at-most': {
    en: '{field} must contain no more than {most} elements',
    de: '{field} darf höchstens {most} Einträge haben',
  },
  'rule.unique': { en: "All {field}'s elements must be unique", de: 'In {field} darf nichts zweimal stehen' },
  'rule.nested': {
    en: 'nested property {field} must be either object or array',
    de: '{field} muss ein Objekt oder eine Liste sein',
  },
  'rule.nested-each': {
    en: 'each value in nested property {field} must be either object or array',
    de: 'Jeder Eintrag von {field} muss ein Objekt oder eine Liste sein',
  },
  'rule.each': { en: 'each value in {rule}', de: 'Jeder Eintrag: {rule}' },
  'rule.unknown': { en: 'property {field} should not exist', de: 'Das Feld {field} gibt es nicht' },
  'rule.no-text': { en: 'holds characters that are no text', de: 'enthält Zeichen, die kein Text sind' },
  'rule.no-point': { en: 'x and y are no point of the curve', de: 'x und y sind kein Punkt der Kurve' },
} as const;
