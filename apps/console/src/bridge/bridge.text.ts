/** Texts about the computer that a browser is at, in holders' words. */
import { inPagesLanguage } from '../ui/language.js';
import type { Cause } from './standing.js';

interface Advice {
  title: string;
  lead: string;
  steps?: readonly string[];
}

const en = {
  title: 'This computer',
  lead: 'Your card is set up by the Cardwright program of the computer that you sit at. The portal has to know which one that is.',
  unknown: { title: 'Not connected yet', hint: 'A small window opens for a moment and closes by itself.' },
  connect: 'Connect this computer',
  again: 'Try again',
  asking: { title: 'Looking for this computer', hint: 'If your browser asks whether it may do this, say yes.' },
  connected: (name: string) => `Connected with ${name}`,
  online: 'The program of this computer answers.',
  offline: 'The program of this computer does not answer now. Check that the computer has a network connection.',
  disconnect: 'This is not my computer',
  outdated: {
    title: 'The program of this computer is too old',
    text: (installed: string, needed: string) =>
      `Version ${installed} is installed, and version ${needed} or a newer one is needed. Ask your help desk to update it, then try again.`,
  },
  causes: {
    'window-blocked': {
      title: 'Your browser has stopped the small window',
      lead: 'Allow pop-up windows for this portal, most often by a sign in the address bar, then try again.',
    },
    held: {
      title: 'Your browser holds the small window back',
      lead: 'If it asks whether this portal may reach programs on this computer, say yes. If it asks nothing, allow that by the sign in the address bar, then try again.',
    },
    closed: {
      title: 'The small window was closed too early',
      lead: 'Try again and leave it open: it closes by itself. If you did not close it, your browser or something that blocks pages in it did: allow this portal to open windows.',
    },
    'not-seen': {
      title: 'This computer was not found',
      lead: 'What the small window shows says why:',
      steps: [
        'A page that cannot be reached: the Cardwright program is not installed on this computer, does not run, or is too old. What to do then stands below.',
        'A text of Cardwright: the program is there, and the text says what is missing and what to do.',
      ],
    },
    'not-back': {
      title: 'Your browser did not come back from the small window',
      lead: 'The Cardwright program is there. Close the small window and try again; if that does not help, switch off what blocks pages in your browser.',
    },
    'other-session': {
      title: 'Somebody else is signed in at this computer',
      lead: 'Only the person whose screen is in front can use its card readers. Unlock your screen or sign in at the computer itself, then try again.',
    },
    'other-browser': {
      title: 'The small window belonged to another sign-in',
      lead: 'Try again, and leave other windows of the portal closed meanwhile.',
    },
  } satisfies Record<Cause, Advice> as Record<Cause, Advice>,
  before: {
    gone: (name: string) =>
      `${name}, the computer where you were last, was taken out of this portal. If you sit there, ask your help desk to set it up again.`,
    answers: (name: string) =>
      `${name}, the computer where you were last, answers now. If you sit there, its program runs, and your browser did not get through to it: try again, or type a code instead.`,
    outdated: (name: string, installed: string, needed: string) =>
      `On ${name}, the computer where you were last, the program is too old: version ${installed} is installed, and version ${needed} or a newer one is needed. If you sit there, ask your help desk to update it.`,
    silent: (name: string) =>
      `${name}, the computer where you were last, does not answer. If you sit there, check that it has a network connection, and restart it.`,
    heard: 'Last answer:',
  },
  typed: {
    open: 'Type a code instead',
    lead: 'Open a terminal on this computer, and type:',
    label: 'Code that it shows',
    send: 'Connect',
    malformed: 'A code has eight letters and digits.',
    refused: 'This code is not good, or no longer. Have the computer show a new one.',
    tooOften: 'Too many tries. Wait five minutes, then have the computer show a new code.',
  },
  paired: {
    working: 'Connecting this browser with this computer',
    done: { title: 'This computer is connected', hint: 'You may close this window and go back to the portal.' },
    refused: {
      title: 'Nothing was connected',
      hint: 'The portal had not asked for this in this browser, or it took too long. Close this window and try again in the portal.',
    },
  },
};

