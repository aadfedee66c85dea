/** The German texts of mine.text.ts. */
import type * as english from './mine.en.js';

export const text: typeof english.text = {
  title: 'Meine Karten',
  lead: 'Karten und Sicherheitsschlüssel, die Ihnen gehören.',
  list: 'Meine Karten',
  add: 'Karte hinzufügen',
  addHint: 'Stecken Sie eine neue Karte in einen Leser, und fügen Sie sie hinzu. Ihre PIN wählen Sie selbst.',
  reprovision: 'Meine Karte erneuern',
  empty: 'Sie haben noch keine Karte',
  card: 'Chipkarte',
  key: 'Sicherheitsschlüssel',
  number: (label) => `Nummer ${label}`,
  validUntil: (day) => `Gültig bis ${day}`,
  waitsHere: (count) => (count === 1 ? 'Etwas wartet auf Sie' : `${count} Dinge warten auf Sie`),
  added: {
    title: 'Ihre neue Karte ist fertig',
    reinsert: 'Nehmen Sie sie aus dem Leser, und stecken Sie sie wieder ein: erst dann sehen Ihre Programme sie.',
  },
  page: {
    waits: 'Was auf Sie wartet',
    nothingWaits:
      'Nichts. Wenn auf Ihrer Karte etwas zu erneuern ist, werden Sie hier gefragt und dort, wo die Karte steckt.',
    update: 'Ansehen und beginnen',
    putIn: 'Stecken Sie die Karte in einen Leser an einem Computer mit Cardwright: Sie werden dort gefragt, und hier.',
    computer: 'Einen Computer verbinden',
    from: (day) => `Ab ${day}.`,
    until: (day) => `Bitte erledigen Sie das bis ${day}.`,
    one: 'Ihre Karte',
    on: 'Was auf Ihrer Karte ist',
    nothingOn: 'Noch nichts. Schlüssel und Zertifikate kommen auf die Karte, wenn sie eingerichtet wird.',
    forWhat: 'Wofür',
    howLong: 'Gültig',
    until2: (day) => `bis ${day}`,
    lately: 'Was zuletzt geschah',
    nothingLately: 'Noch nichts.',
    actions: 'Was Sie tun können',
    help: 'Hilfe',
    running: 'Mit dieser Karte wird gerade etwas gemacht.',
    later: 'Was sonst die Karte braucht, geht danach.',
    stopped: 'Es hat angehalten.',
    follow: 'Sehen, wie weit es ist',
    notYours: {
      title: 'Diese Karte gehört jemand anderem',
      hint: (name) => `Sie sind als ${name} angemeldet und sehen nur Ihre eigenen Karten.`,
      back: 'Zu meinen Karten',
    },
    nothing: { title: 'Unter dieser Adresse gibt es keine Karte', hint: 'Vielleicht ist der Link alt.' },
  },
  pin: {
    button: 'Neue PIN wählen',
    hint: 'Wenn Sie die PIN vergessen haben, sie gesperrt ist oder jemand anderes sie kennen könnte. Die alte wird nicht gebraucht.',
    title: 'Neue PIN wählen?',
    text: 'Die Karte muss in einem Leser stecken. Sonst ändert sich nichts auf ihr.',
    why: 'Warum',
    whys: {
      FORGOTTEN_PIN: 'Ich habe sie vergessen, oder sie ist gesperrt',
      PIN_EXPOSED: 'Ich weiß sie, aber jemand anderes könnte sie kennen, oder ich möchte eine andere',
    },
    where: 'Wo die Karte steckt',
    nowhere: 'Es ist nicht bekannt, an welchem Computer die Karte ist. Stecken Sie sie dort erst in einen Leser.',
    confirm: 'PIN jetzt wählen',
    cancel: 'Abbrechen',
    page: 'Neue PIN wählen',
    change: {
      confirm: 'Jetzt ändern',
      button: 'PIN ändern',
      hint: 'Wenn Sie die PIN wissen und eine andere möchten.',
      title: 'PIN ändern?',
      text: 'Sie brauchen die PIN, die die Karte jetzt hat. Die Karte muss in einem Leser stecken. Sonst ändert sich nichts auf ihr.',
      page: 'PIN ändern',
    },
    done: 'Verwenden Sie von jetzt an die neue PIN.',
    run: 'Ihre Karte',
  },
  reprovisionHint:
    'Wenn etwas auf ihr beschädigt ist oder nicht mehr stimmt. Sie erhält neue Schlüssel, neue Zertifikate und eine neue PIN.',
  report: {
    button: 'Als vermisst melden',
    hint: 'Wenn Sie sie nicht bei sich haben, nicht finden oder sie gestohlen wurde. Sie funktioniert dann sofort nicht mehr.',
    title: 'Diese Karte als vermisst melden?',
    text: 'Von jetzt an kann niemand sie verwenden. Auf ihr geht nichts verloren.',
    what: 'Was ist geschehen',
    whats: {
      forgotten: { label: 'Ich habe sie liegen lassen', description: 'Ich weiß, wo sie ist.' },
      misplaced: { label: 'Ich finde sie nicht', description: 'Sie taucht vielleicht wieder auf.' },
      lost: {
        label: 'Ich habe sie verloren',
        description: 'Ein Bearbeiter bestätigt das und erklärt sie endgültig für ungültig.',
      },
      stolen: {
        label: 'Sie wurde gestohlen',
        description: 'Ein Bearbeiter bestätigt das und erklärt sie endgültig für ungültig.',
      },
    },
    confirm: 'Melden und anhalten',
    cancel: 'Abbrechen',
    further: {
      button: 'Als verloren oder gestohlen melden',
      hint: 'Wenn Sie inzwischen wissen, dass sie verloren ist oder gestohlen wurde.',
      title: 'Diese Karte als verloren oder gestohlen melden?',
      text: 'Schon jetzt kann niemand sie verwenden. Nach dieser Meldung kann nur ein Bearbeiter sie Ihnen zurückgeben.',
      confirm: 'Melden',
    },
  },
  found: {
    button: 'Ich habe sie wieder',
    hint: 'Wenn Sie die Karte wieder in der Hand haben. Sie funktioniert sofort wieder, mit der PIN, die sie hat.',
    title: 'Haben Sie diese Karte wieder?',
    text: 'Sagen Sie das nur, wenn sie vor Ihnen liegt und niemand anderes sie hatte. Sie funktioniert sofort wieder.',
    confirm: 'Ich habe sie: wieder verwenden',
    cancel: 'Abbrechen',
  },
  ask: {
    button: 'Um eine neue Karte bitten',
    hint: 'Wenn diese beschädigt, verloren oder gestohlen ist. Ein Bearbeiter entscheidet.',
    title: 'Um eine neue Karte bitten?',
    text: 'Ein Bearbeiter entscheidet und sagt Ihnen, wann Sie sie abholen. Eine Karte, die verloren oder gestohlen ist, funktioniert sofort nicht mehr.',
    why: 'Was ist mit dieser Karte',
    whys: {
      damaged: {
        label: 'Sie ist beschädigt',
        description:
          'Sie können sie weiter verwenden, soweit sie funktioniert, bis Ihr Helpdesk entschieden hat. Dann endet sie.',
      },
      lost: { label: 'Ich habe sie verloren', description: 'Sie funktioniert sofort nicht mehr.' },
      stolen: { label: 'Sie wurde gestohlen', description: 'Sie funktioniert sofort nicht mehr.' },
    },
    words: 'Was Ihr Helpdesk wissen sollte',
    wordsHint: 'Freiwillig. Ein Bearbeiter liest es.',
    confirm: 'Darum bitten',
    cancel: 'Abbrechen',
  },
  replacement: {
    asked: 'Sie haben um eine neue Karte gebeten',
    askedSince: (day) => `Gebeten am ${day}. Ein Bearbeiter entscheidet, und Sie sehen es hier.`,
    takeBack: 'Ich brauche sie nicht mehr',
    declined: (day) => `Es gibt keine neue Karte (${day})`,
    declinedBecause: 'Ihr Helpdesk sagt:',
    temporary: 'Eine Karte auf Zeit ist angefordert',
    permanent: 'Eine neue Karte ist angefordert',
    since: (day) => `Angefordert am ${day}. Ihr Helpdesk macht sie oder legt eine Karte für Sie bereit.`,
    sinceYours: (day) => `Angefordert am ${day}. Mit einer leeren Karte können Sie sie selbst machen.`,
    add: 'Neue Karte hinzufügen',
    ready: 'Sie wird vorbereitet oder wartet darauf, dass Sie sie einrichten.',
    replacedBy: (label) => `Statt dieser wird Karte ${label} verwendet.`,
    seeNew: 'Die neue Karte ansehen',
    replaces: (label) => `Sie wird statt Karte ${label} verwendet.`,
  },
};

