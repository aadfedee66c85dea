/** The German words of stages, as they are named below the progress, and of how a saga ended. */
import type { CardSagaType, SagaStageName } from '../workflow/saga-kinds.js';

type Label<Type extends CardSagaType> = Type extends unknown ? `label.${Type}.${SagaStageName<Type>}` : never;

const read = 'Karte lesen';
const choosePin = 'PIN wählen';
const replaceKeys = 'Schlüssel und Zertifikate ersetzen';
const write = 'Karte schreiben';
const finish = 'Abschließen';

/** One that has none does not compile. */
export const stageLabelsInGerman: Readonly<Record<Label<CardSagaType>, string>> = {
  'label.ISSUE.open': read,
  'label.ISSUE.keys': 'Schlüssel erzeugen',
  'label.ISSUE.certificates': 'Zertifikate machen',
  'label.ISSUE.content': write,
  'label.ISSUE.passkey': 'Passkey machen',
  'label.ISSUE.pin': choosePin,
  'label.ISSUE.commit': finish,
  'label.ACTIVATE.activate': 'Zertifikate freigeben',
  'label.RECYCLE.revoke': 'Zertifikate sperren',
  'label.RECYCLE.open': read,
  'label.RECYCLE.erase': 'Karte leeren',
  'label.RECYCLE.commit': 'Zurück ins Lager',
  'label.REPROVISION.open': read,
  'label.REPROVISION.new-pin': choosePin,
  'label.REPROVISION.references': replaceKeys,
  'label.REPROVISION.content': write,
  'label.UPDATE.open': read,
  'label.UPDATE.card-pin': 'PIN prüfen',
  'label.UPDATE.references': replaceKeys,
  'label.UPDATE.content': write,
  'label.UNLOCK.open': read,
  'label.UNLOCK.new-pin': choosePin,
  'label.UNLOCK.commit': finish,
  'label.CHANGE_PIN.open': read,
  'label.CHANGE_PIN.pins': 'Beide PINs eingeben',
  'label.CHANGE_PIN.change': 'PIN ändern',
  'label.CHANGE_PIN.commit': finish,
  'label.LOCK.open': read,
  'label.LOCK.block': 'PIN sperren',
  'label.PASSKEY.open': read,
  'label.PASSKEY.passkey': 'Passkey machen',
  'label.PASSKEY.commit': finish,
};

const stopped = 'Die Saga wurde abgebrochen';
const issueLeft =
  'Die Zertifikate dieses Versuchs werden gesperrt. Die Karte kann geleert und wieder ausgestellt werden.';
const nothingChanged = 'An der Karte wurde nichts geändert.';
const newPinHolds = 'Die neue PIN gilt von jetzt an; der Inhalt der Karte ist, wie er war.';

/** stopped: cancelled; left: what the card is then; done and done-hint: it did what it was for. */
export const sagaEndsInGerman: Readonly<Record<string, string>> = {
  'stopped.ISSUE': stopped,
  'left.ISSUE': issueLeft,
  'left.ISSUE.keys': issueLeft,

  'stopped.ACTIVATE': stopped,
  'done.ACTIVATE': 'Die Karte ist aktiv',
  'done-hint.ACTIVATE': 'Ihre Zertifikate sind freigegeben. Noch hat sie die Anfangs-PIN, die der Inhaber ändern muss.',

  'stopped.RECYCLE': stopped,
  'left.RECYCLE': issueLeft,
  'left.RECYCLE.erase': issueLeft,
  'done.RECYCLE': 'Die Karte ist wieder leer',
  'done-hint.RECYCLE': 'Ihre Zertifikate sind gesperrt. Sie kann neu ausgestellt werden.',

  'stopped.REPROVISION': stopped,
  'left.REPROVISION': nothingChanged,
  'left.REPROVISION.references':
    'Die Karte ist weder alt noch neu. Beschreiben Sie sie noch einmal neu, oder beenden und leeren Sie sie.',
  'done-hint.REPROVISION':
    'Ihre Schlüssel und Zertifikate sind neu. Sie wird mit der PIN benutzt, die eben gewählt wurde.',

  'stopped.UNLOCK': stopped,
  'left.UNLOCK': nothingChanged,
  'done-hint.UNLOCK': newPinHolds,

  'stopped.CHANGE_PIN': stopped,
  'left.CHANGE_PIN': nothingChanged,
  'done-hint.CHANGE_PIN': newPinHolds,

  'left.PASSKEY': nothingChanged,
  'done-hint.PASSKEY': 'Der Passkey, den die Karte bisher hatte, gilt nicht mehr.',

  'stopped.LOCK': stopped,
  'done-hint.LOCK': 'Die Karte nimmt keine PIN, bis ihr Inhaber eine neue wählt: PIN zurücksetzen.',
};
