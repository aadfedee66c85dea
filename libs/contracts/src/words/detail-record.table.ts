/** What an error says of records: cards, people, profiles, replacements, workstations and batches. */
export const recordDetails = {
  'missing.card-model': { en: 'No card model has this id', de: 'Kein Kartenmodell hat diese Kennung' },
  'missing.proposal': { en: 'No such proposal', de: 'Diesen Vorschlag gibt es nicht' },
  'missing.ask': {
    en: 'Nobody asks for a new card in the place of this one',
    de: 'Niemand bittet um eine neue Karte anstelle von dieser',
  },
  'missing.deployment-code': { en: 'No such deployment code', de: 'Diesen Verteilungscode gibt es nicht' },
  'missing.workstation': { en: 'No such workstation', de: 'Diesen Arbeitsplatz gibt es nicht' },
  'missing.offer': { en: 'There is no such offer', de: 'Dieses Angebot gibt es nicht' },
  'missing.saga': { en: 'No such saga', de: 'Diese Saga gibt es nicht' },
  'record.already': { en: 'The card is {state} already', de: 'Die Karte ist schon {state}' },
  'record.cannot-be-suspended': {
    en: 'A card in state {state} cannot be suspended',
    de: 'Eine Karte im Zustand „{state}“ kann nicht ausgesetzt werden',
  },
  'record.cannot-be-resumed': {
    en: 'A card in state {state} cannot be resumed',
    de: 'Eine Karte im Zustand „{state}“ kann nicht wieder zugelassen werden',
  },
  'record.cannot-be-bound': {
    en: 'A card in state {state} cannot be bound',
    de: 'Eine Karte im Zustand „{state}“ kann nicht zugeteilt werden',
  },
  'record.bound-already': {
    en: 'This card is bound already: unbind it first',
    de: 'Diese Karte ist schon zugeteilt: Heben Sie das zuerst auf',
  },
  'record.bound-to-nobody': { en: 'This card is bound to nobody', de: 'Diese Karte ist niemandem zugeteilt' },
  'record.attested-wanted': {
    en: 'The profile asks for attested keys, and {lack}',
    de: 'Das Profil verlangt bezeugte Schlüssel: {lack}',
  },
  'record.certificate-for': {
    en: '{problem} (certificate for {key}, {profile})',
    de: '{problem} (Zertifikat für {key}, {profile})',
  },
  'record.management-algorithm': {
    en: 'The card does not say of which algorithm its management key is',
    de: 'Die Karte sagt nicht, von welchem Verfahren ihr Verwaltungsschlüssel ist',
  },
  'record.not-identified-so': { en: 'Nobody is identified like that', de: 'So wird niemand ausgewiesen' },
  'record.no-photo': {
    en: 'There is no photo of this person to be identified by',
    de: 'Von dieser Person gibt es kein Foto, an dem man sie erkennt',
  },
  'record.why-history': {
    en: 'Say why the old key for encrypted mail may be lost',
    de: 'Sagen Sie, warum der alte Schlüssel für verschlüsselte E-Mail verloren gehen darf',
  },
  'record.why-well-known': {
    en: 'Say why the card may keep a value that everybody knows',
    de: 'Sagen Sie, warum die Karte einen Wert behalten darf, den jeder kennt',
  },
  'record.why-pin-shown': { en: 'Say why the PIN is shown', de: 'Sagen Sie, warum die PIN gezeigt wird' },
  'record.why-recycled': { en: 'Say why the card is recycled', de: 'Sagen Sie, warum die Karte geleert wird' },
  'record.holders-not-for': {
    en: 'Holders ask for no new card for this reason',
    de: 'Aus diesem Grund bitten Inhaber um keine neue Karte',
  },
  'record.none-in-place': {
    en: 'No new card is asked for in the place of one in state {state}',
    de: 'Anstelle einer Karte im Zustand „{state}“ wird um keine neue gebeten',
  },
  'record.reason-for-permanent': {
    en: 'This reason is for a permanent replacement',
    de: 'Dieser Grund ist für einen Ersatz auf Dauer',
  },
  'record.reason-for-temporary': {
    en: 'This reason is for a temporary replacement',
    de: 'Dieser Grund ist für einen Ersatz auf Zeit',
  },
  'record.not-replaced': {
    en: 'A card in state {state} is not replaced for this reason',
    de: 'Eine Karte im Zustand „{state}“ wird aus diesem Grund nicht ersetzt',
  },
  'record.renewal-from': {
    en: 'The card may be replaced for its expiry from {day} on',
    de: 'Wegen ihres Ablaufs darf die Karte ab dem {day} ersetzt werden',
  },
  'record.reprovision-all': {
    en: 'A reprovision makes every key anew: to make single keys anew, update the card',
    de: 'Neu beschreiben macht jeden Schlüssel neu: Für einzelne Schlüssel aktualisieren Sie die Karte',
  },
  'record.update-names': {
    en: 'An update names the keys that it makes anew: to make all of them anew, reprovision the card',
    de: 'Eine Aktualisierung nennt die Schlüssel, die sie neu macht: Für alle beschreiben Sie die Karte neu',
  },
  'record.other-profile': {
    en: 'This card is set up for you with another credential profile',
    de: 'Diese Karte ist mit einem anderen Profil für Sie eingerichtet',
  },
  'record.role-not-given': { en: 'Nobody can be given this role', de: 'Diese Rolle kann niemand bekommen' },
  'record.permission-not-of-role': {
    en: 'The role does not have this permission even where it is granted',
    de: 'Die Rolle hat diese Erlaubnis auch dann nicht, wenn sie gewährt wird',
  },
  'record.model-stays': {
    en: 'A model that ships with Cardwright stays',
    de: 'Ein Modell, das zu Cardwright gehört, bleibt',
  },
  'record.model-has-cards': {
    en: '{count} cards have this model: publish it changed, or inspect them under another one first',
    de: '{count} Karten haben dieses Modell: Veröffentlichen Sie es geändert, oder lesen Sie sie zuerst unter einem anderen',
  },
  'file.is-other': {
    en: 'The file is {what}, not a CSV file. Save it as CSV (UTF-8)',
    de: 'Die Datei ist keine CSV-Datei: {what}. Speichern Sie sie als CSV (UTF-8)',
  },
  'file.not-encoding': {
    en: 'The file is not {encoding}. Save it as CSV (UTF-8), or name its encoding',
    de: 'Die Datei ist nicht in {encoding}. Speichern Sie sie als CSV (UTF-8), oder nennen Sie ihre Kodierung',
  },
  'file.doubtful': {
    en: 'The file is not UTF-8, and its encoding is not certain: line {line} reads {samples}. Save it as CSV (UTF-8), or name its encoding',
    de: 'Die Datei ist nicht in UTF-8, und ihre Kodierung ist nicht sicher: Zeile {line} lautet {samples}. Speichern Sie sie als CSV (UTF-8), oder nennen Sie ihre Kodierung',
  },
  'file.reading': { en: '"{word}" in {label}', de: '„{word}“ in {label}' },
  'file.xlsx': { en: 'an Excel workbook (.xlsx)', de: 'eine Excel-Mappe (.xlsx)' },
  'file.docx': { en: 'a Word document (.docx)', de: 'ein Word-Dokument (.docx)' },
  'file.ods': { en: 'an OpenDocument spreadsheet (.ods)', de: 'eine OpenDocument-Tabelle (.ods)' },
  'file.zip': { en: 'a ZIP archive', de: 'ein ZIP-Archiv' },
  'file.xls': {
    en: 'an old Excel workbook (.xls), or one with a password',
    de: 'eine alte Excel-Mappe (.xls), oder eine mit Kennwort',
  },
  'file.pdf': { en: 'a PDF document', de: 'ein PDF-Dokument' },
  'file.gzip': { en: 'compressed (gzip)', de: 'gepackt (gzip)' },
  'file.html': { en: 'a web page', de: 'eine Webseite' },
  'file.xml': { en: 'an XML document', de: 'ein XML-Dokument' },
  'file.rtf': { en: 'a text document (.rtf)', de: 'ein Textdokument (.rtf)' },
  'file.json': { en: 'JSON', de: 'JSON' },
  'file.utf-32': { en: 'in UTF-32', de: 'in UTF-32' },
  'record.shared': { en: "The {field} is also another person's", de: 'Das gehört auch einer anderen Person: {field}' },
  'record.replacement-closed': {
    en: 'The request for a replacement is closed',
    de: 'Die Anfrage nach einem Ersatz ist geschlossen',
  },
  'record.replacement-bound': {
    en: 'A blank card is bound to this request: unbind it first',
    de: 'Dieser Anfrage ist eine leere Karte zugeteilt: Heben Sie das zuerst auf',
  },
  'record.replacement-issuing': {
    en: 'A new card is being issued for this request',
    de: 'Für diese Anfrage wird gerade eine neue Karte ausgestellt',
  },
  'record.bound-elsewhere': {
    en: 'The card is bound to another request',
    de: 'Die Karte ist einer anderen Anfrage zugeteilt',
  },
  'record.name-taken': {
    en: 'Another computer is enrolled as {name}',
    de: 'Als {name} ist ein anderer Computer eingerichtet',
  },
  'record.agent-fields': {
    en: 'agentNkey or agentVersion is not valid',
    de: 'agentNkey oder agentVersion ist nicht gültig',
  },
  'record.agent-older': {
    en: 'The agent is {version}, this server needs {needed} or later: install that, then enrol with the same code',
    de: 'Der Agent ist {version}, dieser Server braucht mindestens {needed}: Installieren Sie den, und richten Sie ihn mit demselben Code ein',
  },
  'record.agent-no-proof': {
    en: 'The agent {version} does not prove that it has its key: install the agent that came with this server, then enrol with the same code',
    de: 'Der Agent {version} beweist nicht, dass er seinen Schlüssel hat: Installieren Sie den Agenten, der zu diesem Server gehört, und richten Sie ihn mit demselben Code ein',
  },
  'record.agent-not-asked': {
    en: 'The agent {version} of this workstation cannot be asked from here. Update it, or run `cardwright-agent doctor` or `cardwright-agent logs` there',
    de: 'Der Agent {version} dieses Arbeitsplatzes lässt sich von hier nicht fragen. Aktualisieren Sie ihn, oder rufen Sie dort `cardwright-agent doctor` oder `cardwright-agent logs` auf',
  },
  'record.passkey-by-holder': {
    en: 'This profile makes a passkey, which only its holder can',
    de: 'Dieses Profil macht einen Passkey, und das kann nur sein Inhaber',
  },
  'record.no-passkey-made': { en: 'The key made no passkey', de: 'Der Schlüssel hat keinen Passkey gemacht' },
  'record.answer-missing': { en: 'An answer is missing', de: 'Eine Antwort fehlt' },
  'record.not-with-person': {
    en: 'This card is not with the person any more whom it was issued to',
    de: 'Diese Karte ist nicht mehr bei der Person, der sie ausgestellt wurde',
  },
  'record.no-initial-pin': { en: 'This card has no initial PIN any more', de: 'Diese Karte hat keine erste PIN mehr' },
  'record.built-in-batch': { en: 'this id is the built-in batch', de: 'diese Kennung ist die eingebaute Lieferung' },
  'record.batch-other-secrets': { en: 'this batch has other secrets', de: 'diese Lieferung hat andere Geheimnisse' },
  'record.expired-already': {
    en: 'the certificate would have expired already',
    de: 'das Zertifikat wäre schon abgelaufen',
  },
  'record.only-stuck': {
    en: 'Only a stuck saga can be retried or moved',
    de: 'Nur eine Saga, die angehalten hat, lässt sich wiederholen oder umziehen',
  },
  'nobody.pins-typed': {
    en: 'Nobody typed the PINs in time; the card waits for them',
    de: 'Niemand hat rechtzeitig die PINs eingegeben; die Karte wartet darauf',
  },
  'nobody.new-pin': {
    en: 'Nobody chose the new PIN in time; the card waits for it',
    de: 'Niemand hat rechtzeitig die neue PIN gewählt; die Karte wartet darauf',
  },
  'nobody.new-pin-finish': {
    en: 'Nobody chose the new PIN in time; the card waits to be finished',
    de: 'Niemand hat rechtzeitig die neue PIN gewählt; die Karte wartet darauf, fertig zu werden',
  },
  'nobody.pin-finish': {
    en: 'Nobody typed the PIN in time; the card waits to be finished',
    de: 'Niemand hat rechtzeitig die PIN eingegeben; die Karte wartet darauf, fertig zu werden',
  },
  'nobody.passkey': {
    en: 'Nobody came to make the passkey; the card waits for its holder',
    de: 'Niemand kam, um den Passkey zu machen; die Karte wartet auf ihren Inhaber',
  },
  'record.session-ended': {
    en: 'The card session that waited for a PIN ended',
    de: 'Die Sitzung mit der Karte, die auf eine PIN wartete, ist zu Ende',
  },
  'record.no-certificate-for': {
    en: 'The profile has no certificate for {keys}',
    de: 'Das Profil hat kein Zertifikat für {keys}',
  },
  'record.model-cannot': { en: '{model} cannot do: {missing}', de: '{model} kann das nicht: {missing}' },
  'field.externalId': { en: 'external id', de: 'externe Kennung' },
  'field.givenName': { en: 'given name', de: 'Vorname' },
  'field.surname': { en: 'surname', de: 'Nachname' },
  'field.displayName': { en: 'display name', de: 'Anzeigename' },
  'field.email': { en: 'e-mail address', de: 'E-Mail-Adresse' },
  'field.upn': { en: 'user principal name', de: 'Anmeldename (UPN)' },
  'field.sid': { en: 'SID', de: 'SID' },
  'field.objectId': { en: 'object id', de: 'Objektkennung' },
  'field.organizationalUnit': { en: 'organizational unit', de: 'Einheit' },
  'field.organization': { en: 'organization', de: 'Organisation' },
} as const;