export const states: typeof english.states = {
  active: { word: 'Aktiv', hint: null },
  pinBlocked: {
    word: 'PIN gesperrt',
    hint: 'Die PIN wurde zu oft falsch eingegeben, oder die Karte wurde gesperrt. Wählen Sie eine neue PIN, um die Karte wieder zu verwenden.',
  },
  pinToChange: {
    word: 'PIN zu wählen',
    hint: 'Ein Bearbeiter hat diese Karte aktiviert, und niemand hat Ihnen ihre PIN gesagt. Wählen Sie eine neue; die jetzige wird nicht gebraucht.',
  },
  pending: {
    word: 'Wartet',
    hint: 'Sie hat keine PIN von Ihnen. Ihr Helpdesk muss sie aktivieren, bevor Sie sie verwenden können.',
  },
  toSetUp: {
    word: 'Einzurichten',
    hint: 'Sie ist leer und gehört Ihnen. Stecken Sie sie in einen Leser: Dort werden Sie gefragt, ob Sie sie einrichten.',
  },
  busy: { word: 'Wird eingerichtet', hint: null },
  suspended: {
    word: 'Ausgesetzt',
    hint: 'Sie ist zurzeit nicht zu verwenden. Fragen Sie Ihren Helpdesk, wie es weitergeht.',
  },
  failed: { word: 'Nicht fertig', hint: 'Das Einrichten hat nicht geklappt. Fragen Sie Ihren Helpdesk.' },
  replaced: { word: 'Ersetzt', hint: 'Eine andere Karte ist an ihre Stelle getreten.' },
  ended: { word: 'Nicht mehr gültig', hint: 'Sie ist nicht mehr zu verwenden. Geben Sie sie Ihrem Helpdesk zurück.' },
  expired: { word: 'Abgelaufen', hint: 'Sie ist abgelaufen. Bitten Sie Ihren Helpdesk um eine neue.' },
};

