/** The German texts of update.text.ts. */
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import { listed } from '../ui/intl.js';
import type * as english from './update.en.js';

export const text: typeof english.text = {
  title: 'Ihre Karte aktualisieren',
  titleOf: (name) => `Die Karte von ${name} aktualisieren`,
  card: (label) => `Karte ${label}`,
  what: 'Was gemacht wird',
  after: 'Danach werden Sie nach diesem gefragt',
  how: {
    usual: (length) => `Es dauert gewöhnlich ${length}.`,
    record: (succeeded, of) => `Von den letzten ${of} Malen hat es ${succeeded} Mal ohne Hilfe geklappt.`,
    unknown: 'Es dauert gewöhnlich ein oder zwei Minuten.',
    until: (day) => `Bitte erledigen Sie es bis zum ${day}.`,
    late: (day) => `Es hätte bis zum ${day} erledigt sein sollen. Bitte machen Sie es jetzt.`,
    seconds: (count) => `${count} Sekunden`,
    minutes: (count) => (count === 1 ? 'eine Minute' : `${count} Minuten`),
  },
  asks: {
    'card-pin': 'Sie werden einmal nach der PIN Ihrer Karte gefragt. Die PIN bleibt dieselbe.',
    'new-pin': 'Sie wählen eine neue PIN für Ihre Karte.',
    'pin-change': 'Sie geben die PIN Ihrer Karte ein und wählen eine neue.',
  },
  meanwhile: {
    title: 'Während es läuft, bitte nicht',
    list: [
      'die Karte aus dem Leser nehmen',
      'den Bildschirm sperren oder den Computer schlafen legen',
      'sich abmelden oder den Computer ausschalten',
      'die Karte in einem anderen Programm oder an einem anderen Computer verwenden',
    ],
    safe: 'Geschieht es doch, ist nichts verloren: Die Aktualisierung hält an und geht weiter, wenn Sie und die Karte wieder da sind.',
  },
  start: 'Jetzt aktualisieren',
  startNew: 'Jetzt einrichten',
  startPin: 'Jetzt neue PIN wählen',
  startPasskey: 'Passkey jetzt erstellen',
  nothingYet: 'Noch hat nichts begonnen.',
  help: { update: 'Hilfe zu dieser Aktualisierung', pin: 'Hilfe zur PIN', card: 'Hilfe zu Ihrer Karte' },
  closed: {
    withdrawn: {
      title: 'Es ist nichts mehr zu tun',
      hint: 'Diese Aktualisierung wird nicht mehr gebraucht. Sie können dieses Fenster schließen.',
    },
    superseded: {
      title: 'Etwas anderes geht vor',
      hint: 'Eine andere Aktualisierung ist an die Stelle dieser getreten. Nehmen Sie die Karte heraus und stecken Sie sie wieder ein: Dann wird gezeigt, was ansteht.',
    },
    done: { title: 'Diese Aktualisierung ist erledigt', hint: 'Sie können dieses Fenster schließen.' },
    lock: {
      title: 'Diese Karte ist gesperrt',
      hint: 'Ihre Organisation lässt diese Karte sperren, sobald sie in einem Leser steckt. Sie müssen nichts tun. Fragen Sie Ihren Helpdesk, wie es weitergeht.',
    },
  },
  run: {
    stages: {
      requested: 'Wird vorbereitet',
      open: 'Ihre Karte wird gelesen',
      'card-pin': 'Wartet auf die PIN Ihrer Karte',
      'new-pin': 'Wartet auf Ihre neue PIN',
      pins: 'Wartet auf die PIN Ihrer Karte und die neue',
      change: 'Die PIN wird geändert. Bitte lassen Sie die Karte im Leser',
      references: 'Der Inhalt Ihrer Karte wird erneuert. Bitte lassen Sie sie im Leser',
      content: 'Fast fertig. Bitte lassen Sie die Karte im Leser',
      commit: 'Fast fertig. Bitte lassen Sie die Karte im Leser',
      block: 'Ihre Karte wird gesperrt',
      keys: 'Ihre Karte wird eingerichtet. Bitte lassen Sie sie im Leser',
      certificates: 'Ihre Karte wird eingerichtet. Bitte lassen Sie sie im Leser',
      passkey: 'Ihr Passkey wird erstellt',
      pin: 'Wartet auf die PIN, die Sie wählen',
    },
    working: 'An Ihrer Karte wird gearbeitet. Bitte lassen Sie sie im Leser',
    forgotten: 'Ich habe die PIN vergessen',
    stopping: 'Es wird abgebrochen',
  },
  stopped: {
    title: 'Die Aktualisierung hat angehalten',
    byItself: 'Danach geht es in ein, zwei Minuten von selbst weiter.',
    again: 'Noch einmal versuchen',
    giveUp: 'Aktualisierung abbrechen',
    giveUpTitle: 'Aktualisierung abbrechen?',
    giveUpNew: 'Die Karte ist dann nicht zu gebrauchen. Ihr Helpdesk muss sie neu vorbereiten.',
    giveUpText:
      'Was bis jetzt fertig ist, bleibt auf der Karte, alles andere ist wie vorher. Die Aktualisierung wird Ihnen später wieder angeboten.',
    pin: {
      title: 'Es hat angehalten',
      giveUp: 'Beenden',
      giveUpTitle: 'Keine neue PIN wählen?',
      giveUpText: 'Sie können jederzeit eine neue PIN wählen, unter „Meine Karten“.',
    },
    passkey: {
      title: 'Ihr Passkey ist noch nicht erstellt',
      giveUp: 'Beenden',
      giveUpTitle: 'Keinen neuen Passkey erstellen?',
      giveUpText:
        'Zertifikate und PIN der Karte bleiben, wie sie sind. Ein neuer Passkey wird Ihnen wieder angeboten, wenn die Karte keinen hat.',
    },
    work: {
      title: 'Die Arbeit an Ihrer Karte hat angehalten',
      giveUp: 'Beenden',
      giveUpTitle: 'Die Arbeit an Ihrer Karte beenden?',
      giveUpText:
        'Die Karte geht dann vielleicht nicht wie vorher. Sie können jederzeit neu beginnen, unter „Meine Karten“.',
    },
    keep: 'Weitermachen',
    // Goes into the audit trail, which is English.
    reason: 'Stopped by the holder on the page of the update',
  },
  finished: {
    title: 'Ihre Karte ist aktuell',
    pinTitle: 'Ihre neue PIN gilt',
    lockTitle: 'Diese Karte ist gesperrt',
    passkeyTitle: 'Ihre Karte hat ihren neuen Passkey',
    issueTitle: 'Ihre neue Karte ist fertig',
    pending: {
      title: 'Ihre neue Karte hat noch keine PIN',
      hint: 'Sie ist erst zu gebrauchen, wenn Ihr Helpdesk sie aktiviert hat. Sie können dieses Fenster schließen.',
    },
    reinsert:
      'Nehmen Sie die Karte jetzt aus dem Leser und stecken Sie sie wieder ein. Erst dann sehen Ihre Programme, was neu auf ihr ist.',
    close: 'Danach können Sie dieses Fenster schließen.',
    reinsertion: {
      out: 'Die Karte ist draußen. Stecken Sie sie jetzt wieder ein.',
      in: 'Die Karte steckt wieder. Einen Augenblick bitte: Ihr Computer sieht sie sich an.',
      seen: 'Die Karte wurde wieder eingesteckt, und Ihre Programme sehen, was neu auf ihr ist. Sie können dieses Fenster schließen.',
      unknown: 'Die Karte wurde wieder eingesteckt. Sie können dieses Fenster schließen.',
      stale:
        'Die Karte wurde wieder eingesteckt, aber Ihre Programme zeigen noch, was vorher auf ihr war. Schließen Sie sie, nehmen Sie die Karte heraus, und stecken Sie sie noch einmal ein. Wenn das nicht hilft, fragen Sie Ihren Helpdesk.',
    },
    closeNow: 'Sie können dieses Fenster schließen.',
    cancelled: 'Die Aktualisierung wurde abgebrochen',
    cancelledHint:
      'Sie wird Ihnen wieder angeboten. Wenn die Karte nicht wie vorher geht, fragen Sie Ihren Helpdesk. Sie können dieses Fenster schließen.',
    cancelledPin: {
      title: 'Es wurde keine neue PIN gewählt',
      hint: 'Sie können jederzeit eine wählen, unter „Meine Karten“.',
    },
    cancelledPasskey: {
      title: 'Das Erstellen des Passkeys wurde beendet',
      hint: 'Wenn Ihre Karte jetzt keinen Passkey hat, wird Ihnen ein neuer angeboten. Sie können dieses Fenster schließen.',
    },
    cancelledWork: {
      title: 'Die Arbeit an Ihrer Karte wurde beendet',
      hint: 'Wenn die Karte nicht wie vorher geht, beginnen Sie neu unter „Meine Karten“, oder fragen Sie Ihren Helpdesk.',
    },
    cancelledNew:
      'Die Karte muss neu vorbereitet werden: Fragen Sie Ihren Helpdesk. Sie können dieses Fenster schließen.',
  },
  forgotten: {
    title: 'Neue PIN wählen?',
    explanation:
      'Die Aktualisierung hält an, und Sie wählen eine neue PIN für Ihre Karte; die alte wird nicht gebraucht. Danach wird Ihnen die Aktualisierung wieder angeboten.',
    explanationChange:
      'Sie wählen eine neue PIN für Ihre Karte; die alte wird nicht gebraucht. Sonst ändert sich nichts auf der Karte.',
    confirm: 'Neue PIN wählen',
    keep: 'Ich weiß die PIN',
    reason: 'The holder has forgotten the PIN',
    page: 'Neue PIN wählen',
    done: 'Verwenden Sie von jetzt an die neue PIN. Die Aktualisierung wird Ihnen wieder angeboten. Sie können dieses Fenster schließen.',
  },
  notYours: {
    title: 'Diese Karte gehört jemand anderem',
    hint: (name) => `Sie sind als ${name} angemeldet. Nur wem die Karte gehört, kann sie aktualisieren.`,
    button: 'Als jemand anderes anmelden',
  },
  notKnown: {
    title: 'Sie können diese Karte nicht aktualisieren',
    hint: (name) => `Sie sind als ${name} angemeldet und dürfen hier keine Karten aktualisieren.`,
  },
  nothing: {
    title: 'Unter dieser Adresse gibt es keine Aktualisierung',
    hint: 'Vielleicht ist der Link alt. Nehmen Sie die Karte heraus und stecken Sie sie wieder ein: Dann wird gezeigt, was ansteht.',
  },
  startAgain: (button) => `Wählen Sie dann noch einmal „${button}“.`,
  problem: {
    again: 'Noch einmal versuchen',
    programs: (names) => `Vielleicht ist es ${names}.`,
    code: (code) => `Wenn Sie um Hilfe bitten, nennen Sie diesen Code: ${code}`,
  },
};

