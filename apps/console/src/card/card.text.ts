/** Texts of what every page with a card in a reader shares: where it is, what it is, what a plan would do to it. */
import { isCardStepKind } from '@cardwright/contracts/card/card-step';
import { cardSteps } from '@cardwright/contracts/card/card-steps';
import type { DeviceState, PlanSummary } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';
import { sentence } from '../ui/sentence.js';
import { plannedSteps } from './planned-steps.de.js';

/** What one wants to do with the card that is found. */
export type CardAction = 'issue' | 'reprovision';

const secondsOf = ({ estimateMs }: PlanSummary): number => Math.max(1, Math.round(estimateMs / 1000));

const en = {
  next: 'Continue',
  back: 'Back',
  card: {
    readers: 'Card readers',
    empty: 'Insert a card into a reader',
    emptyHint: 'It is read as soon as it is there.',
    noReader: 'This computer has no card reader',
    noReaderHint: 'Connect one; it appears here by itself.',
    noCard: 'No card',
    cardIn: 'Card inserted',
    cardOf: (label: string, person: string) => `${label}, ${person}`,
    mute: 'The card does not answer',
    busy: 'In use for another card',
    choose: 'Choose the reader with the card',
    again: 'Read again',
    change: 'Change card',
    failed: 'The card could not be read',
    wrong: 'This is another card',
    wrongHint: (label: string) => `Take it out and insert ${label}.`,
    wrongReader: (label: string, reader: string) => `${label} is in ${reader}: choose that one.`,
    cannot: {
      issue: 'This card cannot be issued now',
      reprovision: 'This card cannot be reprovisioned now',
    } satisfies Record<CardAction, string>,
    /** Of a card of one's own that is in no state for it. */
    ownNotActive: {
      SUSPENDED: 'It is blocked for now. Under My devices you see why, and whether you can use it again yourself.',
      PENDING_ACTIVATION: 'It is Pending: your help desk has to activate it first.',
      TERMINATED: 'It was declared invalid for good. Ask your help desk for another one.',
      REPLACED: 'Another card has taken its place. Use that one.',
      ISSUING: 'It is still being made.',
      ISSUE_FAILED: 'It was not made to the end. Your help desk has to make it blank first.',
    } as Partial<Record<DeviceState, string>>,
    can: { issue: null, reprovision: 'This card can be reprovisioned.' } satisfies Record<CardAction, string | null>,
    openDevice: 'Open the device',
    facts: {
      model: 'Model',
      version: 'Firmware',
      pin: 'PIN tries',
      puk: 'PUK tries',
      management: 'Management key',
      holder: 'Holder',
      unreadable: 'Cannot be read, is kept',
      unanswered: 'The card did not say',
    },
    tries: (left: number | null, total: number | null) =>
      left === null ? 'unknown' : total === null ? `${left}` : `${left} of ${total}`,
    factory: 'factory value',
    own: 'ours',
  },
  plan: {
    title: 'What will happen',
    making: 'Reading the card and making the plan. Nothing is written.',
    failed: 'No plan can be made',
    summary: (plan: PlanSummary) =>
      `${plan.certificates.length} ${plan.certificates.length === 1 ? 'certificate' : 'certificates'}, ${plan.steps.length} card steps, about ${secondsOf(plan)} seconds`,
    certificates: 'New certificates',
    columns: { container: 'Certificate', key: 'Key', profile: 'Certificate profile', notAfter: 'Expires' },
    steps: 'Card steps',
    drift: 'The card differs from the record',
    keeps: 'What the card keeps',
    warnings: 'Before it begins',
    acceptance: {
      title: 'Somebody has to answer for this',
      agree: {
        acceptHistoryLoss: 'I know that mail encrypted to the old key can no longer be read with this card',
        acceptWellKnown: 'I know that whoever has this card can take it over with a value that everybody knows',
      },
      words: 'Why this is acceptable',
      wordsHint: 'Goes into the audit trail',
      wordsOwn: 'Your help desk can read it.',
      plan: 'Make the plan with this',
    },
    noReturn: 'From here on the card can only go forward, or be recycled.',
    hash: 'Plan',
    hashHint: 'The run stops when the plan has changed by then.',
  },
};

