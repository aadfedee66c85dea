/** The German words of kinds of sagas and of card steps, by code (rows.ts). */
import { sagaEndsInGerman, stageLabelsInGerman } from './stages.de.js';
import { cardStepsInGerman, deviceStatesInGerman } from './steps.de.js';

const reading = 'Liest die Karte';
const readingAndPlanning = 'Liest die Karte und macht den Plan';
const replacing = 'Ersetzt Schlüssel und Zertifikate, eines nach dem anderen';
const newPinAwaited = 'Wartet, bis der Inhaber die neue PIN wählt; vorher wird nichts geschrieben';
const newPinAsked = 'Die Karte ist gelesen. Wählen Sie die neue PIN; vorher wird nichts geschrieben';
const recorded = 'Bringt Karte, Verzeichnis und CA in Übereinstimmung';
const pinRecorded = 'Bringt das Verzeichnis in Übereinstimmung mit der Karte';
const nothingBegun = 'Die Anfrage ist zurückgezogen; begonnen wurde nichts.';
const replacementWithdrawn = 'Die Anfrage ist zurückgezogen; eine Karte, die sie ausgesetzt hat, gilt wieder.';
const untouched = 'An der Karte ist noch nichts geändert: Sie geht weiter wie vorher.';
const pinUncertain = 'Die Karte behält ihren Inhalt; ihre PIN bleibt, wenn die neue nicht schon gesetzt ist.';
const pinKept = 'Die Karte behält ihren Inhalt und ihre PIN.';
const beganIt = 'Der Inhaber hat damit begonnen';