export const titles: typeof english.titles = {
  'card.issue': 'Ihre neue Karte einrichten',
  'passkey.new': 'Einen neuen Passkey auf Ihrer Karte machen',
  'pin.unlock': 'Eine neue PIN für Ihre Karte wählen',
  'replace.permanent': 'Ihre neue Karte einrichten',
  'replace.temporary': 'Ihre Karte auf Zeit einrichten',
};

/** What the steps of the work on a card are called below its progress. */
export const stageLabels: typeof english.stageLabels = {
  open: 'Karte lesen',
  keys: 'Schlüssel erzeugen',
  certificates: 'Zertifikate ausstellen',
  content: 'Karte beschreiben',
  passkey: 'Passkey erstellen',
  pin: 'PIN wählen',
  commit: 'Abschließen',
  'new-pin': 'PIN wählen',
  pins: 'Beide PINs eingeben',
  change: 'PIN ändern',
  'card-pin': 'PIN prüfen',
  references: 'Schlüssel und Zertifikate erneuern',
  block: 'PIN sperren',
};

const reading = 'Stecken Sie die Karte in den Leser und lassen Sie sie dort.';
const paused =
  'Es hat angehalten, wo nichts verloren gehen kann. Es geht gleich von selbst weiter; Sie werden noch einmal nach der PIN gefragt.';
