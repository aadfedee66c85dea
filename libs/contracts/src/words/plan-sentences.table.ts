/** What a plan says of a card's content that neither a blank card nor the record explains, shown before the first write. */
export const planSentences = {
  'plan.unreadable-kept': {
    en: 'Data object {tag} holds something that cannot be read; it stays as it is',
    de: 'Im Datenobjekt {tag} steht etwas, das nicht lesbar ist; es bleibt, wie es ist',
  },
  'plan.unreadable-written': {
    en: 'Data object {tag} holds something that cannot be read; it is written over',
    de: 'Im Datenobjekt {tag} steht etwas, das nicht lesbar ist; es wird überschrieben',
  },
  'plan.unreadable-erased': {
    en: 'Data object {tag} holds something that cannot be read; it is erased',
    de: 'Im Datenobjekt {tag} steht etwas, das nicht lesbar ist; es wird gelöscht',
  },
  'plan.unanswered': {
    en: 'The card did not say {question} ({status})',
    de: 'Die Karte hat nicht gesagt, {question} ({status})',
  },
  'plan.unanswered-written': {
    en: 'The card did not say {question} ({status}); it is written over',
    de: 'Die Karte hat nicht gesagt, {question} ({status}); es wird überschrieben',
  },
  'plan.foreign-certificate': {
    en: '{key} holds a certificate that Cardwright did not write',
    de: '{key} hat ein Zertifikat, das Cardwright nicht geschrieben hat',
  },
  'plan.management-key-not-factory': {
    en: 'The management key is not the factory value',
    de: 'Der Verwaltungsschlüssel ist nicht der Wert der Lieferung',
  },
  'plan.management-key-factory': {
    en: 'The management key is the factory value',
    de: 'Der Verwaltungsschlüssel ist der Wert der Lieferung',
  },
  'plan.tries-fixed': {
    en: 'The PIN and PUK tries that the profile asks for cannot be set on this card: its own stay',
    de: 'So viele Versuche für PIN und PUK, wie das Profil verlangt, sind auf dieser Karte nicht einzustellen: Ihre eigenen bleiben',
  },
  'plan.tries-stay': {
    en: 'The card allows {tries} PIN tries, the profile asks for {asked}; that stays',
    de: 'Die Karte erlaubt {tries} Versuche für die PIN, das Profil verlangt {asked}; das bleibt so',
  },
  'plan.certificate-missing': {
    en: '{key} lacks the certificate that is on record',
    de: 'In {key} fehlt das Zertifikat, das verzeichnet ist',
  },
  'plan.certificate-unknown': {
    en: '{key} holds a certificate that is not on record',
    de: '{key} hat ein Zertifikat, das nicht verzeichnet ist',
  },
  'plan.no-pair': {
    en: 'Key and certificate of {key} are not a pair',
    de: 'Schlüssel und Zertifikat von {key} gehören nicht zusammen',
  },
  'plan.revoked-outside': {
    en: 'The certificate of {key} was revoked outside Cardwright ({reason})',
    de: 'Das Zertifikat von {key} wurde außerhalb von Cardwright gesperrt ({reason})',
  },
  'plan.pin-blocked': {
    en: 'The PIN is blocked; the PUK sets the new one',
    de: 'Die PIN ist gesperrt; die neue wird mit der PUK gesetzt',
  },
  'plan.last-try': {
    en: 'One try is left for the PIN: a wrong one blocks it',
    de: 'Für die PIN bleibt ein Versuch: Eine falsche sperrt sie',
  },
  'plan.key-stays': {
    en: 'Nothing on this card destroys what may stand in key reference {key}; it loses its certificate',
    de: 'Was in der Schlüsselreferenz {key} stehen mag, kann auf dieser Karte nichts zerstören; sie verliert ihr Zertifikat',
  },
  'plan.not-attested': {
    en: 'The keys will not count as attested: {lack}',
    de: 'Die Schlüssel gelten nicht als bezeugt: {lack}',
  },
} as const;
