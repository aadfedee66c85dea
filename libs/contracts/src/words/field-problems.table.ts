/** What is wrong with a value of a person, said after the name of its field, and what the fields are called. */
export const fieldProblems = {
  'wrong.object-id': { en: 'is not an object id (a UUID)', de: 'ist keine Objektkennung (eine UUID)' },
  'wrong.character': {
    en: 'holds a character that no name or address has ({character})',
    de: 'enthält ein Zeichen, das in keinem Namen und keiner Adresse steht ({character})',
  },
  'wrong.longer': { en: 'is longer than {most} characters', de: 'ist länger als {most} Zeichen' },
  'wrong.mark': {
    en: 'begins with a mark that belongs to a letter before it',
    de: 'beginnt mit einem Zeichen, das zu einem Buchstaben davor gehört',
  },
  'wrong.nothing': { en: 'shows nothing', de: 'zeigt nichts' },
  'wrong.blank': { en: 'holds a blank', de: 'enthält ein Leerzeichen' },
  'wrong.sign': {
    en: 'holds a sign before the @ that must not stand there, or a dot in the wrong place',
    de: 'enthält vor dem @ ein Zeichen, das dort nicht stehen darf, oder einen Punkt an falscher Stelle',
  },
  'wrong.octets': { en: 'has more than 64 octets before the @', de: 'hat mehr als 64 Bytes vor dem @' },
  'wrong.email': { en: 'is not an e-mail address (name@domain)', de: 'ist keine E-Mail-Adresse (name@domain)' },
  'wrong.email-it': { en: 'is not an e-mail address: it {problem}', de: 'ist keine E-Mail-Adresse: Sie {problem}' },
  'wrong.email-domain': {
    en: 'is not an e-mail address: "{domain}" is not a domain (letters, digits and hyphens between dots)',
    de: 'ist keine E-Mail-Adresse: „{domain}“ ist keine Domäne (Buchstaben, Ziffern und Bindestriche zwischen Punkten)',
  },
  'wrong.upn': { en: 'is not a user principal name (name@suffix)', de: 'ist kein Anmeldename (name@suffix)' },
  'wrong.upn-it': { en: 'is not a user principal name: it {problem}', de: 'ist kein Anmeldename: Er {problem}' },
  'wrong.upn-suffix': {
    en: 'is not a user principal name: "{suffix}" is not a suffix',
    de: 'ist kein Anmeldename: „{suffix}“ ist kein Suffix',
  },
  'wrong.sid': { en: 'is not a SID (S-1-...)', de: 'ist keine SID (S-1-...)' },
  'wrong.sid-number': {
    en: 'is not a SID: one of its numbers is too large',
    de: 'ist keine SID: Eine ihrer Zahlen ist zu groß',
  },
  'wrong.no-text': { en: 'is no text', de: 'ist kein Text' },
  'wrong.empty': { en: 'is empty', de: 'ist leer' },
  'wrong.no-unit': { en: 'names no unit', de: 'nennt keine Einheit' },
  'wrong.it': { en: 'It {problem}', de: 'Das {problem}' },
  'wrong.field': { en: 'The {field} {problem}', de: '{field}: {problem}' },
  'wrong.column': { en: '{column} {problem}', de: '{column} {problem}' },
  'wrong.flag': { en: 'is not true or false', de: 'ist weder true noch false' },
  'people.no-header': { en: 'The file has no header row', de: 'Die Datei hat keine Kopfzeile' },
  'people.not-csv': {
    en: 'The row is not valid CSV (quotes that do not match)',
    de: 'Die Zeile ist kein gültiges CSV (Anführungszeichen, die nicht zusammenpassen)',
  },
  'people.unknown-column': { en: 'Unknown column "{column}"', de: 'Die Spalte „{column}“ ist nicht bekannt' },
  'people.both': {
    en: 'Columns {first} ("{firstHeader}") and {second} ("{secondHeader}") are both {column}',
    de: 'Die Spalten {first} („{firstHeader}“) und {second} („{secondHeader}“) sind beide {column}',
  },
  'people.nameless': {
    en: 'Column {number} has a value here, but no name in the header',
    de: 'Spalte {number} hat hier einen Wert, aber in der Kopfzeile keinen Namen',
  },
  'people.column-missing': { en: 'Column "{column}" is missing', de: 'Die Spalte „{column}“ fehlt' },
  'people.columns': {
    en: 'The row has {count} columns, the header {header}',
    de: 'Die Zeile hat {count} Spalten, die Kopfzeile {header}',
  },
  'people.no-rows': {
    en: 'The file has no rows besides its header',
    de: 'Die Datei hat außer der Kopfzeile keine Zeilen',
  },
  'people.no-name': {
    en: 'The person has no name: a given name, a surname or a display name is needed',
    de: 'Die Person hat keinen Namen: Nötig ist ein Vorname, ein Nachname oder ein Anzeigename',
  },
  'people.twice': { en: '{column} stands on line {line} already', de: '{column} steht schon in Zeile {line}' },
  'people.taken': {
    en: 'Another person has this {column} already',
    de: 'Eine andere Person hat schon diesen Wert: {column}',
  },
  'people.yourself': {
    en: 'This is about yourself: another administrator changes it',
    de: 'Das betrifft Sie selbst: Eine andere Person der Verwaltung ändert es',
  },
} as const;
