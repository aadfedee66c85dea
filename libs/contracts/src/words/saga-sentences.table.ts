/** What sagas say: in their timelines, when they stop, and how they ended. */
export const sagaSentences = {
  'saga.accepted': { en: 'The request is accepted', de: 'Die Anfrage ist angenommen' },
  'saga.step': { en: '{what} ({number} of {total})', de: '{what} ({number} von {total})' },
  'saga.step-on': { en: '{what} {subject} ({number} of {total})', de: '{what} {subject} ({number} von {total})' },
  'saga.touch': { en: 'The key waits to be touched', de: 'Der Schlüssel wartet darauf, berührt zu werden' },
  'saga.window': {
    en: 'A window at the computer with the card waits for its holder',
    de: 'Ein Fenster am Computer mit der Karte wartet auf den Inhaber',
  },
  'saga.passkey-in-window': {
    en: 'Next is the passkey: its holder makes it in a window of the computer with the card, which opens when they say so',
    de: 'Als Nächstes der Passkey: Der Inhaber macht ihn in einem Fenster am Computer mit der Karte, das sich öffnet, wenn er es sagt',
  },
  'saga.passkey-window-closed': {
    en: 'No passkey was made: the window at the computer with the card was closed, or nobody was done with it in time',
    de: 'Es wurde kein Passkey gemacht: Das Fenster am Computer mit der Karte wurde geschlossen, oder niemand war rechtzeitig damit fertig',
  },
  'saga.passkey-registered': {
    en: 'The passkey is registered with {relyingParty}',
    de: 'Der Passkey ist bei {relyingParty} eingetragen',
  },
  'saga.passkey-in-browser': {
    en: 'Next is the passkey: the browser at the computer with the card makes it, when its holder says so',
    de: 'Als Nächstes der Passkey: der Browser am Computer mit der Karte macht ihn, wenn der Inhaber es sagt',
  },
  'saga.passkey-on-page': {
    en: 'Next is the passkey: its holder registers it on the page of {relyingParty}, at the computer with the card, and says so',
    de: 'Als Nächstes der Passkey: Der Inhaber registriert ihn auf der Seite von {relyingParty}, am Computer mit der Karte, und sagt es',
  },
  'saga.passkey-not-on-page': {
    en: 'There is no new passkey at {relyingParty} yet: its holder registers it there, and says so',
    de: 'Bei {relyingParty} gibt es noch keinen neuen Passkey: Der Inhaber registriert ihn dort und sagt es',
  },
  'saga.passkey-stray': {
    en: 'A passkey that is not on this card was deleted at {relyingParty}',
    de: 'Ein Passkey, der nicht auf dieser Karte ist, wurde bei {relyingParty} gelöscht',
  },
  'saga.waits': {
    en: 'It waits: {error}. {fix} It goes on by itself',
    de: 'Es wartet: {error}. {fix} Es geht von selbst weiter',
  },
  'saga.stopped-by': { en: '{error}. {fix}', de: '{error}. {fix}' },
  'saga.undo-fails': {
    en: 'Cleaning up does not succeed yet: {error}. {fix} It is repeated by itself',
    de: 'Das Aufräumen gelingt noch nicht: {error}. {fix} Es wird von selbst wiederholt',
  },
  'saga.ended-in-vain': {
    en: 'Ended without effect: the card is {state}',
    de: 'Ohne Wirkung beendet: Die Karte ist {state}',
  },
  'saga.meanwhile': {
    en: '{done}. The card was {state} meanwhile, and stays so',
    de: '{done}. Die Karte ist inzwischen {state} und bleibt so',
  },
  'saga.cancelled': { en: 'Cancelled. {left}', de: 'Abgebrochen. {left}' },
  'saga.given-up': { en: 'Given up after waiting too long. {left}', de: 'Nach zu langem Warten aufgegeben. {left}' },
  'saga.stopping': { en: 'Stopping', de: 'Hält an' },
  'saga.not-in-use': { en: 'The card is not in use any more', de: 'Die Karte wird nicht mehr verwendet' },
  'saga.superseded': { en: 'A newer request does it', de: 'Eine neuere Anfrage tut es' },
  'saga.withdrawn-before': { en: 'Withdrawn before it began', de: 'Zurückgezogen, bevor es begann' },
  'saga.stopped-untouched': {
    en: 'Stopped. Nothing on the card was changed',
    de: 'Beendet. An der Karte ist nichts geändert',
  },
  'saga.card-moved': {
    en: 'The card is in "{reader}"; it was expected in "{expected}"',
    de: 'Die Karte steckt in „{reader}“; erwartet war sie in „{expected}“',
  },
  'saga.lost-superseded': {
    en: 'Its workflow was lost, and another request has the card',
    de: 'Ihr Ablauf ging verloren, und eine andere Anfrage hat die Karte',
  },
  'saga.lost-goes-on': {
    en: 'Its workflow was lost: it goes on in attempt {attempt}',
    de: 'Ihr Ablauf ging verloren: Es geht im Versuch {attempt} weiter',
  },
  'saga.lost-cleaning-up': {
    en: 'Its workflow was lost: cleaning up',
    de: 'Ihr Ablauf ging verloren: Es wird aufgeräumt',
  },

  'replacement.waits': { en: 'Waits for the new card', de: 'Wartet auf die neue Karte' },
  'replacement.temporary-active': { en: 'The temporary card is active', de: 'Die vorläufige Karte ist aktiv' },
  'replacement.active': {
    en: 'The new card is active and takes the place of the old one',
    de: 'Die neue Karte ist aktiv und tritt an die Stelle der alten',
  },
  'replacement.withdrawn-usable': {
    en: 'Withdrawn; the card may be used again',
    de: 'Zurückgezogen; die Karte darf wieder verwendet werden',
  },
  'replacement.withdrawn': { en: 'Withdrawn', de: 'Zurückgezogen' },

  'issue.active': { en: 'The card is active', de: 'Die Karte ist aktiv' },
  'issue.pending': {
    en: 'The card is written and waits for its activation by an operator',
    de: 'Die Karte ist geschrieben und wartet, bis ein Bearbeiter sie aktiviert',
  },
  'issue.activated': {
    en: 'The card is active; its initial PIN must be changed',
    de: 'Die Karte ist aktiv; ihre Anfangs-PIN muss geändert werden',
  },
  'issue.revoking': {
    en: 'Revoking the certificates of this attempt',
    de: 'Sperrt die Zertifikate dieses Versuchs',
  },
  'issue.left': { en: 'The card is left for recycling', de: 'Die Karte muss geleert werden' },
  'issue.holding-again': { en: 'Putting the certificates on hold again', de: 'Setzt die Zertifikate wieder aus' },
  'issue.stays-pending': {
    en: 'Stopped. The card stays Pending',
    de: 'Beendet. Die Karte wartet weiter auf ihre Aktivierung',
  },
  'issue.proof-repeated': {
    en: 'Proof of {keys} failed once; asked again with another challenge, the card gave it',
    de: 'Der Nachweis von {keys} misslang einmal; mit einer anderen Aufgabe gab ihn die Karte',
  },
  'issue.not-attested': {
    en: 'The key {key} is not attested: {why}',
    de: 'Der Schlüssel {key} ist nicht bezeugt: {why}',
  },
  'issue.not-attested-several': {
    en: 'The keys {keys} are not attested: {why}',
    de: 'Die Schlüssel {keys} sind nicht bezeugt: {why}',
  },
  'issue.with-status': { en: '{why} (status word {status})', de: '{why} (Statuswort {status})' },

  'recycle.blank': { en: 'The card is blank again', de: 'Die Karte ist wieder leer' },
  'recycle.stopped': {
    en: 'Stopped. The certificates are revoked; recycle again to wipe the card',
    de: 'Beendet. Die Zertifikate sind gesperrt; leeren Sie die Karte noch einmal',
  },

  'pin.reset': {
    en: 'The new PIN is set; PIN and PUK have all their tries',
    de: 'Die neue PIN ist gesetzt; PIN und PUK haben alle Versuche',
  },
  'pin.changed': {
    en: 'The new PIN is set, and has all its tries',
    de: 'Die neue PIN ist gesetzt und hat alle Versuche',
  },
  'pin.blocked': { en: 'The PIN is blocked', de: 'Die PIN ist gesperrt' },
  'pin.blocked-before': {
    en: 'The PIN was blocked already, and stays so',
    de: 'Die PIN war schon gesperrt und bleibt es',
  },
  'pin.reset-unclear': {
    en: 'Stopped. The card has its old PIN, or the new one if that was set before; reset it again if neither is known',
    de: 'Beendet. Die Karte hat ihre alte PIN, oder die neue, wenn diese schon gesetzt war; setzen Sie sie noch einmal zurück, wenn keine bekannt ist',
  },
  'pin.change-unclear': {
    en: 'Stopped. The card has its old PIN, or the new one if that was set before',
    de: 'Beendet. Die Karte hat ihre alte PIN, oder die neue, wenn diese schon gesetzt war',
  },
  'pin.lock-unclear': {
    en: 'Stopped. The PIN may have fewer tries, or none: lock the card again, or reset the PIN',
    de: 'Beendet. Die PIN hat vielleicht weniger Versuche oder keinen mehr: Sperren Sie die Karte noch einmal, oder setzen Sie die PIN zurück',
  },
  'pin.again': {
    en: 'The work on the card was cut off. A PIN is kept nowhere, so it is asked for again; what is done on the card stays done',
    de: 'Die Arbeit an der Karte wurde unterbrochen. Eine PIN wird nirgends aufbewahrt, deshalb wird sie noch einmal verlangt; was auf der Karte erledigt ist, bleibt',
  },
  'pin.last-try': {
    en: 'One try is left, and a wrong PIN blocks the card',
    de: 'Es bleibt ein Versuch, und eine falsche PIN sperrt die Karte',
  },
  'pin.wrong': { en: 'That was not the PIN of the card', de: 'Das war nicht die PIN der Karte' },
  'pin.wrong-left': {
    en: 'That was not the PIN of the card: {left} tries are left',
    de: 'Das war nicht die PIN der Karte: Es bleiben {left} Versuche',
  },
  'pin.type': {
    en: 'Type the PIN of the card; it stays as it is, and nothing is written before',
    de: 'Geben Sie die PIN der Karte ein; sie bleibt, wie sie ist, und vorher wird nichts geschrieben',
  },
  'pin.type-both': {
    en: 'Type the PIN that it has, and choose the new one',
    de: 'Geben Sie die PIN ein, die sie hat, und wählen Sie die neue',
  },
  'pin.cut-off': {
    en: 'The change was cut off, and the card may have the new PIN already. Type both as before',
    de: 'Die Änderung wurde unterbrochen, und die Karte hat vielleicht schon die neue PIN. Geben Sie beide ein wie vorher',
  },
  'saga.two': { en: '{first}. {then}', de: '{first}. {then}' },
  'saga.semicolon': { en: '{first}; {then}', de: '{first}; {then}' },

  'rewrite.done': {
    en: 'The card is written anew and active; the replaced certificates are being revoked',
    de: 'Die Karte ist neu beschrieben und aktiv; die ersetzten Zertifikate werden gesperrt',
  },
  'rewrite.written': { en: 'The card is written anew', de: 'Die Karte ist neu beschrieben' },
  'rewrite.untouched': {
    en: 'Nothing on the card was changed: it goes on as before',
    de: 'An der Karte ist nichts geändert: Sie geht weiter wie vorher',
  },
  'rewrite.else-as-before': {
    en: 'All else is as before, and the card goes on as before',
    de: 'Alles andere ist wie vorher, und die Karte geht weiter wie vorher',
  },
  'rewrite.torn': {
    en: 'All keys of its certificates are as before. The card was pulled while it was asked for room and may not show its certificate for {keys}: finish by reprovisioning the card',
    de: 'Alle Schlüssel ihrer Zertifikate sind wie vorher. Die Karte wurde herausgezogen, während nach Platz gefragt wurde, und zeigt vielleicht ihr Zertifikat für {keys} nicht: Beschreiben Sie sie neu',
  },
  'rewrite.new-management-key': {
    en: 'The card has a new management key',
    de: 'Die Karte hat einen neuen Verwaltungsschlüssel',
  },
  'rewrite.unknown-management-key': {
    en: 'The card may have been given a new management key; which one it has shows when it is used next',
    de: 'Die Karte hat vielleicht einen neuen Verwaltungsschlüssel; welchen sie hat, zeigt sich bei der nächsten Verwendung',
  },
  'rewrite.half': {
    en: 'The card is neither old nor new: finish by reprovisioning again, or terminate and recycle it',
    de: 'Die Karte ist weder alt noch neu: Beschreiben Sie sie noch einmal neu, oder beenden und leeren Sie sie',
  },
  'update.replaced': {
    en: '{keys} was replaced and is in use; the rest of the card goes on as before',
    de: '{keys} ist ersetzt und in Gebrauch; der Rest der Karte geht weiter wie vorher',
  },
  'update.being-replaced': {
    en: 'The key in {keys} was being replaced: finish by reprovisioning the card, or terminate and recycle it',
    de: 'Der Schlüssel in {keys} wurde gerade ersetzt: Beschreiben Sie die Karte neu, oder beenden und leeren Sie sie',
  },
  'update.done': {
    en: '{what}; the PIN and all else are as before',
    de: '{what}; die PIN und alles andere sind wie vorher',
  },
  'update.new-keys': {
    en: 'New keys and certificates in {keys}',
    de: 'Neue Schlüssel und Zertifikate in {keys}',
  },
  'update.removed': {
    en: 'Key and certificate removed from {keys}',
    de: 'Schlüssel und Zertifikat aus {keys} entfernt',
  },
  'update.management-key': { en: 'A new management key', de: 'Ein neuer Verwaltungsschlüssel' },

  'reinsertion.taken-out': { en: 'The card was taken out', de: 'Die Karte wurde herausgenommen' },
  'reinsertion.seen': {
    en: 'The card was put in again, and programs see its new certificates',
    de: 'Die Karte wurde wieder eingesteckt, und Programme sehen ihre neuen Zertifikate',
  },
  'reinsertion.not-seen': {
    en: 'The card was put in again, and programs do not see the new certificate for {keys}',
    de: 'Die Karte wurde wieder eingesteckt, und Programme sehen das neue Zertifikat für {keys} nicht',
  },
  'reinsertion.not-put-in': {
    en: 'The card was not put in again within a day; nobody looks any more',
    de: 'Die Karte wurde einen Tag lang nicht wieder eingesteckt; niemand sieht mehr nach',
  },
  'reinsertion.never-seen': {
    en: 'The new certificates were not seen within a day; nobody looks any more',
    de: 'Die neuen Zertifikate waren einen Tag lang nicht zu sehen; niemand sieht mehr nach',
  },
  'reinsertion.not-verified': {
    en: 'The card was put in again; nobody could look whether programs see its new certificates ({why})',
    de: 'Die Karte wurde wieder eingesteckt; niemand konnte nachsehen, ob Programme ihre neuen Zertifikate sehen ({why})',
  },
} as const;
