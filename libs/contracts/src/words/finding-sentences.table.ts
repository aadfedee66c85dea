/** What the reconciler and other watchers find wrong between card, record, CA and relying parties (contracts card/findings.ts). */
export const findingSentences = {
  'finding.certificate-missing': {
    en: 'Key reference {key} should hold certificate {serial}, and holds none',
    de: 'Die Schlüsselreferenz {key} sollte das Zertifikat {serial} haben und hat keines',
  },
  'finding.certificate-damaged': {
    en: 'What stands in place of the certificate of {key} is none',
    de: 'Was an der Stelle des Zertifikats von {key} steht, ist keines',
  },
  'finding.certificate-unknown': {
    en: 'Key reference {key} holds a certificate that is not on record',
    de: 'Die Schlüsselreferenz {key} hat ein Zertifikat, das nicht verzeichnet ist',
  },
  'finding.certificate-other': {
    en: 'Key reference {key} should hold certificate {serial}, and holds {other}',
    de: 'Die Schlüsselreferenz {key} sollte das Zertifikat {serial} haben und hat {other}',
  },
  'finding.other-certificate': { en: 'certificate {serial}', de: 'das Zertifikat {serial}' },
  'finding.foreign-certificate': {
    en: 'one that the CA did not issue for it',
    de: 'eines, das die CA nicht für diese Karte ausgestellt hat',
  },
  'finding.key-without-certificate': {
    en: 'Key reference {key} has a key and no certificate',
    de: 'Die Schlüsselreferenz {key} hat einen Schlüssel und kein Zertifikat',
  },
  'finding.key-missing': {
    en: 'Key reference {key} has a certificate and no key',
    de: 'Die Schlüsselreferenz {key} hat ein Zertifikat und keinen Schlüssel',
  },
  'finding.key-other': {
    en: 'The key of {key} is not the one that was certified',
    de: 'Der Schlüssel von {key} ist nicht der, für den das Zertifikat ausgestellt wurde',
  },
  'finding.object-damaged': {
    en: 'Data object {tag} ({object}) holds something that cannot be read',
    de: 'Im Datenobjekt {tag} ({object}) steht etwas, das nicht lesbar ist',
  },
  'finding.object-missing': {
    en: 'Data object {tag} ({object}) is not on the card',
    de: 'Das Datenobjekt {tag} ({object}) ist nicht auf der Karte',
  },
  'finding.content-unreadable': {
    en: 'Data object {tag} holds something that cannot be read and is not on record; it is kept',
    de: 'Im Datenobjekt {tag} steht etwas, das nicht lesbar und nicht verzeichnet ist; es bleibt stehen',
  },
  'finding.chuid-other': {
    en: 'The CHUID says {what} {is}, the record {should}',
    de: 'In der CHUID steht {what} {is}, verzeichnet ist {should}',
  },
  'finding.chuid-guid': { en: 'GUID', de: 'GUID' },
  'finding.chuid-fasc-n': { en: 'FASC-N', de: 'FASC-N' },
  'finding.chuid-expiry': { en: 'expiry', de: 'Ablauf' },
  'finding.chuid-unreadable': {
    en: 'The CHUID on the card cannot be read',
    de: 'Die CHUID auf der Karte ist nicht lesbar',
  },
  'finding.factory-value': { en: 'The {secret} is the factory value', de: '{secret}: noch der Wert ab Werk' },
  'finding.secret-pin': { en: 'PIN', de: 'PIN' },
  'finding.secret-puk': { en: 'PUK', de: 'PUK' },
  'finding.secret-management-key': { en: 'management key', de: 'Verwaltungsschlüssel' },
  'finding.management-key-other': {
    en: 'The management key is of {algorithm}, the vault’s of {kept}',
    de: 'Der Verwaltungsschlüssel ist einer nach {algorithm}, der des Tresors einer nach {kept}',
  },
  'finding.blocked': { en: 'The {secret} is blocked', de: 'Die {secret} ist gesperrt' },
  'finding.tries-low': { en: 'The {secret} has {left} try left', de: 'Die {secret} hat noch {left} Versuch' },
  'finding.not-answered': {
    en: 'The card did not say {question} ({status}): read it again, or in another reader',
    de: 'Die Karte hat nicht gesagt, {question} ({status}): Lesen Sie sie noch einmal, oder in einem anderen Leser',
  },
  'finding.asked-version': { en: 'its version', de: 'welche Version sie hat' },
  'finding.asked-serial': { en: 'its serial number', de: 'welche Seriennummer sie hat' },
  'finding.asked-tries': { en: 'how many tries its {secret} has', de: 'wie viele Versuche ihre {secret} hat' },
  'finding.asked-algorithm': {
    en: 'of which algorithm its management key is',
    de: 'nach welchem Verfahren ihr Verwaltungsschlüssel ist',
  },
  'finding.asked-key': {
    en: 'whether key reference {key} holds a key',
    de: 'ob die Schlüsselreferenz {key} einen Schlüssel hat',
  },
  'finding.asked-object': {
    en: 'whether data object {tag} is on it',
    de: 'ob das Datenobjekt {tag} auf ihr ist',
  },
  'finding.not-blank': {
    en: 'The card is {state} on record, and holds {names}; a recycle erases it, so make sure first that nobody needs it',
    de: 'Die Karte ist als „{state}“ verzeichnet und enthält {names}; Leeren löscht das: Stellen Sie zuerst sicher, dass niemand es braucht',
  },
  'finding.a-chuid': { en: 'a CHUID', de: 'eine CHUID' },
  'finding.card-expired': { en: 'The card expired on {day}', de: 'Die Karte ist am {day} abgelaufen' },
  'finding.well-known': {
    en: 'The card keeps the {secret} of its stock batch, which everybody knows',
    de: 'Die Karte behält einen Wert ihrer Lieferung, den jeder kennt: {secret}',
  },
  'finding.well-known-accepted': {
    en: 'The card keeps the {secret} of its stock batch, which everybody knows; that was accepted',
    de: 'Die Karte behält einen Wert ihrer Lieferung, den jeder kennt: {secret}; das wurde hingenommen',
  },
  'finding.unknown-to-ca': {
    en: 'The certificate of {key} ({serial}) is {state} on record, and the CA does not know it',
    de: 'Das Zertifikat von {key} ({serial}) ist als „{state}“ verzeichnet, und die CA kennt es nicht',
  },
  'finding.revoked-at-ca': {
    en: 'The certificate of {key} ({serial}) is {state} on record, but revoked at the CA ({reason})',
    de: 'Das Zertifikat von {key} ({serial}) ist als „{state}“ verzeichnet, bei der CA aber gesperrt ({reason})',
  },
  'finding.no-reason': { en: 'no reason', de: 'ohne Grund' },
  'finding.certificate-expired': {
    en: 'The certificate of {key} ({serial}) has expired',
    de: 'Das Zertifikat von {key} ({serial}) ist abgelaufen',
  },
  'finding.held-at-ca': {
    en: 'The certificate of {key} ({serial}) is ACTIVE on record, but on hold at the CA',
    de: 'Das Zertifikat von {key} ({serial}) ist als „aktiv“ verzeichnet, bei der CA aber ausgesetzt',
  },
  'finding.not-held-at-ca': {
    en: 'The certificate of {key} ({serial}) is on hold on record, but valid at the CA',
    de: 'Das Zertifikat von {key} ({serial}) ist als „ausgesetzt“ verzeichnet, bei der CA aber gültig',
  },
  'finding.still-valid': {
    en: 'The certificate of {key} ({serial}) is {state} on record, but {status} at the CA',
    de: 'Das Zertifikat von {key} ({serial}) ist als „{state}“ verzeichnet, bei der CA aber {status}',
  },
  'finding.to-replace': {
    en: 'The certificate of {key} is revoked, and the card in use has no other',
    de: 'Das Zertifikat von {key} ist gesperrt, und die Karte in Gebrauch hat kein anderes',
  },
  'finding.orphan-not-on-record': {
    en: 'Certificate {serial} ({status} at the CA) was issued for {whose} by a request that is closed, and no credential names it',
    de: 'Das Zertifikat {serial} (bei der CA {status}) wurde für {whose} von einer Anfrage ausgestellt, die abgeschlossen ist, und steht in keinem Verzeichnis',
  },
  'finding.orphan-not-delivered': {
    en: 'Certificate {serial} ({status} at the CA) never reached {whose}: its request is closed',
    de: 'Das Zertifikat {serial} (bei der CA {status}) kam nie zu {whose}: Seine Anfrage ist abgeschlossen',
  },
  'finding.orphan-not-revoked': {
    en: 'Certificate {serial} ({status} at the CA) of {whose} is {state} on record, but not revoked',
    de: 'Das Zertifikat {serial} (bei der CA {status}) von {whose} ist als „{state}“ verzeichnet, aber nicht gesperrt',
  },
  'finding.orphan-without-request': {
    en: 'Certificate {serial} ({status} at the CA) for {whose} names request {request}, which does not exist: was a backup restored?',
    de: 'Das Zertifikat {serial} (bei der CA {status}) für {whose} nennt die Anfrage {request}, die es nicht gibt: Wurde eine Sicherung eingespielt?',
  },
  'finding.unknown-device': {
    en: 'device {device}, which is not known',
    de: 'Gerät {device}, das nicht bekannt ist',
  },
  'finding.passkey-not-deleted': {
    en: 'The passkey of this card at {party} is to be deleted by {due}, and was not yet ({failure})',
    de: 'Der Passkey dieser Karte bei {party} ist bis {due} zu löschen und ist es noch nicht ({failure})',
  },
  'finding.not-asked': { en: 'not asked', de: 'noch nicht versucht' },
  'finding.passkey-missing': {
    en: 'The passkey of this card was deleted, and it has no other one yet',
    de: 'Der Passkey dieser Karte wurde gelöscht, und sie hat noch keinen anderen',
  },
  'finding.passkey-not-on-key': {
    en: 'The key does not hold the passkey for {party} that is on record: it was reset or deleted, not by Cardwright',
    de: 'Der Schlüssel hat den verzeichneten Passkey für {party} nicht: Er wurde zurückgesetzt oder gelöscht, nicht durch Cardwright',
  },
  'finding.passkey-not-at-provider': {
    en: '{party} does not list the passkey of this card that is on record: it was deleted there, not by Cardwright',
    de: '{party} führt den verzeichneten Passkey dieser Karte nicht: Er wurde dort gelöscht, nicht durch Cardwright',
  },
  'finding.account-shared': {
    en: 'The {field} of person {person} is also that of {others}: neither gets a certificate',
    de: 'Bei Person {person} und bei {others} steht dasselbe ({field}): Keine von beiden bekommt ein Zertifikat',
  },
  'finding.another-person': { en: 'another person', de: 'einer anderen Person' },
  'finding.field-invalid': {
    en: 'The {fields} of person {person} can stand in no certificate: import the person again',
    de: 'Bei Person {person} kann in keinem Zertifikat stehen: {fields}. Importieren Sie die Person noch einmal',
  },
  'credential.REQUESTED': { en: 'REQUESTED', de: 'beantragt' },
  'credential.ISSUED_OFF_CARD': { en: 'ISSUED_OFF_CARD', de: 'ausgestellt, nicht auf der Karte' },
  'credential.ON_CARD': { en: 'ON_CARD', de: 'auf der Karte' },
  'credential.VERIFIED': { en: 'VERIFIED', de: 'geprüft' },
  'credential.ACTIVE': { en: 'ACTIVE', de: 'aktiv' },
  'credential.HELD': { en: 'HELD', de: 'ausgesetzt' },
  'credential.REVOKE_PENDING': { en: 'REVOKE_PENDING', de: 'wird gesperrt' },
  'credential.REVOKED': { en: 'REVOKED', de: 'gesperrt' },
  'credential.SUPERSEDED': { en: 'SUPERSEDED', de: 'abgelöst' },
  'credential.EXPIRED': { en: 'EXPIRED', de: 'abgelaufen' },
  'credential.ABANDONED': { en: 'ABANDONED', de: 'aufgegeben' },
  'credential.unknown': { en: 'unknown', de: 'unbekannt' },
  'certificate.planned': { en: 'planned', de: 'vorgemerkt' },
  'certificate.good': { en: 'good', de: 'gültig' },
  'certificate.held': { en: 'held', de: 'ausgesetzt' },
  'certificate.revoked': { en: 'revoked', de: 'gesperrt' },
  'certificate.expired': { en: 'expired', de: 'abgelaufen' },
} as const;
