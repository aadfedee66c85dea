/** The German words of all other errors: title, and what to do. English: errors/error-catalogue.ts. */
import type { ErrorCode } from '../errors/error-catalogue.js';
import type { cardErrors } from './errors.card.de.js';

export const requestErrors: Readonly<
  Record<Exclude<ErrorCode, keyof typeof cardErrors>, readonly [title: string, fix: string]>
> = {
  REQUEST_INVALID: ['Die Anfrage ist nicht gültig', 'Berichtigen Sie die genannten Felder.'],
  REQUEST_CURSOR_OF_OTHER_ORDER: [
    'Diese Stelle gehört zu einer Liste in anderer Reihenfolge',
    'Beginnen Sie die Liste von vorn, oder mit der Reihenfolge, zu der die Stelle gehört.',
  ],
  REQUEST_CURSOR_GONE: [
    'Was nach dieser Stelle kam, ist nicht mehr da',
    'Lesen Sie in den Listen, wie es jetzt ist, und beginnen Sie von vorn oder mit after=newest.',
  ],
  REQUEST_EXPORT_TOO_LARGE: [
    'So viele Zeilen werden nicht auf einmal ausgegeben',
    'Schränken Sie die Liste mit den Filtern ein, und geben Sie sie in Teilen aus.',
  ],
  BULK_TOO_MANY: [
    'So viele gehen nicht auf einmal',
    'Schränken Sie die Suche mit den Filtern ein, oder nehmen Sie die Auswahl in Teilen.',
  ],
  VIEW_TOO_MANY: [
    'Von dieser Liste sind schon so viele Ansichten gespeichert, wie es geben darf',
    'Löschen Sie eine, die nicht mehr gebraucht wird, oder speichern Sie diese unter deren Namen.',
  ],
  VIEW_NOT_FOUND: ['Eine Ansicht dieses Namens ist nicht gespeichert', 'Speichern Sie sie unter dem neuen Namen.'],
  VIEW_NAME_TAKEN: [
    'Eine andere Ansicht dieser Liste heißt schon so',
    'Wählen Sie einen anderen Namen, oder löschen Sie zuerst die andere Ansicht.',
  ],
  REQUEST_MALFORMED: ['Das Gesendete ist kein gültiges JSON', 'Senden Sie gültiges JSON.'],
  REQUEST_MEDIA_TYPE: ['Dieser Inhaltstyp wird hier nicht angenommen', 'Senden Sie application/json.'],
  REQUEST_TOO_LARGE: ['Das ist zu viel auf einmal', 'Senden Sie weniger auf einmal.'],
  REQUEST_NOT_FOUND: ['Das gibt es nicht, oder Sie dürfen es nicht sehen', 'Prüfen Sie die Kennung.'],
  REQUEST_CONFLICT: ['Die Anfrage verträgt sich nicht mit dem, was da ist', 'Sehen Sie nach, wie es jetzt ist.'],
  REQUEST_KEY_REUSED: [
    'Dieser Schlüssel für Wiederholungen gehört zu einer anderen Anfrage',
    'Senden Sie mit jeder neuen Anfrage einen neuen Schlüssel, und denselben nur, um dieselbe Anfrage zu wiederholen.',
  ],
  REQUEST_KEY_RUNNING: [
    'Die Anfrage mit diesem Schlüssel für Wiederholungen ist noch in Arbeit',
    'Senden Sie sie in einigen Sekunden noch einmal: Dann wird sie beantwortet.',
  ],
  REQUEST_KEY_ANSWERED: [
    'Die Anfrage mit diesem Schlüssel für Wiederholungen ist erledigt; ihre Antwort ist nicht aufbewahrt, weil ein Geheimnis darin stand',
    'Ist das Geheimnis verloren, ziehen Sie zurück, was entstanden ist, und fragen Sie neu mit einem anderen Schlüssel.',
  ],
  REQUEST_DEVICE_BUSY: [
    'An dieser Karte wird schon gearbeitet',
    'Warten Sie, bis das fertig ist, oder brechen Sie es ab.',
  ],
  REQUEST_PLAN_CHANGED: [
    'Der Plan ist nicht mehr der gezeigte',
    'Sehen Sie sich den neuen Plan an und bestätigen Sie ihn.',
  ],
  REQUEST_RATE_LIMITED: ['Zu viele Anfragen', 'Warten Sie so lange, wie Retry-After sagt.'],
  REQUEST_TIMEOUT: ['Der Dienst hat nicht rechtzeitig geantwortet', 'Versuchen Sie es noch einmal.'],
  REQUEST_SERVICE_UNAVAILABLE: [
    'Ein Dienst, der gebraucht wird, antwortet nicht',
    'Versuchen Sie es bald noch einmal.',
  ],
  PERSON_NOT_FOUND: ['Diese Person gibt es nicht', 'Prüfen Sie die Kennung, oder nehmen Sie die Person auf.'],
  PERSON_EXTERNAL_ID_TAKEN: [
    'Eine Person mit dieser externen Kennung gibt es schon',
    'Suchen Sie die Person über die externe Kennung, und ändern Sie sie.',
  ],
  PERSON_INVALID: [
    'So kann die Person nicht gespeichert werden; geschrieben wurde nichts',
    'Berichtigen Sie die genannten Felder, und senden Sie es noch einmal.',
  ],
  PERSON_VERSION_NEEDED: [
    'Wer eine Person ändert, sagt, welchen Stand er ändert',
    'Lesen Sie die Person, und senden Sie den ETag dieser Antwort im Header If-Match.',
  ],
  PERSON_CHANGED: [
    'Die Person wurde inzwischen geändert; geschrieben wurde nichts',
    'Lesen Sie die Person neu, sehen Sie nach, was anders ist, und senden Sie die Änderung mit dem neuen ETag.',
  ],
  PERSON_NOT_IDENTIFIED: [
    'Wer jemandem, der da ist, eine Karte ausstellt, sagt, wie er sich dessen vergewissert hat',
    'Sehen Sie sich Foto und externe Kennung an, und sagen Sie, woran Sie die Person erkannt haben: Foto, Ausweis, oder Ihnen bekannt.',
  ],
  PERSON_PHOTO_INVALID: [
    'Die Datei ist kein Foto, das sich speichern lässt',
    'Senden Sie eine Datei in JPEG, PNG oder WebP mit höchstens 200 kB, 32 bis 2000 Pixel breit und hoch.',
  ],
  PERSON_PHOTO_NOT_FOUND: ['Von dieser Person gibt es kein Foto', 'Legen Sie zuerst ein Foto ab.'],
  PERSON_DISABLED: ['Die Person ist abgeschaltet', 'Schalten Sie die Person zuerst wieder ein.'],
  PERSON_NOT_APPROVED: ['Die Person ist nicht für eine Karte freigegeben', 'Lassen Sie die Person zuerst freigeben.'],
  REASON_UNKNOWN: ['Diesen Grund gibt es nicht', 'Wählen Sie einen der Gründe des Katalogs.'],
  REASON_NOT_ALLOWED: [
    'Dieser Grund gehört nicht zu dieser Handlung',
    'Wählen Sie einen Grund, den der Katalog dafür nennt.',
  ],
  REASON_TEXT_REQUIRED: ['Dieser Grund braucht Worte', 'Sagen Sie in einem Satz, warum.'],
  PROFILE_NOT_SELF_SERVICE: [
    'Dieses Profil darf niemand für sich selbst wählen',
    'Fragen Sie, wer Karten ausstellt, oder nehmen Sie ein Profil zur Selbstbedienung.',
  ],
  PROFILE_WITHDRAWN: [
    'Das Profil wurde zurückgezogen',
    'Nehmen Sie ein anderes Profil, oder veröffentlichen Sie dieses neu.',
  ],
  PROFILE_APPROVAL_NEEDED: [
    'In dieser Installation gibt eine andere Person ein Profil frei, bevor es veröffentlicht wird',
    'Schlagen Sie es vor: auf der Seite des Profils oder mit cardwright profiles propose.',
  ],
  ROLE_OWN_GRANT: [
    'Niemand gibt sich selbst eine Rolle',
    'Lassen Sie sie von einem anderen Systemadministrator geben.',
  ],
  ROLE_GRANTED_ALREADY: [
    'Die Person hat diese Rolle in diesem Bereich schon, mit anderen weiteren Rechten',
    'Nehmen Sie zuerst jene weg, und geben Sie sie dann neu.',
  ],
  ROLE_AUDITOR_ALONE: [
    'Ein Prüfer hat keine andere Rolle',
    'Nehmen Sie zuerst die andere Rolle weg, oder lassen Sie jemand anderen prüfen.',
  ],
  ROLE_LAST_ADMINISTRATOR: [
    'Ohne diese Rolle würde niemand das System verwalten',
    'Geben Sie zuerst einer anderen Person die Rolle eines Systemadministrators, ohne Einschränkung.',
  ],
  ROLE_GRANT_NOT_FOUND: [
    'Eine solche Rolle wurde nicht gegeben, oder sie ist schon weggenommen',
    'Sehen Sie nach, wer welche Rolle hat: cardwright roles list.',
  ],
  PROFILE_OWN_PROPOSAL: [
    'Niemand gibt frei, was er selbst vorgeschlagen hat',
    'Lassen Sie es von einer anderen Person freigeben.',
  ],
  PROFILE_PROPOSAL_DECIDED: [
    'Über den Vorschlag ist schon entschieden',
    'Sehen Sie sich den Vorschlag an: Dort steht, wer wie entschieden hat.',
  ],
  PROFILE_PROPOSAL_OUTDATED: [
    'Seit dem Vorschlag wurde eine andere Fassung des Profils veröffentlicht',
    'Sehen Sie sich den Vorschlag und die neueste Fassung an; schlagen Sie neu vor, was noch gewollt ist.',
  ],
  PERSON_ACCOUNT_SHARED: [
    'Eine andere Person hat dieselbe E-Mail-Adresse, denselben Benutzerprinzipalnamen, dieselbe SID oder externe Kennung',
    'Nehmen Sie die Person, deren Angabe falsch ist, mit der richtigen oder ohne sie neu auf.',
  ],
  PERSON_IMPORT_UNREADABLE: [
    'Die Datei ist keine lesbare Tabelle von Personen',
    'Speichern Sie sie als CSV in UTF-8, oder nennen Sie ihre Zeichenkodierung.',
  ],
  PERSON_IMPORT_EXPIRED: [
    'Die Teile dieser Aufnahme sind nicht mehr da',
    'Beginnen Sie neu: cardwright people import <file>.',
  ],
  PERSON_IMPORT_REJECTED: [
    'Die Datei hat kaputte oder doppelte Zeilen; aufgenommen wurde nichts',
    'Berichtigen Sie die genannten Zeilen, und versuchen Sie es noch einmal.',
  ],
  PROFILE_NOT_FOUND: ['Ein solches Profil gibt es nicht', 'Nehmen Sie ein veröffentlichtes Profil.'],
  PROFILE_INVALID: ['Das Profil ist nicht gültig', 'Berichtigen Sie die genannten Zeilen.'],
  MODEL_INVALID: ['Das Kartenmodell ist nicht gültig', 'Berichtigen Sie die genannten Zeilen.'],
  STOCK_BATCH_INVALID: ['Die Lieferung ist nicht gültig', 'Berichtigen Sie die genannten Zeilen.'],
  BRIDGE_CODE_REFUSED: [
    'Dieser Code verbindet diesen Browser nicht mit einem Computer',
    'Beginnen Sie im Portal neu. Ein Code gilt einmal, eine Minute lang, in dem Browser, der ihn verlangt hat.',
  ],
  ENROLMENT_CODE_INVALID: [
    'Der Aufnahmecode ist falsch, verbraucht oder abgelaufen',
    'Lassen Sie sich einen neuen Code geben.',
  ],
  ENROLMENT_CODE_USED_UP: [
    'Alle Plätze des Verteilungscodes sind vergeben',
    'Machen Sie einen neuen Verteilungscode, mit so vielen Plätzen, wie es Computer sind.',
  ],
  ENROLMENT_CODE_EXPIRED: ['Der Verteilungscode ist abgelaufen', 'Machen Sie einen neuen Verteilungscode.'],
  ENROLMENT_CODE_REVOKED: [
    'Der Verteilungscode wurde widerrufen',
    'Fragen Sie, wer ihn widerrufen hat; ist alles gut, machen Sie einen neuen.',
  ],
  ENROLMENT_NAME_TAKEN: [
    'Unter diesem Namen ist ein anderer Computer aufgenommen',
    'Geben Sie dem Computer einen eigenen Namen. Ist es derselbe, neu aufgesetzt, erlaubt es ein Bearbeiter (`cardwright workstations allow-enrolment`).',
  ],
  ENROLMENT_PROOF_INVALID: [
    'Die Aufnahme ist nicht mit dem Schlüssel signiert, für den sie ist',
    'Rufen Sie `cardwright-agent enrol` mit demselben Code noch einmal auf: Es macht einen eigenen Schlüssel und signiert damit.',
  ],
  ENROLMENT_KEY_IN_USE: [
    'Der Schlüssel gehört einem anderen Computer oder einem Dienst',
    'Rufen Sie `cardwright-agent enrol` mit demselben Code noch einmal auf: Es macht einen neuen Schlüssel.',
  ],
  ENROLMENT_SERVER_UNTRUSTED: [
    'Der Server ist nicht der, der diesen Aufnahmecode gemacht hat',
    'Prüfen Sie die Adresse des Servers; lassen Sie sich einen neuen Code geben.',
  ],
  DECISION_INVALID: [
    'Diese Entscheidung wurde schon verwendet oder ist nicht für diese Saga',
    'Entscheiden Sie noch einmal.',
  ],
  LIFECYCLE_TRANSITION: ['In diesem Zustand nicht möglich', 'Sehen Sie nach, wie es jetzt ist.'],
  LIFECYCLE_ALREADY_ISSUED: [
    'Diese Karte ist schon ausgestellt',
    'Nehmen Sie eine leere Karte. Um diese zu erneuern, aktualisieren Sie sie oder beschreiben Sie sie neu.',
  ],
  LIFECYCLE_DEVICE_NOT_FOUND: ['Diese Karte gibt es nicht', 'Lesen Sie zuerst die Karte.'],
  LIFECYCLE_ASSIGNED_TO_OTHER: [
    'Diese Karte gehört jemand anderem',
    'Nehmen Sie eine andere Karte, oder lösen Sie sie zuerst von der Person.',
  ],
  LIFECYCLE_UNASSIGNED: ['Diese Karte gehört niemandem', 'Stellen Sie sie zuerst einer Person aus.'],
  LIFECYCLE_NOT_ACTIVE: [
    'Nur eine aktive Karte lässt sich so ändern',
    'Lassen Sie eine ausgesetzte Karte wieder zu. Eine abgebrochene kann neu ausgestellt werden, wenn sie geleert ist.',
  ],
  LIFECYCLE_REPLACEMENT_OPEN: [
    'Diese Karte wird gerade ersetzt',
    'Stellen Sie die neue Karte dafür aus, ziehen Sie die Anfrage zurück, oder beenden Sie die vorläufige Karte.',
  ],
  LIFECYCLE_ALREADY_SO: ['Es ist schon so', 'Es ist nichts zu tun.'],
  LIFECYCLE_NOT_FOUND_AGAIN: [
    'Nur eine Karte, die Sie selbst als verlegt oder vergessen gemeldet haben, gilt auf Ihr Wort wieder',
    'Fragen Sie Ihren Helpdesk: Ein Bearbeiter entscheidet.',
  ],
  LIFECYCLE_REPLACES_ITSELF: [
    'Das ist die Karte, die ersetzt werden soll',
    'Nehmen Sie eine andere Karte. Ist diese wieder zu gebrauchen, ziehen Sie die Anfrage zurück.',
  ],
  LIFECYCLE_REPLACEMENT_MISMATCH: [
    'Die Anfrage nach Ersatz ist für eine andere Person oder ein anderes Profil, oder sie ist geschlossen',
    'Stellen Sie für die Person und das Profil aus, die die Anfrage nennt.',
  ],
  LIFECYCLE_TEMPORARY_CARD: [
    'Eine vorläufige Karte wird nicht ersetzt',
    'Beenden Sie sie, und ersetzen Sie die ursprüngliche, wenn auch das nötig ist.',
  ],
  LIFECYCLE_RENEWAL_WINDOW: [
    'Es ist zu früh, die Karte wegen ihres Ablaufs zu ersetzen',
    'Warten Sie bis zu dem genannten Tag, oder nennen Sie einen anderen Grund.',
  ],
  LIFECYCLE_GROUP_OCCUPIED: [
    'Der Inhaber hat schon eine aktive Karte dieser Gruppe',
    'Ersetzen Sie jene Karte, oder beenden Sie sie zuerst.',
  ],
  LIFECYCLE_CARD_EXPIRED: ['Die Karte ist abgelaufen', 'Ersetzen Sie die Karte.'],
  LIFECYCLE_HISTORY_REQUIRED: [
    'Der alte Schlüssel für E-Mail ginge verloren, und damit die E-Mails, die mit ihm verschlüsselt sind',
    'Nehmen Sie eine Karte, die Schlüssel verschieben kann, oder ein Profil mit aufbewahrten Schlüsseln, oder bestätigen Sie den Verlust mit einer Begründung.',
  ],
  LIFECYCLE_LEASE_LOST: ['Die Arbeit hat ihren Platz an dieser Karte verloren', 'Versuchen Sie es noch einmal.'],
  LIFECYCLE_CANCELLED: ['Die Arbeit wurde abgebrochen', 'Beginnen Sie eine neue.'],
  REQUEST_OFFER_CLOSED: [
    'Diese Aktualisierung wird nicht mehr angeboten',
    'Nehmen Sie die Karte heraus und stecken Sie sie wieder ein: Dann wird angeboten, was ansteht.',
  ],
  REQUEST_OFFER_ELSEWHERE: [
    'Diese Aktualisierung wird an einem anderen Computer angeboten',
    'Antworten Sie dort, oder warten Sie, bis ihre Zeit dort vorbei ist.',
  ],
  REQUEST_NOT_POSTPONABLE: [
    'Die Frist dieser Aktualisierung ist vorbei: Verschieben lässt sie sich nicht mehr',
    'Aktualisieren Sie die Karte jetzt. Die Arbeit mit der Karte hält das nicht auf.',
  ],
  ROLLOUT_NOT_YET: [
    'Die neue Fassung des Profils ist bei dieser Karte noch nicht an der Reihe',
    'Es ist nichts zu tun: Sie wird angeboten, wenn sie an der Reihe ist. Bearbeiter sehen, wie weit die Verteilung ist.',
  ],
  ROLLOUT_STATE: [
    'Die Verteilung erlaubt das in ihrem jetzigen Zustand nicht',
    'Sehen Sie sich die Verteilung an: Was angehalten hat oder beendet ist, kommt nicht voran, und nur was steht, kann fortgesetzt werden.',
  ],
  CAMPAIGN_COUNT_CHANGED: [
    'Auf den Filter passen andere Karten als beim Zählen',
    'Zählen Sie neu, sehen Sie nach, was sich geändert hat, und legen Sie die Kampagne mit der neuen Zahl an.',
  ],
  CAMPAIGN_NAME_TAKEN: [
    'Eine Kampagne dieses Namens gibt es schon',
    'Sehen Sie sie sich an: Vielleicht haben Sie sie gerade angelegt. Geben Sie einer anderen einen anderen Namen.',
  ],
  CAMPAIGN_STATE: [
    'Die Kampagne erlaubt das in ihrem jetzigen Zustand nicht',
    'Sehen Sie sich die Kampagne an: Was fertig ist, bleibt so, und nur was steht, kann fortgesetzt werden.',
  ],
  AUTH_REQUIRED: ['Melden Sie sich zuerst an', 'Melden Sie sich an.'],
  AUTH_TOKEN_INVALID: ['Der Token gilt hier nicht', 'Melden Sie sich neu an.'],
  AUTH_STEP_UP_REQUIRED: [
    'Dafür müssen Sie sich gerade eben angemeldet haben',
    'Melden Sie sich noch einmal an, um zu bestätigen, dass Sie es sind, und wiederholen Sie dann, was Sie getan haben.',
  ],
  AUTH_CSRF: ['Die Anfrage kam nicht von unserer Seite', 'Laden Sie die Seite neu.'],
  AUTH_CARD_REFUSED: [
    'Mit dieser Karte ist niemand angemeldet',
    'Nehmen Sie das Zertifikat zur Anmeldung (9A) einer aktiven Karte, oder melden Sie sich anders an.',
  ],
  AUTH_PASSKEY_REFUSED: [
    'Mit diesem Passkey ist niemand angemeldet',
    'Nehmen Sie den Passkey einer aktiven Karte, die hier ausgestellt wurde, oder melden Sie sich anders an.',
  ],
  AUTH_FORBIDDEN: ['Ihre Rolle erlaubt das nicht', 'Fragen Sie jemanden, dessen Rolle es erlaubt.'],
  AUTH_SEPARATION_OF_DUTIES: [
    'Eine andere Ihrer Rollen verbietet das: Niemand stellt Karten aus, der auch bestimmt, wer Personen sind, und niemand stellt mit der Rolle eines Bearbeiters oder Administrators sich selbst aus',
    'Lassen Sie es jemand anderen tun. Ist nur eine Person da, setzt sie SEPARATION_OF_DUTIES=single-operator (docs/people-and-roles.md).',
  ],
  AUTH_NOT_YOUR_DEVICE: ['Diese Karte gehört nicht Ihnen', 'Nehmen Sie eine Karte, die Ihnen zugeteilt ist.'],
  AUTH_NOT_AT_WORKSTATION: [
    'Es ist nicht bekannt, dass Sie an diesem Computer sitzen',
    'Verbinden Sie im Portal den Computer, an dem Sie sitzen, und bringen Sie die Karte dorthin.',
  ],
  AUTH_PERSON_UNKNOWN: ['Sie sind angemeldet, aber hier nicht als Person bekannt', 'Lassen Sie sich aufnehmen.'],
  RELYING_PARTY_NOT_CONFIGURED: [
    'Kein Dienst dieses Namens ist für Passkeys eingerichtet',
    'Nennen Sie einen, der in RELYING_PARTIES steht (docs/configuration.md), oder nehmen Sie ihn dort auf.',
  ],
  RELYING_PARTY_UNAVAILABLE: [
    'Der Dienst, bei dem der Passkey eingetragen wird, antwortet nicht',
    'Warten Sie: Er wird von selbst noch einmal gefragt.',
  ],
  RELYING_PARTY_CHALLENGE_EXPIRED: [
    'Die Zeit für diesen Passkey ist abgelaufen',
    'Es ist nichts zu tun: Der Passkey wird mit einer neuen Aufgabe noch einmal gemacht.',
  ],
  RELYING_PARTY_REFUSED: [
    'Der Dienst, bei dem der Passkey eingetragen wird, lehnt ihn ab',
    'Ändern Sie bei diesem Dienst die hier genannte Einstellung, oder nehmen Sie einen anderen Schlüssel; versuchen Sie es dann noch einmal.',
  ],
  RELYING_PARTY_PERSON_UNKNOWN: [
    'Es ist nicht bekannt, wer diese Person bei dem Dienst ist, bei dem der Passkey eingetragen wird',
    'Nehmen Sie die Person mit der Objektkennung auf, die sie dort hat, und versuchen Sie es dann noch einmal.',
  ],
  REQUEST_ROUTE_UNKNOWN: [
    'Die API hat keine solche Adresse',
    'Vergleichen Sie den Pfad mit dem OpenAPI-Dokument: /api/openapi.json.',
  ],
  REQUEST_METHOD_NOT_ALLOWED: [
    'Diese Adresse nimmt diese Methode nicht',
    'Verwenden Sie eine Methode, die der Header Allow nennt.',
  ],
  INTERNAL: ['Bei uns ist etwas schiefgegangen', 'Geben Sie Ihrem Administrator die Korrelationskennung.'],
};