const de: typeof en = {
  title: 'Dieser Computer',
  lead: 'Ihre Karte wird vom Cardwright-Programm des Computers eingerichtet, an dem Sie sitzen. Das Portal muss wissen, welcher das ist.',
  unknown: {
    title: 'Noch nicht verbunden',
    hint: 'Es öffnet sich für einen Moment ein kleines Fenster, das sich von selbst schließt.',
  },
  connect: 'Diesen Computer verbinden',
  again: 'Noch einmal versuchen',
  asking: { title: 'Dieser Computer wird gesucht', hint: 'Wenn Ihr Browser fragt, ob er das darf, stimmen Sie zu.' },
  connected: (name: string) => `Verbunden mit ${name}`,
  online: 'Das Programm dieses Computers antwortet.',
  offline: 'Das Programm dieses Computers antwortet gerade nicht. Prüfen Sie, ob der Computer eine Netzverbindung hat.',
  disconnect: 'Das ist nicht mein Computer',
  outdated: {
    title: 'Das Programm dieses Computers ist zu alt',
    text: (installed: string, needed: string) =>
      `Installiert ist Version ${installed}, gebraucht wird Version ${needed} oder eine neuere. Bitten Sie Ihren Helpdesk, sie zu aktualisieren, und versuchen Sie es dann noch einmal.`,
  },
  causes: {
    'window-blocked': {
      title: 'Ihr Browser hat das kleine Fenster verhindert',
      lead: 'Erlauben Sie diesem Portal Pop-up-Fenster, meist über ein Zeichen in der Adresszeile, und versuchen Sie es noch einmal.',
    },
    held: {
      title: 'Ihr Browser hält das kleine Fenster zurück',
      lead: 'Wenn er fragt, ob dieses Portal Programme auf diesem Computer erreichen darf, stimmen Sie zu. Fragt er nichts, erlauben Sie das über das Zeichen in der Adresszeile, und versuchen Sie es noch einmal.',
    },
    closed: {
      title: 'Das kleine Fenster wurde zu früh geschlossen',
      lead: 'Versuchen Sie es noch einmal und lassen Sie es offen: Es schließt sich von selbst. Haben Sie es nicht geschlossen, war es Ihr Browser oder etwas, das darin Seiten blockiert: Erlauben Sie diesem Portal, Fenster zu öffnen.',
    },
    'not-seen': {
      title: 'Dieser Computer wurde nicht gefunden',
      lead: 'Was das kleine Fenster zeigt, sagt warum:',
      steps: [
        'Eine Seite, die nicht erreichbar ist: Das Cardwright-Programm ist auf diesem Computer nicht installiert, läuft nicht oder ist zu alt. Was dann zu tun ist, steht unten.',
        'Ein Text von Cardwright: Das Programm ist da, und der Text sagt, was fehlt und was Sie tun können.',
      ],
    },
    'not-back': {
      title: 'Ihr Browser kam aus dem kleinen Fenster nicht zurück',
      lead: 'Das Cardwright-Programm ist da. Schließen Sie das kleine Fenster und versuchen Sie es noch einmal; hilft das nicht, schalten Sie ab, was in Ihrem Browser Seiten blockiert.',
    },
    'other-session': {
      title: 'An diesem Computer ist jemand anderes angemeldet',
      lead: 'Nur wessen Bildschirm vorn ist, kann die Kartenleser benutzen. Entsperren Sie Ihren Bildschirm oder melden Sie sich am Computer selbst an, und versuchen Sie es noch einmal.',
    },
    'other-browser': {
      title: 'Das kleine Fenster gehörte zu einer anderen Anmeldung',
      lead: 'Versuchen Sie es noch einmal, und lassen Sie andere Fenster des Portals solange geschlossen.',
    },
  },
  before: {
    gone: (name: string) =>
      `${name}, der Computer, an dem Sie zuletzt waren, wurde aus diesem Portal genommen. Sitzen Sie dort, bitten Sie Ihren Helpdesk, ihn neu einzurichten.`,
    answers: (name: string) =>
      `${name}, der Computer, an dem Sie zuletzt waren, antwortet gerade. Sitzen Sie dort, läuft sein Programm, und Ihr Browser kam nicht bis zu ihm durch: Versuchen Sie es noch einmal, oder geben Sie stattdessen einen Code ein.`,
    outdated: (name: string, installed: string, needed: string) =>
      `Auf ${name}, dem Computer, an dem Sie zuletzt waren, ist das Programm zu alt: Installiert ist Version ${installed}, gebraucht wird Version ${needed} oder eine neuere. Sitzen Sie dort, bitten Sie Ihren Helpdesk, sie zu aktualisieren.`,
    silent: (name: string) =>
      `${name}, der Computer, an dem Sie zuletzt waren, antwortet nicht. Sitzen Sie dort, prüfen Sie, ob er eine Netzverbindung hat, und starten Sie ihn neu.`,
    heard: 'Letzte Antwort:',
  },
  typed: {
    open: 'Stattdessen einen Code eingeben',
    lead: 'Öffnen Sie auf diesem Computer ein Terminal und geben Sie ein:',
    label: 'Code, den er zeigt',
    send: 'Verbinden',
    malformed: 'Ein Code hat acht Buchstaben und Ziffern.',
    refused: 'Dieser Code gilt nicht oder nicht mehr. Lassen Sie den Computer einen neuen zeigen.',
    tooOften:
      'Das waren zu viele Versuche. Warten Sie fünf Minuten und lassen Sie den Computer dann einen neuen Code zeigen.',
  },
  paired: {
    working: 'Dieser Browser wird mit diesem Computer verbunden',
    done: {
      title: 'Dieser Computer ist verbunden',
      hint: 'Sie können dieses Fenster schließen und zum Portal zurückgehen.',
    },
    refused: {
      title: 'Es wurde nichts verbunden',
      hint: 'Das Portal hatte in diesem Browser nicht darum gebeten, oder es dauerte zu lange. Schließen Sie dieses Fenster und versuchen Sie es im Portal noch einmal.',
    },
  },
};

export const text = inPagesLanguage({ en, de });