export const reported: typeof english.reported = {
  words: {
    FORGOTTEN: 'Liegen gelassen',
    MISPLACED: 'Als vermisst gemeldet',
    REPORTED_LOST: 'Als verloren gemeldet',
    REPORTED_STOLEN: 'Als gestohlen gemeldet',
  },
  on: (day) => `Sie haben das am ${day} gemeldet. Seither kann niemand sie verwenden.`,
  yours: 'Wenn Sie sie wieder haben, wählen Sie „Ich habe sie wieder“.',
  operators: 'Wenn Sie sie wieder haben, fragen Sie Ihren Helpdesk: Ein Bearbeiter entscheidet.',
};

export const purposes: typeof english.purposes = {
  '9A': 'Anmelden',
  '9C': 'Dokumente und E-Mails unterschreiben',
  '9D': 'Verschlüsselte E-Mails lesen',
  '9E': 'Türen öffnen',
};
export const oldMail = 'Alte E-Mails lesen';

export const validity: typeof english.validity = {
  held: 'Ausgesetzt',
  over: 'Nicht mehr gültig',
  expired: (day) => `Abgelaufen am ${day}`,
  stays: 'Bleibt auf der Karte',
  made: 'Noch nicht fertig',
};

export const happened: typeof english.happened = {
  done: {
    ISSUE: 'Die Karte wurde eingerichtet.',
    ACTIVATE: 'Die Karte wurde aktiviert.',
    RECYCLE: 'Die Karte wurde geleert.',
    REPROVISION: 'Die Karte hat neue Schlüssel, Zertifikate und eine neue PIN erhalten.',
    UPDATE: 'Die Karte wurde aktualisiert.',
    UNLOCK: 'Eine neue PIN wurde gewählt.',
    CHANGE_PIN: 'Die PIN wurde geändert.',
    LOCK: 'Die Karte wurde gesperrt.',
    REPLACE_TEMP: 'Eine Karte auf Zeit ist an ihre Stelle getreten.',
    REPLACE_PERM: 'Eine neue Karte ist an ihre Stelle getreten.',
  },
  running: {
    ISSUE: 'Die Karte wird eingerichtet.',
    ACTIVATE: 'Die Karte wird aktiviert.',
    RECYCLE: 'Die Karte wird geleert.',
    REPROVISION: 'Die Karte erhält neue Schlüssel, Zertifikate und eine neue PIN.',
    UPDATE: 'Die Karte wird aktualisiert.',
    UNLOCK: 'Eine neue PIN ist zu wählen.',
    CHANGE_PIN: 'Die PIN ist zu ändern.',
    LOCK: 'Die Karte wird gesperrt.',
    REPLACE_TEMP: 'Eine Karte auf Zeit ist angefordert.',
    REPLACE_PERM: 'Eine neue Karte ist angefordert.',
  },
  stopped: {
    ISSUE: 'Das Einrichten der Karte wurde abgebrochen.',
    ACTIVATE: 'Das Aktivieren der Karte wurde abgebrochen.',
    RECYCLE: 'Das Leeren der Karte wurde abgebrochen.',
    REPROVISION: 'Das Erneuern der ganzen Karte wurde abgebrochen.',
    UPDATE: 'Eine Aktualisierung der Karte wurde abgebrochen.',
    UNLOCK: 'Die Wahl einer neuen PIN wurde abgebrochen.',
    CHANGE_PIN: 'Das Ändern der PIN wurde abgebrochen.',
    LOCK: 'Das Sperren der Karte wurde abgebrochen.',
    REPLACE_TEMP: 'Die Anforderung einer Karte auf Zeit wurde zurückgezogen.',
    REPLACE_PERM: 'Die Anforderung einer neuen Karte wurde zurückgezogen.',
  },
};
