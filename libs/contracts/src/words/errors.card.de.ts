/** The German words of errors of the card, the agent, the PIN, the vault and the CA: title, and what to do. English: errors/error-catalogue.ts. */
import type { ErrorCode } from '../errors/error-catalogue.js';

export const cardErrors = {
  CARD_ABSENT: [
    'Die Karte steckt in keinem Leser dieses Computers',
    'Stecken Sie die Karte ein und versuchen Sie es noch einmal.',
  ],
  CARD_REMOVED: [
    'Die Karte wurde herausgenommen',
    'Stecken Sie dieselbe Karte wieder ein; die Arbeit geht dort weiter.',
  ],
  CARD_AMBIGUOUS: ['Es steckt mehr als eine Karte', 'Nennen Sie den Leser, oder nehmen Sie die anderen Karten heraus.'],
  CARD_BUSY: [
    'Ein anderes Programm hat die Karte',
    'Schließen Sie das andere Programm. Eine Saga, die wartet, geht von selbst weiter; sonst versuchen Sie es noch einmal.',
  ],
  CARD_IN_WORK: [
    'Andere Arbeit dieses Systems hat den Leser',
    'Lassen Sie diese Arbeit zu Ende gehen; vielleicht wartet sie auf eine PIN. Eine Saga, die wartet, geht von selbst weiter, sobald ihre Karte in einem freien Leser steckt; sonst versuchen Sie es noch einmal.',
  ],
  CARD_WAS_RESET: [
    'Ein anderes Programm hat die Karte zurückgesetzt',
    'Schließen Sie andere Programme, die die Karte verwenden; die Arbeit geht weiter, wenn die Karte neu gelesen ist.',
  ],
  CARD_UNPOWERED: [
    'Der Leser hat die Karte abgeschaltet',
    'Die Arbeit geht weiter, wenn die Karte neu gelesen ist. Geschieht es wieder, schließen Sie den Leser direkt am Computer an, oder nehmen Sie einen anderen.',
  ],
  CARD_UNRESPONSIVE: [
    'Die Karte im Leser antwortet nicht',
    'Nehmen Sie die Karte heraus, reinigen Sie ihre Kontakte und stecken Sie sie richtig herum wieder ein; versuchen Sie dann einen anderen Leser. Behalten Sie die Karte.',
  ],
  CARD_LINK_FAILED: [
    'Leser und Karte verstehen einander nicht',
    'Nehmen Sie die Karte heraus und stecken Sie sie wieder ein; hilft das nicht, versuchen Sie einen anderen Leser. Behalten Sie die Karte.',
  ],
  CARD_PROTOCOL_MISMATCH: [
    'Karte und Leser haben kein gemeinsames Übertragungsprotokoll',
    'Nehmen Sie einen anderen Leser, und schließen Sie Programme, die die Karte haben.',
  ],
  CARD_READER_MISMATCH: [
    'Der Leser kann mit dieser Karte nicht arbeiten',
    'Erneuern Sie den Treiber des Lesers, oder nehmen Sie einen anderen Leser; die Karte selbst kann in Ordnung sein.',
  ],
  CARD_NOT_PIV: [
    'Das ist keine PIV-Karte',
    'Stecken Sie eine Karte mit der PIV-Anwendung ein. Sollte diese sie haben, behalten Sie die Karte und versuchen Sie einen anderen Leser.',
  ],
  CARD_UNSUPPORTED: [
    'Kein Kartenmodell passt zu dieser Karte',
    'Nehmen Sie ein unterstütztes Modell, oder fügen Sie eines hinzu, das diese Karte beschreibt (`cardwright models publish`, docs/card-models.md).',
  ],
  CARD_NO_IDENTITY: [
    'Die Karte hat keine Kennung, auf die Cardwright sich verlassen kann',
    'Nehmen Sie eine Karte mit Seriennummer, CPLC oder CUID.',
  ],
  CARD_INTERFACE_UNSUPPORTED: ['Das ist ein kontaktloser Token', 'Verwenden Sie die Schnittstelle mit Kontakten.'],
  CARD_WRONG_DEVICE: [
    'Im Leser steckt eine andere Karte',
    'Stecken Sie die Karte ein, für die diese Arbeit begonnen wurde.',
  ],
  CARD_CAPABILITY_MISSING: [
    'Die Karte kann nicht, was das Profil verlangt',
    'Wählen Sie ein anderes Profil oder ein anderes Kartenmodell.',
  ],
  CARD_STEP_REFUSED: [
    'Die Karte hat einen Schritt abgelehnt, den ihr Modell verspricht',
    'Es ist nichts zu tun: Der Plan wird ohne ihn neu gemacht. Berichtigen Sie das Kartenmodell, wenn auch andere Karten davon ihn ablehnen.',
  ],
  CARD_WELL_KNOWN_SECRETS: [
    'Die Karte würde eine PUK oder einen Verwaltungsschlüssel behalten, die jeder kennt',
    'Nehmen Sie Karten, die mit eigenen Werten geliefert wurden, und nehmen Sie diese auf (`cardwright stock import`). Außerhalb des PIV-Modus kann es mit einer Begründung hingenommen werden.',
  ],
  CARD_PIN_INCORRECT: ['Die PIN stimmt nicht', 'Geben Sie die PIN noch einmal ein.'],
  CARD_PIN_REFUSED: [
    'Die Karte nimmt diese PIN nicht',
    'Wählen Sie eine andere PIN. Karten haben eigene Regeln: keine wiederholten oder aufsteigenden Zeichen, nicht zu kurz, keine frühere PIN.',
  ],
  CARD_PIN_BLOCKED: [
    'Die PIN ist gesperrt',
    'Setzen Sie die PIN zurück: Das geht mit der PUK und ändert sonst nichts an der Karte.',
  ],
  CARD_PIN_LAST_TRY: [
    'Die PIN stimmt nicht, und es bleibt ein Versuch',
    'Vergewissern Sie sich der PIN vor dem nächsten Versuch; eine falsche sperrt die Karte. Mit der PUK lässt sich eine neue setzen.',
  ],
  CARD_PUK_INCORRECT: [
    'Die PUK ist nicht die gespeicherte',
    'Versuchen Sie es nicht noch einmal, denn jede falsche PUK kostet einen Versuch. Lesen Sie die Karte, und prüfen Sie, dass es die verzeichnete ist und aus der richtigen Lieferung.',
  ],
  CARD_PUK_BLOCKED: [
    'Die PUK ist gesperrt',
    'Behalten Sie die Karte: Mit ihrer PIN geht sie weiter. Ersetzen Sie sie rechtzeitig, denn nur wenn sie geleert wird, bekommt sie wieder eine PUK.',
  ],
  CARD_SECURITY_STATUS: ['Die Karte verlangt zuerst eine Anmeldung', 'Versuchen Sie es noch einmal.'],
  CARD_OBJECT_NOT_FOUND: ['Die Karte hat kein solches Objekt und keinen solchen Schlüssel', 'Lesen Sie die Karte.'],
  CARD_NO_SPACE: ['Die Karte ist voll', 'Nehmen Sie ein Profil mit weniger oder kleineren Zertifikaten.'],
  CARD_OBJECT_CANNOT_GROW: [
    'Die Karte hat für ein längeres Objekt zu wenig Platz',
    'Verwenden Sie die Karte weiter: Ihre Schlüssel sind, wie sie waren. Geben Sie der Person eine andere Karte, wenn diese sich ändern muss, oder nehmen Sie ein Profil mit kleineren Zertifikaten.',
  ],
  CARD_KEY_REJECTED: [
    'Der Verwaltungsschlüssel wurde nicht angenommen',
    'Behalten Sie die Karte: An ihr wurde nichts geändert. Finden Sie heraus, mit welchen Werten sie geliefert wurde, nehmen Sie diese auf (`cardwright stock import`), und versuchen Sie es dann noch einmal.',
  ],
  CARD_UNEXPECTED_STATUS: [
    'Die Karte hat unerwartet geantwortet',
    'Behalten Sie die Karte und versuchen Sie es noch einmal, dann mit einem anderen Leser. Bleibt es so, schicken Sie die Einzelheiten an Ihren Administrator.',
  ],
  CARD_OUTCOME_UNKNOWN: [
    'Die Verbindung zur Karte riss beim Schreiben ab',
    'Stecken Sie dieselbe Karte wieder ein; sie wird zuerst gelesen.',
  ],
  CARD_VERIFY_FAILED: ['Gelesen wurde anderes als geschrieben', 'Versuchen Sie es noch einmal.'],
  CARD_PROOF_FAILED: [
    'Die Karte hat nicht bewiesen, dass sie den Schlüssel hat',
    'Behalten Sie die Karte und versuchen Sie es noch einmal, dann mit einem anderen Leser. Bleibt es so, schicken Sie die Einzelheiten an Ihren Administrator.',
  ],
  CARD_ATTESTATION_FAILED: [
    'Die Karte konnte ihren Schlüssel nicht bezeugen',
    'Das Profil verlangt bezeugte Schlüssel: Prüfen Sie, dass die Wurzeln dieses Modells eingerichtet sind, oder nehmen Sie eine Karte, die ihre Schlüssel bezeugt.',
  ],
  EDGE_UNREACHABLE: ['Der Agent des Computers antwortet nicht', 'Prüfen Sie, dass der Agent läuft und verbunden ist.'],
  EDGE_RESTARTED: [
    'Der Agent wurde während der Arbeit neu gestartet',
    'Versuchen Sie es noch einmal: Die Karte wird zuerst gelesen.',
  ],
  EDGE_SCREEN_LOCKED: [
    'Der Bildschirm des Computers wurde gesperrt',
    'Entsperren Sie den Bildschirm: Die Karte wird gelesen, und die Arbeit geht von selbst weiter.',
  ],
  EDGE_SIGNED_OUT: [
    'Die Person am Computer hat sich abgemeldet',
    'Melden Sie sich wieder an: Die Karte wird gelesen, und die Arbeit geht von selbst weiter.',
  ],
  EDGE_GOING_TO_SLEEP: [
    'Der Computer geht schlafen oder wird ausgeschaltet',
    'Wecken Sie den Computer: Die Karte wird gelesen, und die Arbeit geht von selbst weiter.',
  ],
  EDGE_BATCH_CONFLICT: [
    'Schritte mit dieser Kennung, aber anderem Inhalt gab es schon',
    'Beginnen Sie einen neuen Versuch.',
  ],
  EDGE_OUTDATED: ['Der Agent ist zu alt für diesen Server', 'Installieren Sie die Version, die hier genannt ist.'],
  EDGE_PCSC_UNAVAILABLE: [
    'PC/SC gibt es auf diesem Computer nicht',
    'Installieren und starten Sie pcscd, und rufen Sie dann `cardwright-agent doctor` auf.',
  ],
  EDGE_PCSC_STOPPED: [
    'Der PC/SC-Dienst wurde angehalten',
    'Starten Sie ihn wieder (Linux: pcscd; Windows: „Smartcard“, der mit dem letzten Leser endet: Schließen Sie einen an).',
  ],
  EDGE_PCSC_BUSY: [
    'Der PC/SC-Dienst hat zu viel zu tun',
    'Schließen Sie Programme, die Karten verwenden, oder starten Sie den PC/SC-Dienst neu; versuchen Sie es dann noch einmal.',
  ],
  EDGE_PCSC_FORBIDDEN: [
    'Der Benutzer, unter dem der Agent läuft, darf PC/SC nicht verwenden',
    'Zu installieren ist nichts: Erlauben Sie es diesem Benutzer in polkit. `cardwright-agent doctor` zeigt die Regel.',
  ],
  EDGE_PCSC_FAILED: [
    'PC/SC meldet einen Fehler, den es nicht erklärt',
    'Ziehen Sie den Leser ab und stecken Sie ihn wieder an, oder starten Sie den PC/SC-Dienst neu. Bleibt es so, schicken Sie die Einzelheiten an Ihren Administrator.',
  ],
  EDGE_WEBAUTHN_UNAVAILABLE: [
    'Der Computer hat kein eigenes Fenster, in dem ein Passkey gemacht wird',
    'Nötig sind ein Windows mit Version 4 seiner WebAuthn-Schnittstelle und der Teil des Agenten in der Sitzung des Inhabers. Melden Sie sich dort an, oder nehmen Sie einen anderen Arbeitsplatz, und versuchen Sie es noch einmal.',
  ],
  EDGE_USB_KEY_FORBIDDEN: [
    'Der Benutzer, unter dem der Agent läuft, darf die USB-Schnittstelle dieses Schlüssels nicht verwenden',
    'Unter Linux gibt sie ihm eine Regel von udev (docs/agent.md, „Keys at USB“); unter Windows muss der Agent als Dienst laufen.',
  ],
  EDGE_NO_READER: [
    'An diesem Computer ist kein Leser angeschlossen',
    'Schließen Sie einen Leser an; unter Linux ist libccid der Treiber der meisten.',
  ],
  EDGE_READER_UNAVAILABLE: [
    'Der Leser ist nicht mehr da',
    'Stecken Sie ihn wieder an, oder stecken Sie die Karte in einen anderen Leser.',
  ],
  EDGE_READER_TIMEOUT: [
    'Der Leser hat nicht rechtzeitig geantwortet',
    'Nehmen Sie die Karte heraus und stecken Sie sie wieder ein; hilft das nicht, ziehen Sie den Leser ab und stecken Sie ihn wieder an.',
  ],
  EDGE_FORBIDDEN_SUBJECT: ['Ein Agent darf nur für sich selbst sprechen', 'Nehmen Sie den Computer neu auf.'],
  EDGE_VAULT_KEY_UNTRUSTED: [
    'Dem Agenten wurde für eine PIN ein Schlüssel genannt, der nicht der bekannte des Tresors ist',
    'Hat der Tresor einen neuen Schlüssel, erneuern Sie die Zulassung des Computers oder nehmen Sie ihn neu auf; wenn nicht, suchen Sie nach dem Absender.',
  ],
  EDGE_CREDENTIAL_UNTRUSTED: [
    'Die erneuerte Zulassung des Agenten darf der alten nicht folgen',
    'Wurde der Schlüssel des Kontos gewechselt, nehmen Sie den Computer neu auf.',
  ],
  EDGE_SERVER_NOT_TRUSTED: [
    'Was dieser Computer bekam, ein Angebot einer Aktualisierung oder Schritte für die Karte, kommt von keinem Server, dem er vertraut',
    'Rufen Sie `cardwright-agent doctor` auf: Er sagt, ob die Wurzel der CA bekannt ist und ob die Uhr stimmt. Ist beides so, suchen Sie nach dem Absender.',
  ],
  EDGE_POLICY_INVALID: [
    'Eine Richtlinie oder Einstellungsdatei dieses Computers ist nicht lesbar',
    'Berichtigen Sie die genannte Stelle. Eine Richtlinie des Computers hält allen Verkehr an, bis sie lesbar ist; jede andere Quelle wird übergangen.',
  ],
  EDGE_ENROLLED_ELSEWHERE: [
    'Die Richtlinie dieses Computers nennt einen anderen Server als den, bei dem er aufgenommen ist',
    'Nehmen Sie ihn beim Server der Richtlinie auf (`cardwright-agent enrol --force`), oder berichtigen Sie die Richtlinie.',
  ],
  EDGE_SERVER_MISSING: [
    'Die Richtlinie dieses Computers erlaubt keinen Server',
    'Setzen Sie den Server in der Richtlinie, oder nehmen Sie die Richtlinie weg, damit der Server gilt, bei dem der Computer aufgenommen ist.',
  ],
  EDGE_JOURNAL_UNAVAILABLE: [
    'Der Agent kann sein Journal nicht schreiben',
    'Schaffen Sie auf dem Computer Speicherplatz.',
  ],
  EDGE_SESSION_KEY_INVALID: [
    'Der Sitzungsschlüssel ist nicht vom Agenten dieses Computers signiert',
    'Geben Sie keine PIN ein. Prüfen Sie, wie der Computer aufgenommen ist, und versuchen Sie es dann noch einmal.',
  ],
  EDGE_AGENT_KEY_CHANGED: [
    'Der Agent des Computers hat einen anderen Schlüssel als den, den Sie kennen',
    'Geben Sie keine PIN ein. Fragen Sie am Computer nach: `cardwright-agent status` zeigt seinen Schlüssel. Ist es der neue: `cardwright workstations accept-key`.',
  ],
  PIN_POLICY: ['Die PIN erfüllt die Regel nicht', 'Wählen Sie eine PIN, die die genannte Regel erfüllt.'],
  PIN_KEY_EXPIRED: [
    'Den Schlüssel, für den die PIN versiegelt wurde, gibt es nicht mehr',
    'Geben Sie die PIN noch einmal ein.',
  ],
  PIN_SEALED_INVALID: [
    'Die versiegelte PIN ist hier nicht zu verwenden',
    'Geben Sie die PIN noch einmal ein, für diese Karte und diese Arbeit.',
  ],
  PIN_REPLAYED: ['Diese versiegelte PIN wurde schon verwendet', 'Geben Sie die PIN noch einmal ein.'],
  PKI_PROFILE_UNKNOWN: ['Kein Zertifikatsprofil heißt so', 'Nehmen Sie ein Zertifikatsprofil, das es gibt.'],
  PKI_PUBLIC_KEY_REJECTED: [
    'Der öffentliche Schlüssel ist nicht erlaubt',
    'Nehmen Sie ein Verfahren und eine Länge, die das Profil erlaubt; ist der Schlüssel schwach, nehmen Sie eine andere Karte: Diese macht schlechte Schlüssel.',
  ],
  PKI_SUBJECT_INVALID: [
    'Ein Zertifikat kann diese Angabe der Person nicht tragen',
    'Berichtigen Sie die genannte Angabe dort, woher die Person kommt, nehmen Sie die Person neu auf, und versuchen Sie es dann noch einmal.',
  ],
  PKI_LINT_FAILED: ['Das geplante Zertifikat verletzt eine Regel', 'Berichtigen Sie das Zertifikatsprofil.'],
  PKI_CERTIFICATE_NOT_FOUND: ['Ein solches Zertifikat gibt es nicht', 'Prüfen Sie die Seriennummer.'],
  PKI_ALREADY_REVOKED: ['Das Zertifikat ist schon gesperrt', 'Es ist nichts zu tun.'],
  PKI_NOT_HELD: ['Das Zertifikat ist nicht ausgesetzt', 'Es ist nichts zu tun.'],
  PKI_IDEMPOTENCY_CONFLICT: [
    'Dieser Schlüssel für Wiederholungen gehört zu einem anderen Zertifikat',
    'Beginnen Sie einen neuen Versuch.',
  ],
  PKI_STATUS_UNCONFIRMED: [
    'Die CA bestätigt die Änderung eines Zertifikats nicht',
    'Warten Sie: Sie wird von selbst wieder gefragt. Bleibt es so, sehen Sie bei der CA nach.',
  ],
  PKI_SIGNER_UNAVAILABLE: ['Der Signierer antwortet nicht', 'Warten Sie: Die Arbeit geht von selbst weiter.'],
  PKI_ISSUER_EXPIRING: ['Die ausstellende CA läuft zu bald ab', 'Erneuern Sie die ausstellende CA.'],
  VAULT_LEASE_REQUIRED: [
    'Der Tresor antwortet nur zu einer Karte, an der gearbeitet wird',
    'Beginnen Sie zuerst eine Arbeit an der Karte.',
  ],
  VAULT_SECRET_UNKNOWN: [
    'Der Tresor hat dieses Geheimnis nicht',
    'Nehmen Sie die Lieferung auf, zu der die Karte gehört.',
  ],
  VAULT_DECRYPT_FAILED: [
    'Der versiegelte Inhalt lässt sich nicht öffnen',
    'Versiegeln Sie ihn neu für den jetzigen Schlüssel des Tresors.',
  ],
  FIDO_USER_CANCELLED: [
    'Der Schlüssel wurde nicht berührt',
    'Versuchen Sie es noch einmal, und berühren Sie den Schlüssel, wenn Sie dazu aufgefordert werden.',
  ],
  FIDO_PIN_INCORRECT: ['Die PIN für Passkeys stimmt nicht', 'Geben Sie sie noch einmal ein.'],
  FIDO_PIN_BLOCKED: [
    'Die PIN für Passkeys ist gesperrt',
    'Hat der Schlüssel eine PIN für alles, setzt ein Zurücksetzen der PIN eine neue. Sonst hilft nur, seine FIDO-Anwendung zurückzusetzen; das löscht jeden Passkey darauf, auch die eigenen des Inhabers.',
  ],
  FIDO_PIN_NEEDS_REINSERT: [
    'Der Schlüssel nimmt keine PIN für Passkeys, bevor er neu eingesteckt ist',
    'Ziehen Sie den Schlüssel heraus, stecken Sie ihn wieder ein und geben Sie dann die PIN ein. Es waren zu viele falsche hintereinander.',
  ],
  FIDO_RESET_NEEDS_REINSERT: [
    'Der Schlüssel lässt sich nur gleich nach dem Einstecken zurücksetzen',
    'Ziehen Sie den Schlüssel heraus, stecken Sie ihn wieder ein und berühren Sie ihn, sobald er blinkt. Jeder Passkey darauf geht verloren, auch die eigenen des Inhabers. Kommt das noch einmal, hat der Schlüssel zu lange auf die Berührung gewartet: Wiederholen Sie es.',
  ],
  FIDO_RESET_TOO_LATE: [
    'Der Schlüssel wurde neu eingesteckt, und das Zurücksetzen kam jedes Mal zu spät',
    'Seine Zertifikate sind gesperrt und seine Passkeys bei ihren Diensten gelöscht; die Karte selbst ist unverändert. Schließen Sie sie ohne Hub an, beenden Sie andere Programme, die sie benutzen, versuchen Sie es dann noch einmal und stecken Sie sie neu ein, hier oder an einem anderen Arbeitsplatz. Oder brechen Sie ab: Die Karte lässt sich später zurücknehmen.',
  ],
  FIDO_PIN_MUST_CHANGE: [
    'Die PIN für Passkeys muss zuerst geändert werden',
    'Ändern Sie sie in den Einstellungen des Computers für Sicherheitsschlüssel. Die PIN war nicht falsch.',
  ],
  FIDO_PIN_NOT_SET: [
    'Der Schlüssel hat keine PIN für Passkeys',
    'Setzen Sie zuerst eine; Cardwright tut es, wenn es einen Passkey macht.',
  ],
  FIDO_PIN_REFUSED: [
    'Der Schlüssel nimmt diese PIN für Passkeys nicht',
    'Wählen Sie eine andere. Schlüssel haben eigene Regeln: Sie kann zu kurz sein oder die, die er vorher hatte.',
  ],
  FIDO_CREDENTIAL_EXCLUDED: [
    'Der Schlüssel hat schon einen Passkey für dieses Konto',
    'Behalten Sie den, den er hat, oder löschen Sie ihn zuerst.',
  ],
  FIDO_KEY_FULL: [
    'Der Schlüssel hat keinen Platz für einen weiteren Passkey',
    'Lassen Sie den Inhaber einen Passkey löschen, den er nicht mehr braucht.',
  ],
  FIDO_MODEL_NOT_ACCEPTED: [
    'Von Schlüsseln dieses Modells werden keine Passkeys angenommen',
    'Nehmen Sie einen anderen Schlüssel. Was angenommen wird, steht im Profil (passkey.aaguids) und im Kartenmodell (fido.aaguids).',
  ],
  FIDO_OTHER_KEY: [
    'Der Passkey wurde auf einem anderen Schlüssel gemacht als der Karte dieser Saga',
    'Nehmen Sie andere Schlüssel von diesem Computer und versuchen Sie es noch einmal. Der Passkey wurde nirgends eingetragen. Kommt es wieder, sehen Sie nach, wer den Computer benutzt.',
  ],
  FIDO_MADE_ELSEWHERE: [
    'Der Passkey wurde auf einem anderen Schlüssel, einem Telefon oder dem Computer selbst gemacht',
    'Machen Sie ihn noch einmal. Wenn Browser oder Computer fragen, womit, wählen Sie den Sicherheitsschlüssel, und berühren Sie die Karte oder den Schlüssel, der ausgegeben wird. Der Passkey von eben ist nirgends eingetragen.',
  ],
  FIDO_EXCLUDED_ELSEWHERE: [
    'Benutzt wurde ein anderer Schlüssel oder ein Telefon, und dort gibt es schon einen Passkey für dieses Konto',
    'Machen Sie ihn noch einmal. Wenn der Computer fragt, womit, wählen Sie den Sicherheitsschlüssel, und berühren Sie die Karte oder den Schlüssel, der ausgegeben wird. Ein Passkey wurde nicht gemacht.',
  ],
  FIDO_REFUSED: [
    'Die FIDO-Anwendung der Karte hat den Befehl abgelehnt',
    'Behalten Sie die Karte und versuchen Sie es noch einmal, wenn möglich in einem anderen Leser. Die Einzelheiten nennen den Status.',
  ],
} as const satisfies Partial<Record<ErrorCode, readonly [title: string, fix: string]>>;