export const problemText: typeof english.problemText = {
  CARD_ABSENT: {
    title: 'Die Karte steckt nicht im Leser',
    fix: 'Stecken Sie sie in den Leser, in dem sie vorher war.',
  },
  CARD_REMOVED: { title: 'Die Karte wurde herausgenommen', fix: 'Stecken Sie dieselbe Karte wieder ein.' },
  CARD_WRONG_DEVICE: {
    title: 'Eine andere Karte steckt im Leser',
    fix: 'Stecken Sie die Karte ein, um die es hier geht.',
  },
  CARD_AMBIGUOUS: { title: 'Mehr als eine Karte steckt', fix: 'Nehmen Sie die anderen Karten heraus.' },
  CARD_BUSY: {
    title: 'Ein anderes Programm verwendet die Karte',
    fix: 'Schließen Sie die anderen Programme, die sie verwenden.',
  },
  CARD_IN_WORK: {
    title: 'Im Leser wird gerade an einer anderen Karte gearbeitet',
    fix: 'Lassen Sie das zuerst fertig werden: vielleicht wird dort auf eine PIN gewartet. Stecken Sie dann die Karte ein, um die es hier geht.',
  },
  CARD_WAS_RESET: {
    title: 'Ein anderes Programm hat die Karte verwendet',
    fix: 'Schließen Sie die anderen Programme, die sie verwenden.',
  },
  CARD_UNPOWERED: {
    title: 'Der Leser hat die Karte abgeschaltet',
    fix: 'Schließen Sie den Leser direkt am Computer an, nicht an einem Verteiler.',
  },
  CARD_UNRESPONSIVE: {
    title: 'Die Karte antwortet nicht',
    fix: 'Nehmen Sie sie heraus, wischen Sie die Kontakte ab, und stecken Sie sie richtig herum wieder ein.',
  },
  CARD_LINK_FAILED: {
    title: 'Der Leser kommt nicht zur Karte durch',
    fix: 'Nehmen Sie die Karte heraus und stecken Sie sie wieder ein.',
  },
  FIDO_PIN_BLOCKED: {
    title: 'Die PIN für Passkeys ist gesperrt',
    fix: 'Sie wurde zu oft falsch eingegeben. Fragen Sie Ihren Helpdesk: Die Karte muss neu vorbereitet werden.',
  },
  FIDO_PIN_MUST_CHANGE: {
    title: 'Die PIN für Passkeys muss erst geändert werden',
    fix: 'Ändern Sie sie dort, wo Ihr Computer es anbietet, in den Einstellungen zur Anmeldung, und beginnen Sie dann neu.',
  },
  FIDO_PIN_NEEDS_REINSERT: {
    title: 'Die Karte nimmt jetzt keine PIN für Passkeys',
    fix: 'Es waren zu viele falsche hintereinander. Nehmen Sie die Karte oder den Schlüssel heraus, stecken Sie ihn wieder ein, und versuchen Sie es noch einmal.',
  },
  FIDO_USER_CANCELLED: {
    title: 'Es gibt noch keinen Passkey',
    fix: 'Die Karte oder der Schlüssel wurde nicht rechtzeitig berührt, oder es wurde abgebrochen. Versuchen Sie es noch einmal, und berühren Sie es, sobald es blinkt.',
  },
  FIDO_CREDENTIAL_EXCLUDED: {
    title: 'Für Ihr Konto ist schon ein Passkey darauf',
    fix: 'Mit diesem können Sie sich anmelden. Fragen Sie Ihren Helpdesk, wenn das nicht geht.',
  },
  FIDO_OTHER_KEY: {
    title: 'Der Passkey wurde woanders erstellt',
    fix: 'Er muss auf der Karte oder dem Schlüssel sein, um den es hier geht, darum zählt der andere nicht. Ziehen Sie alle anderen Schlüssel heraus, nehmen Sie kein Telefon, und versuchen Sie es noch einmal.',
  },
  FIDO_MODEL_NOT_ACCEPTED: {
    title: 'Ihre Organisation nimmt von solchen Karten oder Schlüsseln keine Passkeys an',
    fix: 'Bitten Sie Ihren Helpdesk um eine andere Karte oder einen anderen Schlüssel.',
  },
  FIDO_KEY_FULL: {
    title: 'Für noch einen Passkey ist kein Platz',
    fix: 'Löschen Sie einen, den Sie nicht mehr brauchen: Ihr Computer bietet es in den Einstellungen zur Anmeldung an. Versuchen Sie es dann noch einmal.',
  },
  RELYING_PARTY_UNAVAILABLE: {
    title: 'Ihr Anmeldedienst antwortet nicht',
    fix: 'Versuchen Sie es in ein paar Minuten noch einmal.',
  },
  CARD_PIN_BLOCKED: {
    title: 'Die PIN der Karte ist gesperrt',
    fix: 'Sie wurde zu oft falsch eingegeben. Wählen Sie eine neue PIN, um weiterzumachen.',
  },
  CARD_PIN_LAST_TRY: {
    title: 'Für die PIN ist noch ein Versuch übrig',
    fix: 'Versuchen Sie es nur noch einmal, wenn Sie die PIN sicher wissen. Wählen Sie sonst eine neue: Nach einem weiteren falschen Versuch sperrt die Karte ihre PIN.',
  },
  CARD_PIN_INCORRECT: {
    title: 'Das war nicht die PIN der Karte',
    fix: 'Versuchen Sie es noch einmal, und geben Sie sie neu ein.',
  },
  CARD_PIN_REFUSED: {
    title: 'Die Karte nimmt diese PIN nicht an',
    fix: 'Versuchen Sie es noch einmal, und wählen Sie eine andere.',
  },
  EDGE_UNREACHABLE: {
    title: 'Der Computer mit der Karte antwortet nicht',
    fix: 'Sehen Sie nach, ob er eingeschaltet und mit dem Netz verbunden ist.',
  },
  EDGE_SCREEN_LOCKED: { title: 'Der Bildschirm war gesperrt', fix: paused },
  EDGE_SIGNED_OUT: { title: 'Sie haben sich abgemeldet', fix: paused },
  EDGE_GOING_TO_SLEEP: { title: 'Der Computer ging schlafen', fix: paused },
  EDGE_RESTARTED: { title: 'Der Computer mit der Karte wurde unterbrochen', fix: reading },
  EDGE_NO_READER: {
    title: 'Es ist kein Kartenleser da',
    fix: 'Schließen Sie den Leser an, und stecken Sie die Karte hinein.',
  },
  EDGE_READER_UNAVAILABLE: {
    title: 'Der Kartenleser antwortet nicht',
    fix: 'Ziehen Sie den Leser ab und stecken Sie ihn wieder an.',
  },
  REQUEST_DEVICE_BUSY: {
    title: 'Mit dieser Karte wird gerade etwas anderes gemacht',
    fix: 'Warten Sie, bis es fertig ist, und versuchen Sie es dann noch einmal.',
  },
  REQUEST_OFFER_CLOSED: {
    title: 'Diese Aktualisierung wird nicht mehr angeboten',
    fix: 'Nehmen Sie die Karte heraus und stecken Sie sie wieder ein: Dann wird gezeigt, was ansteht.',
  },
  REQUEST_TIMEOUT: {
    title: 'Das hat zu lange gedauert',
    fix: 'Versuchen Sie es noch einmal. Nichts wird doppelt gemacht.',
  },
  REQUEST_SERVICE_UNAVAILABLE: {
    title: 'Der Server ist beschäftigt',
    fix: 'Versuchen Sie es gleich noch einmal.',
  },
  REQUEST_RATE_LIMITED: { title: 'Der Server ist beschäftigt', fix: 'Versuchen Sie es gleich noch einmal.' },
  LIFECYCLE_NOT_FOUND_AGAIN: {
    title: 'Über diese Karte entscheidet ein Bearbeiter',
    fix: 'Fragen Sie Ihren Helpdesk: Nur eine Karte, die allein Sie als vermisst oder vergessen gemeldet haben, können Sie selbst sofort wieder verwenden.',
  },
  LIFECYCLE_REPLACEMENT_OPEN: {
    title: 'Eine andere Karte tritt an die Stelle dieser',
    fix: 'Fragen Sie Ihren Helpdesk, welche der beiden Sie verwenden sollen.',
  },
  LIFECYCLE_NOT_ACTIVE: { title: 'Das geht mit dieser Karte jetzt nicht', fix: 'Fragen Sie Ihren Helpdesk.' },
  REQUEST_NOT_FOUND: {
    title: 'Unter dieser Adresse gibt es nichts',
    fix: 'Vielleicht ist der Link alt. Was Sie angeht, steht unter „Meine Karten“.',
  },
  REQUEST_PLAN_CHANGED: {
    title: 'Die Karte hat sich seit der Prüfung geändert',
    fix: 'Lassen Sie sie noch einmal prüfen, und gehen Sie dann weiter.',
  },
  AUTH_STEP_UP_REQUIRED: {
    title: 'Bestätigen Sie zuerst, dass Sie es sind',
    fix: 'Melden Sie sich noch einmal an, und wiederholen Sie dann, was Sie getan haben. Noch ist nichts geändert.',
  },
  AUTH_NOT_YOUR_DEVICE: {
    title: 'Diese Karte gehört jemand anderem',
    fix: 'Nehmen Sie sie heraus, und stecken Sie eine Karte ein, die Ihnen gehört.',
  },
  AUTH_NOT_AT_WORKSTATION: {
    title: 'Es ist nicht bekannt, dass Sie an diesem Computer sind',
    fix: 'Verbinden Sie erst diesen Computer, oder fragen Sie Ihren Helpdesk.',
  },
  PERSON_DISABLED: {
    title: 'Ihr Konto ist hier abgeschaltet',
    fix: 'Fragen Sie Ihren Helpdesk.',
  },
  PROFILE_WITHDRAWN: {
    title: 'Karten dieser Art werden nicht mehr hergestellt',
    fix: 'Fragen Sie Ihren Helpdesk, welche Karte Sie verwenden sollen.',
  },
  LIFECYCLE_CARD_EXPIRED: {
    title: 'Diese Karte ist abgelaufen',
    fix: 'Bitten Sie Ihren Helpdesk um eine neue.',
  },
  PERSON_NOT_APPROVED: {
    title: 'Für eine Karte dieser Art sind Sie nicht zugelassen',
    fix: 'Fragen Sie Ihren Helpdesk, was fehlt.',
  },
  CARD_INTERFACE_UNSUPPORTED: {
    title: 'Dieser Leser oder diese Karte arbeitet ohne Kontakte',
    fix: 'Stecken Sie dafür eine Karte mit Kontakten in einen Leser mit Schlitz.',
  },
  CARD_NOT_PIV: {
    title: 'Diese Karte ist dafür nicht zu verwenden',
    fix: 'Nehmen Sie sie heraus, und stecken Sie eine Karte ein, die Sie dafür bekommen haben.',
  },
  CARD_UNSUPPORTED: {
    title: 'Diese Karte ist dafür nicht zu verwenden',
    fix: 'Nehmen Sie sie heraus, und stecken Sie eine Karte ein, die Sie dafür bekommen haben.',
  },
  CONSOLE_OFFLINE: {
    title: 'Der Server ist nicht zu erreichen',
    fix: 'Prüfen Sie das Netz. Was läuft, läuft weiter; diese Seite versucht es von selbst wieder.',
  },
};
export const unknownProblem: typeof english.unknownProblem = {
  title: 'Das hat nicht geklappt',
  fix: 'Auf der Karte ist nichts verloren. Versuchen Sie es noch einmal; wenn es nicht hilft, fragen Sie Ihren Helpdesk.',
};

