/** Texts of devices and what can be done with one. */
import type { Device, DueRow, UpdateOffer } from '../api/types.js';
import { title } from './title.js';

export const text = {
  title,
  lead: 'Every card and security key that Cardwright has seen.',
  search: 'Search by serial, label or holder',
  stateFilter: 'State',
  anyState: 'All states',
  replacementAsked: 'A new card is asked for',
  expiryFilter: 'Expiry',
  anyExpiry: 'Any expiry',
  expiresWithin: (days: number) => `Expires within ${days} days`,
  list: 'Devices',
  selectRow: (label: string) => `Select ${label}`,
  states: { inUse: 'In use', inStock: 'Not issued yet', ended: 'Ended', one: 'One state' },
  certificatesFilter: 'Certificates',
  anyCertificates: 'Any certificates',
  certificatesWithin: (days: number) => `A certificate ends within ${days} days`,
  profileFilter: 'Profile',
  anyProfile: 'All profiles',
  modelFilter: 'Model',
  anyModel: 'All models',
  columns: {
    label: 'Serial',
    holder: 'Holder',
    state: 'State',
    profile: 'Profile',
    expires: 'Expires',
    certificates: 'Certificates end',
    updated: 'Changed',
  },
  empty: 'No devices yet',
  emptyHint: 'A card becomes known when it is first inspected in a reader.',
  noMatch: 'No device matches',
  noMatchHint: 'Try a part of the serial or the holder’s name, or clear the filters.',
  trouble: {
    lockedText: 'Nobody can use the card until its holder chooses a new PIN: “Reset PIN”. Its certificates stay valid.',
    initialPin: {
      title: 'It has its initial PIN',
      active: 'Its holder does not know it, and needs not: with “Reset PIN” they choose their own.',
      pending: 'Its holder does not know it. Once the card is active, they choose their own with “Reset PIN”.',
      mayReveal: 'Where the card has to be used before, the initial PIN can be looked at.',
      whoMay: 'A security officer can look at it.',
    },
    stuck: 'The work on this card has stopped',
    pin: 'The work on this card waits for a PIN',
  },
  record: 'Device',
  facts: {
    identity: 'Identity',
    model: 'Model',
    profile: 'Profile',
    pin: 'PIN',
    suspended: 'Why suspended',
    suspendedFor: (why: string | undefined, time: string, byHolder: boolean) =>
      `${why ?? 'An operator had a reason'}${byHolder ? ', says its holder' : ''} (${time})`,
    health: 'Health',
    keyset: 'Key set',
    stockBatch: 'Stock batch',
    lacks: 'This card lacks',
    fixedObjects: 'Data objects',
    fixedObjectsText: 'Keep the size that they were first given',
    keeps: 'It keeps',
    kept: ({ secret, wellKnown }: { secret: 'management-key' | 'puk'; wellKnown: boolean }) =>
      `${secret === 'puk' ? 'the PUK' : 'the management key'} ${wellKnown ? 'that everybody knows' : 'of its stock batch'}`,
    expires: 'Expires',
    uuid: 'Card UUID',
    workstation: 'Last seen at',
    holder: 'Holder',
    id: 'Device id',
    since: 'Known since',
  },
  credentials: 'Credentials',
  credentialColumns: {
    container: 'Credential',
    key: 'Key',
    algorithm: 'Algorithm',
    state: 'State',
    notAfter: 'Expires',
    serial: 'Certificate serial',
  },
  earlierCredentials: (count: number) => (count === 1 ? '1 of before' : `${count} of before`),
  noCredentials: 'Nothing is issued on this device',
  noCredentialsHint: 'Keys and certificates appear here once a card is issued.',
  attested: 'Attested',
  attestedHint: 'The card proved that it made this key itself',
  notAttested: 'Not attested',
  notAttestedHint: (why: string) => `Not attested: ${why}`,
  reprovision: 'Reprovision a card',
  offers: {
    title: 'Offered updates',
    columns: { what: 'What and why', who: 'Offered to', when: 'Offered', where: 'Shown at', did: 'What became of it' },
    none: 'No update was offered yet',
    noneHint: 'When something of this card is due, its holder is asked at the workstation where the card is.',
    nobody: 'Nobody',
    holderBefore: 'Its holder then',
    unseen: 'Not shown yet',
    until: (time: string) => `until ${time}`,
    due: (what: string, keys: readonly string[], day: string) =>
      `${what}${keys.length > 0 ? ` (${keys.join(', ')})` : ''}: due from ${day}.`,
    deadline: (day: string) => `At the latest on ${day}.`,
    heldBack: (why: string, fix: string) => `Not offered now: ${why}. ${fix}`,
    rollouts: 'Roll-outs',
    saga: 'Open the saga',
  },
  history: 'Sagas',
  noHistory: 'No sagas yet',
  running: 'A saga is running on this device.',
  openSaga: 'Open it',
  actions: {
    issue: 'Issue this card',
    activate: 'Activate',
    activateTitle: 'Activate this card?',
    activateText:
      'Every certificate comes off hold. The initial PIN stays in place and has to be changed by the holder.',
    recycle: 'Recycle',
    recycleTitle: 'Recycle this card?',
    recycleText:
      'Every certificate is revoked and the card is wiped: its keys cannot be brought back. The card must be in the reader. ' +
      'On a key with passkeys all of them go, those that its holder made for other accounts too; it has to be taken out, put in again and touched when it blinks.',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail',
    reprovision: 'Reprovision',
    more: 'More',
    cancel: 'Cancel',
  },
  binding: {
    bind: {
      title: 'Bind this card to a person?',
      explanation:
        'The card stays blank. When its person puts it in at any workstation, they are offered to set it up themselves, and choose its PIN. Nobody else is.',
      confirm: 'Bind to a person',
      done: (name: string) => `The card is bound to ${name}`,
      profile: 'Credential profile',
      choose: 'Choose one',
      reasonHint: 'Optional. Goes into the audit trail',
      acceptedHint: 'Why this is acceptable. Goes into the audit trail',
      wellKnown:
        'If this card keeps a PUK or management key that everybody knows: I know that whoever has it can take it over',
      wellKnownHint: 'Such a card cannot change them. Without this, its person is refused when they set it up.',
    },
    unbind: {
      title: 'Unbind this card?',
      explanation: 'It is nobody’s again. What its person was offered is withdrawn.',
      confirm: 'Unbind',
    },
    bound: 'Bound',
    boundBy: (day: string, who: string) => `on ${day}, by ${who}`,
  },
  pinReset: {
    title: 'Reset the PIN of this card?',
    explanation: 'The holder chooses a new PIN; the old one is not needed. Nothing else on the card changes.',
    confirm: 'Reset PIN',
    when: 'When',
    whens: {
      now: { label: 'Now', description: 'The card must be in the reader.' },
      'when-inserted': {
        label: 'When its holder puts it in',
        description:
          'At any workstation. The holder is asked, signs in and chooses the PIN. Until then it can be withdrawn.',
      },
    },
  },
  passkey: {
    title: 'Make a new passkey on this card?',
    explanation:
      'It takes the place of the one that the card had. The holder types the PIN and touches the card. Nothing else on the card changes.',
    confirm: 'Make a new passkey',
  },
  lock: {
    title: 'Lock this card?',
    explanation:
      'Its PIN is blocked: the card cannot be used until the holder chooses a new PIN with “Reset PIN”. Its certificates stay valid.',
    confirm: 'Lock',
    when: 'When',
    whens: {
      now: { label: 'Now', description: 'The card must be in the reader.' },
      'when-inserted': {
        label: 'When it is put in',
        description:
          'As soon as the card is in a reader of any workstation. Nobody is asked. Until then the lock can be withdrawn.',
      },
    },
  },
  replacement: {
    asked: {
      title: 'Its holder asks for a new card',
      since: (day: string, why: string) => `Asked for on ${day}. ${why}.`,
      replace: 'Replace the card',
      decline: 'Decline',
      declineTitle: 'Decline the new card?',
      declineText: 'The card stays as it is: one that was reported as lost or stolen stays suspended.',
      declineHint: 'The holder reads it. Goes into the audit trail',
    },
    title: 'Replace this card?',
    explanation:
      'Another card takes its place. What the reason means to this card happens now; the new one is issued afterwards, for this request.',
    confirm: 'Replace',
    kind: 'For how long',
    kinds: {
      temporary: {
        label: 'For a time',
        description: 'This card is suspended, and used again when the temporary one ends.',
      },
      permanent: {
        label: 'For good',
        description: 'A lost, stolen or damaged card ends now; any other one when the new card is active.',
      },
    },
    done: { temporary: 'A temporary card is asked for', permanent: 'A card in its place is asked for' },
    waiting: { temporary: 'Waits for its temporary card', permanent: 'Waits for the card that replaces it' },
    since: (day: string, profile: string) => `Asked for on ${day}, with profile ${profile}.`,
    successor: 'The new card',
    issue: 'Issue the new card',
    withdraw: 'Withdraw',
    withdrawTitle: 'Withdraw this request?',
    withdrawRestores: 'The card was suspended by it and may be used again.',
    withdrawKeeps: 'No new card is issued for it. The state of this card stays as it is.',
    replaces: { temporary: 'Stands in for', permanent: 'Replaces' },
    replacedBy: { temporary: 'Temporary card', permanent: 'Replaced by' },
  },
  /** The reason in the audit trail of what is taken back in the seconds after it. */
  undone: 'Undone at once by whoever did it',
  /** What needs no card: the record changes at once, the CA follows. */
  changes: {
    suspend: {
      title: 'Suspend this card?',
      explanation: 'Its certificates go on hold and it is not trusted until it is resumed. No card is needed.',
      confirm: 'Suspend',
      done: 'The card is suspended',
    },
    resume: {
      title: 'Resume this card?',
      explanation: 'Its certificates come off hold, except those that were on hold before it was suspended.',
      confirm: 'Resume',
      done: 'The card may be used again',
    },
    terminate: {
      title: 'Terminate this card?',
      explanation:
        'It is cancelled for good: every certificate is revoked. It can be recycled afterwards. No card is needed.',
      confirm: 'Terminate',
      done: 'The card is terminated',
    },
  },
  revocations: {
    title: 'Revocations under way',
    all: 'All of this card',
    columns: { certificate: 'Certificate', due: 'Time left', reason: 'Reason', asked: 'CA' },
    overdue: (length: string) => `overdue by ${length}`,
    asked: (attempts: number) => (attempts === 1 ? 'Asked once' : `Asked ${attempts} times`),
  },
};