const de: typeof en = {
  next: 'Weiter',
  back: 'Zurück',
  card: {
    readers: 'Kartenleser',
    empty: 'Stecken Sie eine Karte in einen Leser',
    emptyHint: 'Sie wird gelesen, sobald sie da ist.',
    noReader: 'An diesem Computer ist kein Kartenleser',
    noReaderHint: 'Schließen Sie einen an; er erscheint hier von selbst.',
    noCard: 'Keine Karte',
    cardIn: 'Karte steckt',
    cardOf: (label, person) => `${label}, ${person}`,
    mute: 'Die Karte antwortet nicht',
    busy: 'Wird gerade beschrieben',
    choose: 'Wählen Sie den Leser mit der Karte',
    again: 'Noch einmal lesen',
    change: 'Karte wechseln',
    failed: 'Die Karte konnte nicht gelesen werden',
    wrong: 'Das ist eine andere Karte',
    wrongHint: (label) => `Nehmen Sie sie heraus und stecken Sie ${label} hinein.`,
    wrongReader: (label, reader) => `${label} steckt in ${reader}: wählen Sie diesen Leser.`,
    cannot: {
      issue: 'Diese Karte kann jetzt nicht ausgegeben werden',
      reprovision: 'Diese Karte kann jetzt nicht erneuert werden',
    },
    ownNotActive: {
      SUSPENDED:
        'Sie ist vorläufig gesperrt. Unter „Meine Karten“ sehen Sie, warum, und ob Sie sie selbst wieder verwenden können.',
      PENDING_ACTIVATION: 'Ihr Helpdesk muss sie erst freischalten.',
      TERMINATED: 'Sie ist für immer ungültig. Fragen Sie Ihren Helpdesk nach einer anderen.',
      REPLACED: 'Eine andere Karte hat ihren Platz eingenommen. Verwenden Sie jene.',
      ISSUING: 'Sie wird noch hergestellt.',
      ISSUE_FAILED: 'Sie wurde nicht fertig hergestellt. Ihr Helpdesk muss sie erst leeren.',
    },
    can: { issue: null, reprovision: 'Diese Karte kann erneuert werden.' },
    openDevice: 'Zur Seite der Karte',
    facts: {
      model: 'Modell',
      version: 'Firmware',
      pin: 'PIN-Versuche',
      puk: 'PUK-Versuche',
      management: 'Verwaltungsschlüssel',
      holder: 'Inhaber',
      unreadable: 'Nicht lesbar, bleibt erhalten',
      unanswered: 'Die Karte hat es nicht gesagt',
    },
    tries: (left, total) => (left === null ? 'unbekannt' : total === null ? `${left}` : `${left} von ${total}`),
    factory: 'Wert des Herstellers',
    own: 'unserer',
  },
  plan: {
    title: 'Was geschehen wird',
    making: 'Die Karte wird gelesen und der Plan gemacht. Nichts wird geschrieben.',
    failed: 'Es kann kein Plan gemacht werden',
    summary: (plan) =>
      `${plan.certificates.length} ${plan.certificates.length === 1 ? 'Zertifikat' : 'Zertifikate'}, ${plan.steps.length} Schritte, etwa ${secondsOf(plan)} Sekunden`,
    certificates: 'Neue Zertifikate',
    columns: { container: 'Zertifikat', key: 'Schlüssel', profile: 'Zertifikatsprofil', notAfter: 'Gültig bis' },
    steps: 'Schritte',
    drift: 'Die Karte weicht von den gespeicherten Angaben ab',
    keeps: 'Was die Karte behält',
    warnings: 'Bevor es beginnt',
    acceptance: {
      title: 'Jemand muss dafür einstehen',
      agree: {
        acceptHistoryLoss:
          'Ich weiß, dass E-Mails, die mit dem alten Schlüssel verschlüsselt sind, mit dieser Karte nicht mehr gelesen werden können',
        acceptWellKnown:
          'Ich weiß, dass jeder, der diese Karte hat, sie mit einem allgemein bekannten Wert übernehmen kann',
      },
      words: 'Warum das vertretbar ist',
      wordsHint: 'Wird im Prüfprotokoll festgehalten',
      wordsOwn: 'Ihr Helpdesk kann es lesen.',
      plan: 'Den Plan damit machen',
    },
    noReturn: 'Von hier an geht es für die Karte nur noch vorwärts, oder sie wird zurückgesetzt.',
    hash: 'Plan',
    hashHint: 'Die Arbeit hält an, wenn sich der Plan bis dahin geändert hat.',
  },
};

