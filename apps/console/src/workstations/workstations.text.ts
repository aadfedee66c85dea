/** Texts of workstations: the choice of one, their list, and the page of one. */
import { inPagesLanguage } from '../ui/language.js';
import { title } from './title.js';

/** Of the choice, which holders see too. */
const choice = {
  workstation: 'Workstation',
  /** The same to a holder. */
  computer: 'Computer',
  lastUsedAt: (cards: string[]) => `Where ${cards.join(', ')} was last used`,
  offline: 'offline',
  choose: 'Choose where the card is',
  which: 'Find out which computer this is',
  isOffline: (name: string) => `${name} is offline`,
  isOfflineHint: 'Go on when it is back, or choose another computer.',
  none: 'No computer with a card reader is online',
  noneHint: 'Start Cardwright on the computer with the card reader; it appears here by itself.',
};
const germanChoice: typeof choice = {
  workstation: 'Computer',
  computer: 'Computer',
  lastUsedAt: (cards) => `Wo ${cards.join(', ')} zuletzt benutzt wurde`,
  offline: 'nicht erreichbar',
  choose: 'Wählen Sie, wo die Karte ist',
  which: 'Feststellen, welcher Computer dies ist',
  isOffline: (name) => `${name} ist nicht erreichbar`,
  isOfflineHint: 'Machen Sie weiter, wenn er wieder da ist, oder wählen Sie einen anderen Computer.',
  none: 'Kein Computer mit Kartenleser ist erreichbar',
  noneHint: 'Starten Sie Cardwright an dem Computer mit dem Kartenleser; er erscheint hier von selbst.',
};

/** Of the pages of workstations, which are in English alone. */
const forOperators = {
  title,
  lead: (total: number, online: number) =>
    `Computers with card readers: ${total} known, ${online} heard within the last seven minutes.`,
  list: 'Workstations',
  search: 'Search by name, id or system',
  columns: {
    name: 'Name',
    state: 'State',
    group: 'Group',
    seen: 'Last seen',
    version: 'Agent',
    system: 'System',
    updates: 'Asks for card updates',
    readers: 'Readers',
    enrolled: 'Enrolled',
  },
  online: 'Online',
  away: 'Away',
  notEnrolled: 'Not enrolled',
  revoked: 'Revoked',
  never: 'Never',
  filters: {
    state: { label: 'State', all: 'Online and away', on: 'Online', off: 'Away' },
    version: { label: 'Agent version', all: 'All versions' },
    policy: { label: 'Card updates', all: 'Asking for updates or not' },
    readers: { label: 'Readers', all: 'With or without readers' },
  },
  policies: {
    on: 'Asks for card updates',
    off: 'Does not ask for card updates',
    mistakes: 'Has mistakes in its policies',
    unknown: 'Does not say',
  },
  readerChoices: { none: 'Without a reader', some: 'With a reader', card: 'With a card in a reader' },
  counted: (readers: number, cards: number) => {
    if (readers === 0) return 'None';
    const inside = cards === 0 ? 'no card' : cards === 1 ? '1 card' : `${cards} cards`;
    return `${readers}, ${inside}`;
  },
  noPcsc: 'No access to readers',
  empty: 'No workstation yet',
  emptyHint: 'Make an enrolment code, and give it to the agent of the computer with the card reader.',
  noMatch: 'No workstation matches',
  noMatchHint: 'Try a part of the name, or other filters.',

  record: 'Workstation',
  facts: {
    name: 'Name',
    seen: 'Last seen',
    version: 'Agent version',
    system: 'Operating system',
    group: 'Group',
    updates: 'Asks for card updates',
    enrolled: 'Enrolled',
    revoked: 'Revoked',
    reported: 'Reported',
    key: 'Key of the agent',
    id: 'Workstation id',
  },
  readers: 'Readers',
  noReaders: 'No reader is plugged in',
  notReported: 'Its agent has not said which readers it has',
  cards: { present: 'A card', absent: 'Empty', unresponsive: 'A card that does not answer' },
  readerColumns: { reader: 'Reader', card: 'Card' },
  more: (count: number) => `and ${count} more`,
  rules: 'Policies and settings',
  noRules: 'Its agent does not say how it is ruled: it is of an earlier version, or was not heard yet.',
  ruleColumns: { setting: 'Setting', value: 'Value', decided: 'Decided' },
  settings: {
    cardAutoUpdate: 'Ask for card updates by itself',
    serverUrl: 'Server',
    updateCheckMinutes: 'Ask again after (minutes)',
    updateCheckJitterSeconds: 'Spread of checks (seconds)',
    repromptMinutes: 'Longest postponement (minutes)',
  } as Record<string, string>,
  settingValue: (name: string, value: string | number | boolean | null): string => {
    if (name === 'cardAutoUpdate') return value === true ? 'Yes' : 'No';
    if (name === 'serverUrl' && value === null) return 'The one it is enrolled with';
    if (name === 'repromptMinutes' && value === null) return 'As the server says';
    return value === false ? 'None' : String(value);
  },
  heldHint:
    'It is away. If it runs, one of its policies may keep it from this server: `cardwright-agent status` on the computer says so.',

  doctor: {
    title: 'Doctor',
    ask: 'Run the doctor',
    again: 'Run it again',
    hint: 'Looks on the computer for what keeps its agent from working, writes to no card, and is recorded in the audit trail.',
    ranAt: 'Looked',
    states: { ok: 'Fine', warn: 'Look at it', fail: 'Wrong' },
    columns: { state: 'State', check: 'What', found: 'Found' },
    toDo: 'What to do',
    failed: 'The doctor could not be asked',
    allFine: 'Nothing is wrong',
  },
  logs: {
    title: 'Log of the agent',
    ask: 'Show the log',
    refresh: 'Refresh',
    hint: 'The newest lines, without secrets. That you looked is recorded in the audit trail.',
    level: 'Level',
    levels: { info: 'Everything', warn: 'Warnings and errors', error: 'Errors' },
    columns: { at: 'Time', level: 'Level', message: 'What happened' },
    levelNames: { info: 'Info', warn: 'Warning', error: 'Error' } as Record<string, string>,
    none: 'No such line',
    older: 'There are older lines than these.',
    failed: 'The log could not be read',
  },
  code: {
    open: 'New enrolment code',
    title: 'Enrolment code',
    explanation: 'Works once and for fifteen minutes. A code that was made for it before becomes void.',
    name: 'Name of the workstation',
    confirm: 'Make the code',
    cancel: 'Cancel',
    done: 'Done',
    once: 'It is shown this once. On the computer:',
    until: 'Good until',
    code: 'Code',
  },
  revoke: {
    open: 'Revoke',
    title: 'Revoke this workstation',
    explanation: 'Its agent is cut off at once, and does not come back until it is enrolled anew.',
    confirm: 'Revoke',
    cancel: 'Cancel',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail.',
  },
};

export const text = inPagesLanguage({
  en: { ...choice, ...forOperators },
  de: { ...germanChoice, ...forOperators },
});