export const pinText: Record<NonNullable<Device['pin']>, string> = {
  initial: 'Initial PIN',
  set: 'Chosen by the holder',
  'must-change': 'Initial PIN, must be changed',
  blocked: 'Blocked',
};

export const healthText: Record<Device['health'], string> = {
  ok: 'Good',
  interrupted: 'A write was interrupted',
  drift: 'Differs from the record',
  damaged: 'Damaged',
};

export const updateKindText: Record<DueRow['kind'], string> = {
  'card.replace': 'Replace the card, which expires soon',
  'card.lock': 'Lock the card',
  'pin.unlock': 'Choose a new PIN, as was asked for',
  'pin.change': 'Change the PIN',
  'replace.permanent': 'Set up the card, which is bound to its holder in the place of another one',
  'replace.temporary': 'Set up the card, which is bound to its holder for a time',
  'card.issue': 'Set up the card, which is bound to its holder',
  'card.reprovision': 'Reprovision the card',
  'cert.revoked': 'Replace certificates that were revoked at the CA',
  'cert.add': 'Add certificates of a new profile version',
  'cert.remove': 'Remove certificates that the profile has dropped',
  'profile.version': 'Make keys as a new profile version asks',
  'profile.reprovision': 'Reprovision the card: its profile has changed more than an update can do',
  'holder.changed': 'Renew certificates that have old data of the holder',
  'campaign.renew': 'Make certificates anew for a campaign',
  'cert.renew': 'Renew certificates',
  'passkey.new': 'Make a new passkey',
  'management-key.rotate': 'Set a new management key (9B)',
};

export const offerStateText: Record<UpdateOffer['state'], string> = {
  offered: 'Offered',
  accepted: 'Accepted',
  postponed: 'Postponed',
  withdrawn: 'Withdrawn',
  superseded: 'Superseded',
  done: 'Done',
};

/** Before the time. */
export const postponedText: Record<UpdateOffer['postponements'][number]['cause'], string> = {
  dismissed: 'Chose “Later”',
  ignored: 'Did not answer',
  removed: 'Took the card out',
};