/** What a key is for, after "für". */
const purposes: Partial<Record<KeyReferenceName, string>> = {
  '9A': 'die Anmeldung',
  '9C': 'das Unterschreiben von Dokumenten und E-Mails',
  '9D': 'das Lesen verschlüsselter E-Mails',
  '9E': 'das Öffnen von Türen',
};
const forWhat = (references: readonly KeyReferenceName[]): string =>
  listed([...new Set(references.map((name) => purposes[name] ?? 'das Lesen alter E-Mails'))]);
const newCertificate = (references: readonly KeyReferenceName[]): string =>
  `Sie erhalten ein neues Zertifikat für ${forWhat(references)}.`;

export const why: typeof english.why = {
  RENEW: 'Das alte läuft bald ab.',
  PROFILE_CHANGED: 'Ihre Organisation hat geändert, was eine Karte enthalten muss.',
  HOLDER_DATA_CHANGED: 'Ihr Name oder andere Angaben über Sie haben sich geändert.',
  CONTENT_DAMAGED: 'Etwas auf der Karte ist beschädigt.',
  EXTERNALLY_REVOKED: 'Das alte gilt nicht mehr.',
  KEYSET_ROTATION: 'Ihre Organisation erneuert die Schlüssel, mit denen sie Karten pflegt.',
  PASSKEY_MISSING: 'Der bisherige wurde gelöscht.',
  PASSKEY_RENEWAL:
    'Ihre Organisation will einen neuen, nachdem die Karte neu geschrieben wurde. Der alte gilt bis dahin.',
  PIN_EXPOSED: 'Jemand anderes könnte die PIN kennen.',
  FORGOTTEN_PIN: 'Ihr Helpdesk hat erfahren, dass Sie die alte nicht mehr verwenden können.',
};

