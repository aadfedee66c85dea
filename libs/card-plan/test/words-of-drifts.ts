/** What is said of each drift that reconcile.spec.ts plants, in its order: English and German. */
export const wordsOfDrifts: readonly (readonly [english: string, german: string])[] = [
  [
    'Key reference 9A should hold certificate 00A1, and holds none',
    'Die Schlüsselreferenz 9A sollte das Zertifikat 00A1 haben und hat keines',
  ],
  [
    'Key reference 9D should hold certificate 0B2C, and holds none',
    'Die Schlüsselreferenz 9D sollte das Zertifikat 0B2C haben und hat keines',
  ],
  [
    'What stands in place of the certificate of 9A is none',
    'Was an der Stelle des Zertifikats von 9A steht, ist keines',
  ],
  [
    'Key reference 9A should hold certificate 00A1, and holds one that the CA did not issue for it',
    'Die Schlüsselreferenz 9A sollte das Zertifikat 00A1 haben und hat eines, das die CA nicht für diese Karte ausgestellt hat',
  ],
  [
    'Key reference 9A should hold certificate 00A1, and holds certificate 0b2c',
    'Die Schlüsselreferenz 9A sollte das Zertifikat 00A1 haben und hat das Zertifikat 0b2c',
  ],
  [
    'Key reference 9D holds a certificate that is not on record',
    'Die Schlüsselreferenz 9D hat ein Zertifikat, das nicht verzeichnet ist',
  ],
  ['Key reference 9A has a certificate and no key', 'Die Schlüsselreferenz 9A hat ein Zertifikat und keinen Schlüssel'],
  [
    'The key of 9A is not the one that was certified',
    'Der Schlüssel von 9A ist nicht der, für den das Zertifikat ausgestellt wurde',
  ],
  ['Key reference 9D has a key and no certificate', 'Die Schlüsselreferenz 9D hat einen Schlüssel und kein Zertifikat'],
  [
    'The card is AVAILABLE on record, and holds 9A, 9D, a CHUID; a recycle erases it, so make sure first that nobody needs it',
    'Die Karte ist als „verfügbar“ verzeichnet und enthält 9A, 9D, eine CHUID; Leeren löscht das: Stellen Sie zuerst sicher, dass niemand es braucht',
  ],
  [
    'Data object 5FC106 (securityObject) is not on the card',
    'Das Datenobjekt 5FC106 (securityObject) ist nicht auf der Karte',
  ],
  [
    'Data object 5FC107 (ccc) holds something that cannot be read',
    'Im Datenobjekt 5FC107 (ccc) steht etwas, das nicht lesbar ist',
  ],
  [
    'Data object 5FC10D holds something that cannot be read and is not on record; it is kept',
    'Im Datenobjekt 5FC10D steht etwas, das nicht lesbar und nicht verzeichnet ist; es bleibt stehen',
  ],
  [
    'Data object 5FC105 holds something that cannot be read and is not on record; it is kept',
    'Im Datenobjekt 5FC105 steht etwas, das nicht lesbar und nicht verzeichnet ist; es bleibt stehen',
  ],
  [
    'The card did not say how many tries its PUK has (6F00): read it again, or in another reader',
    'Die Karte hat nicht gesagt, wie viele Versuche ihre PUK hat (6F00): Lesen Sie sie noch einmal, oder in einem anderen Leser',
  ],
  [
    'The card did not say whether data object 5FC105 is on it (6F00): read it again, or in another reader',
    'Die Karte hat nicht gesagt, ob das Datenobjekt 5FC105 auf ihr ist (6F00): Lesen Sie sie noch einmal, oder in einem anderen Leser',
  ],
  [
    'The card did not say whether data object 5FC106 is on it (6581): read it again, or in another reader',
    'Die Karte hat nicht gesagt, ob das Datenobjekt 5FC106 auf ihr ist (6581): Lesen Sie sie noch einmal, oder in einem anderen Leser',
  ],
  [
    'The card did not say whether key reference 9A holds a key (6F00): read it again, or in another reader',
    'Die Karte hat nicht gesagt, ob die Schlüsselreferenz 9A einen Schlüssel hat (6F00): Lesen Sie sie noch einmal, oder in einem anderen Leser',
  ],
  [
    'The CHUID says GUID 9B2F0E6E7C4E4F0E8F0A0D7A0D3F6A11, the record 00000000000040008000000000000000',
    'In der CHUID steht GUID 9B2F0E6E7C4E4F0E8F0A0D7A0D3F6A11, verzeichnet ist 00000000000040008000000000000000',
  ],
  [
    'The CHUID says expiry 2029-01-31, the record 2030-01-31',
    'In der CHUID steht Ablauf 2029-01-31, verzeichnet ist 2030-01-31',
  ],
  ['The CHUID says FASC-N D650, the record D651', 'In der CHUID steht FASC-N D650, verzeichnet ist D651'],
  ['The CHUID on the card cannot be read', 'Die CHUID auf der Karte ist nicht lesbar'],
  ['The PIN is blocked', 'Die PIN ist gesperrt'],
  ['The PIN has 1 try left', 'Die PIN hat noch 1 Versuch'],
  ['The PUK is blocked', 'Die PUK ist gesperrt'],
  ['The PUK has 1 try left', 'Die PUK hat noch 1 Versuch'],
  ['The PIN is the factory value', 'PIN: noch der Wert ab Werk'],
  ['The PUK is the factory value', 'PUK: noch der Wert ab Werk'],
  ['The management key is the factory value', 'Verwaltungsschlüssel: noch der Wert ab Werk'],
  [
    'The management key is of AES128, the vault’s of AES256',
    'Der Verwaltungsschlüssel ist einer nach AES128, der des Tresors einer nach AES256',
  ],
  ['The card expired on 2026-05-31', 'Die Karte ist am 2026-05-31 abgelaufen'],
  [
    'The certificate of 9A (00A1) is ACTIVE on record, but revoked at the CA (no reason)',
    'Das Zertifikat von 9A (00A1) ist als „aktiv“ verzeichnet, bei der CA aber gesperrt (ohne Grund)',
  ],
  [
    'The certificate of 9A (00A1) is ACTIVE on record, but on hold at the CA',
    'Das Zertifikat von 9A (00A1) ist als „aktiv“ verzeichnet, bei der CA aber ausgesetzt',
  ],
  ['The certificate of 9A (00A1) has expired', 'Das Zertifikat von 9A (00A1) ist abgelaufen'],
  [
    'The certificate of 9A (00A1) is on hold on record, but valid at the CA',
    'Das Zertifikat von 9A (00A1) ist als „ausgesetzt“ verzeichnet, bei der CA aber gültig',
  ],
  [
    'The certificate of 9A (C3) is REVOKED on record, but good at the CA',
    'Das Zertifikat von 9A (C3) ist als „gesperrt“ verzeichnet, bei der CA aber gültig',
  ],
  [
    'The certificate of 9A (00A1) is ACTIVE on record, and the CA does not know it',
    'Das Zertifikat von 9A (00A1) ist als „aktiv“ verzeichnet, und die CA kennt es nicht',
  ],
  [
    'The card keeps the management key of its stock batch, which everybody knows',
    'Die Karte behält einen Wert ihrer Lieferung, den jeder kennt: Verwaltungsschlüssel',
  ],
  [
    'The card keeps the PUK of its stock batch, which everybody knows',
    'Die Karte behält einen Wert ihrer Lieferung, den jeder kennt: PUK',
  ],
  [
    'The card keeps the management key of its stock batch, which everybody knows; that was accepted',
    'Die Karte behält einen Wert ihrer Lieferung, den jeder kennt: Verwaltungsschlüssel; das wurde hingenommen',
  ],
  [
    'The certificate of 9A is revoked, and the card in use has no other',
    'Das Zertifikat von 9A ist gesperrt, und die Karte in Gebrauch hat kein anderes',
  ],
];