export const rowsInGerman: Readonly<Record<string, string>> = {
  'stage.PASSKEY.open': reading,
  'stage.PASSKEY.passkey': 'Macht den Passkey',
  'stage.PASSKEY.commit': pinRecorded,
  'passkey.PASSKEY': 'Die Karte ist gelesen. Der Passkey wird mit der PIN für Passkeys und einer Berührung gemacht',
  'cancel.PASSKEY': untouched,
  'cancel.PASSKEY.passkey':
    'Schlüssel, Zertifikate und PIN der Karte bleiben, wie sie sind; den neuen Passkey hat sie vielleicht schon.',

  ...cardStepsInGerman,
  ...deviceStatesInGerman,
  ...stageLabelsInGerman,
  ...sagaEndsInGerman,

  'stage.ISSUE.open': readingAndPlanning,
  'stage.ISSUE.keys': 'Übernimmt die Karte und erzeugt ihre Schlüssel',
  'stage.ISSUE.certificates': 'Die CA macht die Zertifikate',
  'stage.ISSUE.content': 'Schreibt Zertifikate und Daten und liest sie zurück',
  'stage.ISSUE.passkey': 'Macht den Passkey',
  'passkey.ISSUE':
    'Die Zertifikate sind auf der Karte. Als Nächstes kommt der Passkey: Er wird mit der PIN für Passkeys und einer Berührung gemacht',
  'stage.ISSUE.pin': 'Wartet, bis der Inhaber eine PIN wählt; der Inhalt der Karte ist vollständig',
  'stage.ISSUE.commit': recorded,
  'pin.ISSUE': 'Die Karte ist geschrieben. Wählen Sie eine PIN, um sie zu aktivieren',
  'waits.ISSUE': 'Wartet auf den Inhaber, der die Karte einrichtet, wo sie eingesteckt wird',
  'begun.ISSUE': beganIt,
  'withdraw.ISSUE': 'Die Karte ist leer und gehört wieder niemandem; begonnen wurde nichts.',
  'cancel.ISSUE': 'Die Karte bleibt, wie sie ist; leeren Sie sie, um sie wieder zu verwenden.',
  'cancel.ISSUE.keys':
    'Die Zertifikate dieses Versuchs werden gesperrt, und die Karte bleibt halb geschrieben; leeren Sie sie, um sie wieder zu verwenden.',

  'stage.ACTIVATE.activate': 'Gibt die Zertifikate frei',
  'cancel.ACTIVATE': 'Die Karte wartet weiter auf ihre Aktivierung; ihre Zertifikate bleiben ausgesetzt.',

  'stage.RECYCLE.revoke': 'Sperrt die Zertifikate der Karte',
  'stage.RECYCLE.open': reading,
  'stage.RECYCLE.erase': 'Löscht Schlüssel und Inhalt und stellt die Werte der Lieferung wieder her',
  'stage.RECYCLE.commit': 'Verzeichnet die Karte wieder als leer',
  'cancel.RECYCLE':
    'Die Zertifikate werden trotzdem gesperrt; auf der Karte wird nichts gelöscht. Leeren Sie sie noch einmal.',
  'cancel.RECYCLE.erase':
    'Die Zertifikate sind schon gesperrt; die Karte behält, was noch nicht gelöscht ist. Leeren Sie sie noch einmal.',

  'stage.REPROVISION.open': readingAndPlanning,
  'stage.REPROVISION.new-pin': newPinAwaited,
  'stage.REPROVISION.references': replacing,
  'stage.REPROVISION.content':
    'Schreibt die Daten, liest sie zurück und bringt Karte, Verzeichnis und CA in Übereinstimmung',
  'pin.REPROVISION': newPinAsked,
  'waits.REPROVISION': 'Wartet auf den Inhaber, der es als „Meine Karte erneuern“ beginnt',
  'begun.REPROVISION': beganIt,
  'withdraw.REPROVISION': nothingBegun,
  'cancel.REPROVISION': untouched,
  'cancel.REPROVISION.references':
    'Es hält nach dem Schlüssel an, der gerade an der Reihe ist. Die Karte ist dann weder alt noch neu: Beschreiben Sie sie noch einmal neu, oder beenden und leeren Sie sie.',

  'stage.UPDATE.open': readingAndPlanning,
  'stage.UPDATE.card-pin': 'Wartet, bis der Inhaber die PIN der Karte eingibt; vorher wird nichts geschrieben',
  'stage.UPDATE.references': replacing,
  'stage.UPDATE.content':
    'Schreibt das letzte Zertifikat, liest es zurück und bringt Karte, Verzeichnis und CA in Übereinstimmung',
  'pin.UPDATE': 'Die Karte ist gelesen. Geben Sie ihre PIN ein; vorher wird nichts geschrieben',
  'cancel.UPDATE': untouched,
  'cancel.UPDATE.references':
    'Es hält nach dem Schlüssel an, der gerade an der Reihe ist; was bis dahin ersetzt ist, bleibt, die anderen Schlüssel gehen weiter wie vorher.',

  'stage.UNLOCK.open': reading,
  'stage.UNLOCK.new-pin': newPinAwaited,
  'stage.UNLOCK.commit': pinRecorded,
  'pin.UNLOCK': newPinAsked,
  'waits.UNLOCK': 'Wartet auf den Inhaber, der eine neue PIN wählt, wo die Karte eingesteckt wird',
  'begun.UNLOCK': beganIt,
  'withdraw.UNLOCK': nothingBegun,
  'cancel.UNLOCK': pinKept,
  'cancel.UNLOCK.new-pin': pinUncertain,

  'stage.CHANGE_PIN.open': reading,
  'stage.CHANGE_PIN.pins': 'Wartet, bis der Inhaber die alte und die neue PIN eingibt; vorher wird nichts geschrieben',
  'stage.CHANGE_PIN.change': 'Ändert die PIN',
  'stage.CHANGE_PIN.commit': pinRecorded,
  'pin.CHANGE_PIN': 'Die Karte ist gelesen. Geben Sie die PIN ein, die sie hat, und wählen Sie die neue',
  'cancel.CHANGE_PIN': pinKept,
  'cancel.CHANGE_PIN.change': pinUncertain,

  'stage.LOCK.open': reading,
  'stage.LOCK.block': 'Sperrt die PIN',
  'waits.LOCK': 'Wartet auf die Karte, die gesperrt wird, sobald sie in einem Leser steckt',
  'begun.LOCK': 'Die Karte wurde eingesteckt',
  'withdraw.LOCK': nothingBegun,
  'cancel.LOCK': 'An der Karte wird nichts geändert.',
  'cancel.LOCK.block': 'Die Karte behält ihren Inhalt; ihre PIN hat vielleicht weniger Versuche oder keinen mehr.',

  'withdraw.REPLACE_TEMP': replacementWithdrawn,
  'withdraw.REPLACE_PERM': replacementWithdrawn,
};