export const things: typeof english.things = {
  'cert.revoked': newCertificate,
  'cert.add': (references) => `Ihre Karte erhält ein Zertifikat für ${forWhat(references)}.`,
  'cert.remove': (references) => `Das Zertifikat für ${forWhat(references)} wird von Ihrer Karte entfernt.`,
  'profile.version': newCertificate,
  'holder.changed': newCertificate,
  'campaign.renew': newCertificate,
  'cert.renew': (references) =>
    references.length === 0 ? 'Zertifikate auf Ihrer Karte werden erneuert.' : newCertificate(references),
  'passkey.new': () => 'Sie machen einen neuen Passkey auf Ihrer Karte, mit der PIN für Passkeys und einer Berührung.',
  'management-key.rotate': () =>
    'Auf Ihrer Karte wird etwas erneuert, das nur Ihre Organisation verwendet. Für Sie ändert sich nichts.',
  'card.reprovision': () => 'Ihre Karte wird neu beschrieben, mit neuen Zertifikaten.',
  'pin.unlock': () =>
    'Sie wählen eine neue PIN für Ihre Karte. Die alte wird nicht gebraucht, auch wenn sie gesperrt ist.',
  'pin.change': () => 'Die PIN Ihrer Karte wird durch eine ersetzt, die Sie wählen.',
  'card.lock': () => 'Ihre Karte wird gesperrt.',
  'replace.permanent': () => 'Ihre neue Karte wird für Sie eingerichtet. Sie tritt an die Stelle Ihrer alten.',
  'replace.temporary': () => 'Eine Karte, die Sie für eine Weile verwenden, wird für Sie eingerichtet.',
  'card.issue': () => 'Ihre neue Karte wird für Sie eingerichtet, mit ihren ersten Zertifikaten.',
};
