/** What is said of a card before anything is done with it: why something is not possible, and what it would do. */
export const cardSentences = {
  'card.issued-already': {
    en: 'This card is issued already: take a blank one. To renew what is on this one, update or reprovision it',
    de: 'Diese Karte ist schon ausgestellt: Nehmen Sie eine leere. Um diese zu erneuern, aktualisieren Sie sie oder beschreiben Sie sie neu',
  },
  'card.issue-given-up': {
    en: 'An issue of this card was given up: take a blank one, or recycle this one first, which erases it',
    de: 'Die Ausstellung dieser Karte wurde aufgegeben: Nehmen Sie eine leere, oder leeren Sie zuerst diese',
  },
  'card.was-replaced': {
    en: 'This card was replaced: take a blank one, or recycle this one first, which erases it',
    de: 'Diese Karte wurde ersetzt: Nehmen Sie eine leere, oder leeren Sie zuerst diese',
  },
  'card.was-cancelled': {
    en: 'This card was cancelled: take a blank one, or recycle this one first, which erases it',
    de: 'Diese Karte wurde beendet: Nehmen Sie eine leere, oder leeren Sie zuerst diese',
  },
  'card.has-expired': {
    en: 'This card has expired: take a blank one, or recycle this one first, which erases it',
    de: 'Diese Karte ist abgelaufen: Nehmen Sie eine leere, oder leeren Sie zuerst diese',
  },
  'card.not-checked-in': {
    en: 'This card was not checked in yet: inspect it first',
    de: 'Diese Karte ist noch nicht aufgenommen: Lesen Sie sie zuerst',
  },
  'card.being-issued': { en: 'This card is being issued', de: 'Diese Karte wird gerade ausgestellt' },
  'card.recycling-unfinished': {
    en: 'The recycling of this card is not finished: recycle it again',
    de: 'Diese Karte ist nicht fertig geleert: Leeren Sie sie noch einmal',
  },
  'card.disposed': { en: 'This card was disposed of', de: 'Diese Karte ist entsorgt' },
  'card.not-waiting-for-activation': {
    en: 'A card in state {state} does not wait for its activation',
    de: 'Eine Karte im Zustand „{state}“ wartet nicht auf ihre Aktivierung',
  },
  'card.pin-untouchable': {
    en: 'The PIN of a card in state {state} is neither reset nor locked',
    de: 'Die PIN einer Karte im Zustand „{state}“ wird weder zurückgesetzt noch gesperrt',
  },
  'card.cannot-become': {
    en: 'A device in state {from} cannot become {to}',
    de: 'Eine Karte im Zustand „{from}“ kann nicht in den Zustand „{to}“ kommen',
  },
  'card.cannot-be-recycled': {
    en: 'A device in state {state} cannot be recycled',
    de: 'Eine Karte im Zustand „{state}“ kann nicht geleert werden',
  },
  'card.puk-blocked': {
    en: 'The PUK is blocked, and only the PUK can set a new PIN. The card goes on working with the PIN that it has: update it instead',
    de: 'Die PUK ist gesperrt, und nur mit ihr lässt sich eine neue PIN setzen. Mit ihrer PIN geht die Karte weiter: Aktualisieren Sie sie stattdessen',
  },
  'card.unfinished': {
    en: 'The last write of this card was not finished: reprovision it',
    de: 'Die letzte Arbeit an dieser Karte wurde nicht fertig: Beschreiben Sie sie neu',
  },
  'card.pin-blocked': {
    en: 'The PIN is blocked: reset it first',
    de: 'Die PIN ist gesperrt: Setzen Sie sie zuerst zurück',
  },
  'card.contacts-reprovisioned': {
    en: 'Only cards with contacts can be reprovisioned',
    de: 'Nur Karten mit Kontakten können neu beschrieben werden',
  },
  'card.contacts-updated': {
    en: 'Only cards with contacts can be updated',
    de: 'Nur Karten mit Kontakten können aktualisiert werden',
  },
  'card.nobodys': {
    en: 'This card belongs to nobody: issue it to a person first',
    de: 'Diese Karte gehört niemandem: Stellen Sie sie zuerst einer Person aus',
  },
  'card.suspended': {
    en: 'This card is suspended: resume it first',
    de: 'Diese Karte ist ausgesetzt: Lassen Sie sie zuerst wieder zu',
  },
  'card.cancelled': {
    en: 'This card was cancelled: take another one. A recycle, which erases it, makes it blank for a new issue',
    de: 'Diese Karte ist beendet: Nehmen Sie eine andere. Wird sie geleert, kann sie neu ausgestellt werden',
  },
  'card.waits-for-activation': {
    en: 'This card waits for its activation: activate it first',
    de: 'Diese Karte wartet auf ihre Aktivierung: Aktivieren Sie sie zuerst',
  },
  'card.state-reprovisioned': {
    en: 'A card in state {state} cannot be reprovisioned',
    de: 'Eine Karte im Zustand „{state}“ kann nicht neu beschrieben werden',
  },
  'card.state-updated': {
    en: 'A card in state {state} cannot be updated',
    de: 'Eine Karte im Zustand „{state}“ kann nicht aktualisiert werden',
  },
  'card.holder-disabled': {
    en: 'The account of the holder is disabled',
    de: 'Das Konto des Inhabers ist abgeschaltet',
  },
  'card.expired-on': {
    en: 'This card expired on {day}: replace it',
    de: 'Diese Karte ist am {day} abgelaufen: Ersetzen Sie sie',
  },
  'card.profile-withdrawn': {
    en: 'The profile of this card was withdrawn: publish it again, or issue the holder another card',
    de: 'Das Profil dieser Karte ist zurückgezogen: Veröffentlichen Sie es neu, oder stellen Sie dem Inhaber eine andere Karte aus',
  },
  'card.holder-not-approved': {
    en: 'The holder is not approved for issuance',
    de: 'Der Inhaber ist nicht für eine Karte freigegeben',
  },
  'card.at-work': {
    en: 'Request {request} ({type}) runs for this card',
    de: 'An dieser Karte arbeitet schon die Anfrage {request} ({type})',
  },
  'card.parked': {
    en: 'Request {request} ({type}) is stuck for this card: retry or cancel it first',
    de: 'Die Anfrage {request} ({type}) hat an dieser Karte angehalten: Versuchen Sie sie noch einmal, oder brechen Sie sie ab',
  },
  'request.cannot-become': {
    en: 'A request in state {from} cannot become {to}',
    de: 'Eine Anfrage im Zustand {from} kann nicht in den Zustand {to} kommen',
  },
  'request.cannot-be-told': {
    en: 'A request in state {state} cannot be told to {decision}',
    de: 'Für eine Anfrage im Zustand {state} gibt es die Entscheidung „{decision}“ nicht',
  },
  'request.too-late': {
    en: 'It is too late: the request is {state}',
    de: 'Es ist zu spät: Die Anfrage ist im Zustand {state}',
  },
  'request.has-ended': { en: 'The saga of this request has ended', de: 'Die Saga dieser Anfrage ist zu Ende' },
  'request.starting-again': {
    en: 'The saga of this request is just being started again: decide once more in a moment',
    de: 'Die Saga dieser Anfrage wird gerade neu gestartet: Entscheiden Sie gleich noch einmal',
  },
  'request.service-silent': {
    en: 'The service that runs this saga does not answer',
    de: 'Der Dienst, in dem diese Saga läuft, antwortet nicht',
  },
  'request.waits-for-no-pin': { en: 'This request does not wait for a PIN', de: 'Diese Anfrage wartet auf keine PIN' },
  'request.nothing-waits': {
    en: 'Nothing of this kind waits for this card',
    de: 'Für diese Karte wartet nichts dergleichen',
  },
  'request.pin-needed': {
    en: 'Only an issue can end without the holder’s PIN',
    de: 'Nur eine Ausstellung kann ohne PIN des Inhabers enden',
  },
  'request.say-why-cancelled': { en: 'Say why it is cancelled', de: 'Sagen Sie, warum es abgebrochen wird' },
  'request.unbound-meanwhile': {
    en: 'This card is bound to nobody any more',
    de: 'Diese Karte ist niemandem mehr zugeteilt',
  },

  'secret.management-key': { en: 'management key', de: 'Verwaltungsschlüssel' },
  'secret.puk': { en: 'PUK', de: 'PUK' },
  'secret.may-stay': {
    en: 'The {secret} is changed if the card lets it; else it keeps that of its stock batch',
    de: 'Geändert wird, wenn die Karte es zulässt: {secret}; sonst bleibt der Wert der Lieferung',
  },
  'secret.known-stays': {
    en: 'The card cannot change its {secret} and keeps one that everybody knows: whoever holds the card can rewrite it',
    de: 'Die Karte kann das nicht ändern und behält einen Wert, den jeder kennt: {secret}. Wer die Karte hat, kann sie neu beschreiben',
  },
  'secret.batch-stays': {
    en: 'The card cannot change its {secret} and keeps that of its stock batch, which other cards of the batch have too',
    de: 'Die Karte kann das nicht ändern und behält den Wert der Lieferung, den auch andere Karten haben: {secret}',
  },
  'secret.never-in-piv-mode': {
    en: 'A card of PIV mode never keeps a PUK or management key that everybody knows',
    de: 'Eine Karte im PIV-Modus behält nie eine PUK oder einen Verwaltungsschlüssel, die jeder kennt',
  },

  'effect.replaced-valid': {
    en: 'Replaced by a new certificate, which stays valid until it expires',
    de: 'Durch ein neues Zertifikat ersetzt; das alte gilt, bis es abläuft',
  },
  'effect.removed-valid': {
    en: 'Removed from the card, which stays valid until it expires',
    de: 'Von der Karte entfernt; es gilt, bis es abläuft',
  },
  'effect.replaced-revoked': {
    en: 'Replaced by a new certificate, then revoked ({reason})',
    de: 'Durch ein neues Zertifikat ersetzt, dann gesperrt ({reason})',
  },
  'effect.removed-revoked': {
    en: 'Removed from the card, then revoked ({reason})',
    de: 'Von der Karte entfernt, dann gesperrt ({reason})',
  },
  'effect.outside-replaced': {
    en: 'Revoked outside Cardwright already ({reason}); replaced by a new certificate',
    de: 'Außerhalb von Cardwright schon gesperrt ({reason}); durch ein neues Zertifikat ersetzt',
  },
  'effect.outside-removed': {
    en: 'Revoked outside Cardwright already ({reason}); removed from the card',
    de: 'Außerhalb von Cardwright schon gesperrt ({reason}); von der Karte entfernt',
  },
  'effect.old-expire': {
    en: 'The old certificates stay valid until they expire.',
    de: 'Die alten Zertifikate gelten, bis sie ablaufen.',
  },
  'effect.revoked': {
    en: '{count} certificates are revoked and stop working for sign-in, signature and mail of the holder’s account.',
    de: '{count} Zertifikate werden gesperrt und gelten nicht mehr für Anmeldung, Signatur und E-Mail des Inhabers.',
  },
  'effect.revoked-at-once': {
    en: '{count} certificates are revoked at once and stop working for sign-in, signature and mail of the holder’s account.',
    de: '{count} Zertifikate werden sofort gesperrt und gelten nicht mehr für Anmeldung, Signatur und E-Mail des Inhabers.',
  },
  'effect.and-mail-moved': {
    en: '{before} The old key for encrypted mail moves into the key history of the card.',
    de: '{before} Der alte Schlüssel für verschlüsselte E-Mail zieht in die früheren Schlüssel der Karte um.',
  },
  'effect.and-mail-lost': {
    en: '{before} The old key for encrypted mail is lost: mail that was encrypted to it becomes unreadable.',
    de: '{before} Der alte Schlüssel für verschlüsselte E-Mail geht verloren: E-Mails, die damit verschlüsselt sind, werden unlesbar.',
  },
  'effect.reprovision': {
    en: 'Every key and certificate of this card is made anew ({count}), its data objects are written again and the holder chooses a new PIN. {fate} The card keeps its expiry date. From the first new key on there is only the way forward: a card that is taken out goes on when it is inserted again.',
    de: 'Alle Schlüssel und Zertifikate dieser Karte werden neu gemacht ({count}), ihre Daten werden neu geschrieben, und der Inhaber wählt eine neue PIN. {fate} Die Karte behält ihr Ablaufdatum. Ab dem ersten neuen Schlüssel geht es nur noch vorwärts: Wird die Karte herausgenommen, geht es weiter, wenn sie wieder steckt.',
  },
  'effect.reprovision-holder': {
    en: 'Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working.',
    de: 'Ihre Karte wird neu beschrieben, und Sie wählen eine neue PIN. Ihre Zertifikate werden ersetzt; die alten gelten nicht mehr.',
  },
  'effect.update': {
    en: '{what}; everything else on the card stays as it is, the PIN too, which the holder types once. {fate} The card keeps its expiry date, and no certificate outlives it. From the first new key on there is only the way forward: a card that is taken out goes on when it is inserted again.',
    de: '{what}; alles andere auf der Karte bleibt, wie es ist, auch die PIN, die der Inhaber einmal eingibt. {fate} Die Karte behält ihr Ablaufdatum, und kein Zertifikat gilt länger. Ab dem ersten neuen Schlüssel geht es nur noch vorwärts: Wird die Karte herausgenommen, geht es weiter, wenn sie wieder steckt.',
  },
  'effect.update-renewed-holder': {
    en: 'Part of your card is renewed ({keys}). You type its PIN, which stays as it is.',
    de: 'Ein Teil Ihrer Karte wird erneuert ({keys}). Sie geben ihre PIN ein; sie bleibt dieselbe.',
  },
  'effect.update-changed-holder': {
    en: 'Part of your card is changed ({keys}). You type its PIN, which stays as it is.',
    de: 'Ein Teil Ihrer Karte wird geändert ({keys}). Sie geben ihre PIN ein; sie bleibt dieselbe.',
  },
  'effect.leave-it-in': {
    en: '{before} Leave the card in the reader until it is done.',
    de: '{before} Lassen Sie die Karte im Leser, bis es fertig ist.',
  },
  'effect.rotation': {
    en: 'A new management key (9B); everything else on the card stays as it is, the PIN too, which the holder types once. No certificate is replaced or revoked. A card that is taken out goes on when it is inserted again; the vault keeps both keys until the card has proved which one it has.',
    de: 'Ein neuer Verwaltungsschlüssel (9B); alles andere auf der Karte bleibt, wie es ist, auch die PIN, die der Inhaber einmal eingibt. Kein Zertifikat wird ersetzt oder gesperrt. Wird die Karte herausgenommen, geht es weiter, wenn sie wieder steckt; der Tresor behält beide Schlüssel, bis die Karte gezeigt hat, welchen sie hat.',
  },
  'effect.rotation-holder': {
    en: 'Your organisation renews what it looks after your card with. You type the PIN of the card, which stays as it is; nothing that you use changes.',
    de: 'Ihre Organisation erneuert, womit sie Ihre Karte pflegt. Sie geben die PIN der Karte ein; sie bleibt dieselbe, und nichts, was Sie verwenden, ändert sich.',
  },
} as const;