export const text = inPagesLanguage({ en, de });

export const phaseText: Record<string, string> = inPagesLanguage<Record<string, string>>({
  en: {
    own: 'Take over the card',
    verify: 'Check the PIN of the card',
    keys: 'Generate keys',
    references: 'Replace keys and certificates, one after the other',
    content: 'Write certificates and data',
    pin: 'Set the PIN',
  },
  de: {
    own: 'Die Karte übernehmen',
    verify: 'Die PIN der Karte prüfen',
    keys: 'Schlüssel erzeugen',
    references: 'Schlüssel und Zertifikate ersetzen, eins nach dem anderen',
    content: 'Zertifikate und Daten schreiben',
    pin: 'Die PIN setzen',
  },
});

/** For a kind that only a newer server knows, the name of the kind. */
export const stepText = inPagesLanguage<(kind: string) => string>({
  en: (kind) => (isCardStepKind(kind) ? cardSteps[kind].words.planned : undefined) ?? kind,
  de: (kind) => (isCardStepKind(kind) ? plannedSteps[kind] : kind),
});

type Acceptance = NonNullable<PlanSummary['mustAccept']>[number];
type Kept = Pick<NonNullable<PlanSummary['keeps']>[number], 'secret' | 'wellKnown' | 'certain'>;

const secretNames = inPagesLanguage<Record<Kept['secret'], string>>({
  en: { puk: 'PUK', 'management-key': 'management key' },
  de: { puk: 'ihre PUK', 'management-key': 'ihren Verwaltungsschlüssel' },
});
/** What a card keeps of the values that it was delivered with. */
export function keptText({ secret, wellKnown, certain }: Kept): string {
  const name = secretNames[secret];
  if (!certain)
    return inPagesLanguage({
      en: `The ${name} is changed if the card lets it; else it keeps that of its stock batch.`,
      de: `Die Karte soll ${name} ändern; lässt sie das nicht zu, behält sie den Wert ihrer Lieferung.`,
    });
  return wellKnown
    ? inPagesLanguage({
        en: `The card cannot change its ${name} and keeps one that everybody knows: whoever holds the card can rewrite it.`,
        de: `Die Karte kann ${name} nicht ändern und behält einen Wert, den jeder kennt: Wer die Karte hat, kann sie neu beschreiben.`,
      })
    : inPagesLanguage({
        en: `The card cannot change its ${name} and keeps that of its stock batch, which other cards of the batch have too.`,
        de: `Die Karte kann ${name} nicht ändern und behält den Wert ihrer Lieferung, den andere Karten daraus auch haben.`,
      });
}

/** What somebody has to accept. Of a code that only a newer server knows, what that says, in English. */
export function acceptedText({ code, secret, sentence: said }: Acceptance): string {
  if (code === 'LIFECYCLE_HISTORY_REQUIRED')
    return inPagesLanguage({
      en: 'The old key for encrypted mail would be lost: the card cannot keep it beside the new one.',
      de: 'Der alte Schlüssel für verschlüsselte E-Mails ginge verloren: Die Karte kann ihn neben dem neuen nicht behalten.',
    });
  return secret === undefined ? sentence(said) : keptText({ secret, wellKnown: true, certain: true });
}
