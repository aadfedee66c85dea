/** Texts of credential profiles and of what is proposed for them. */
import type { PasskeyMaker, PasskeyRule } from '@cardwright/contracts/card/credential-profile';
import type { ProfileProposal } from '../api/types.js';
import { cardsText } from '../ui/counts.js';
import { counted } from '../ui/intl.js';
import { title } from './title.js';

export const proposalStateText: Record<ProfileProposal['state'], string> = {
  open: 'Open',
  outdated: 'Outdated',
  approved: 'Approved',
  declined: 'Declined',
};

const passkeyMaker: Readonly<Record<PasskeyMaker, string>> = {
  agent: 'made by the agent',
  browser: 'made by the holder in a browser',
  platform: 'made by the holder in the window that Windows opens at the computer with the card',
};

export const text = {
  title,
  lead: 'What an issued card holds: its keys, its certificates, the rule for its PIN. A published version never changes; another one takes its place.',
  list: 'Credential profiles',
  columns: { profile: 'Profile', version: 'Version', published: 'Published', selfService: 'Holders choose it' },
  withdrawn: 'Withdrawn',
  yes: 'Yes',
  no: 'No',
  empty: 'No credential profile yet',

  version: (version: number) => `Version ${version}`,
  isWithdrawn: 'This profile is withdrawn',
  withdrawnHint:
    'No card is issued or re-encoded with it, until it is published again. Cards that have it stay as they are.',
  notNewest: (version: number) => `This is not the newest version. That is version ${version}.`,
  showNewest: 'Show the newest',
  holds: 'What a card gets',
  keyColumns: {
    container: 'Key',
    keyReference: 'Key reference',
    algorithm: 'Algorithm',
    origin: 'Made',
    certificateProfile: 'Certificate profile',
    validity: 'Certificate valid',
  },
  origin: { card: 'On the card', archived: 'By the vault, kept for recovery' },
  asLongAsTheCard: 'As long as the card',
  days: (count: number) => counted(count, 'day', 'days'),
  rules: 'Rules',
  facts: {
    name: 'Name',
    description: 'Description',
    lifetime: 'A card lasts',
    temporary: 'A temporary card lasts',
    pin: 'PIN',
    initialPin: 'First PIN',
    group: 'At most one card of the group',
    selfService: 'Holders choose it themselves',
    models: 'Card models',
    managementKey: 'Management key is changed every',
    history: 'Earlier keys for reading old mail',
    attestation: 'The card proves where a key was made',
    passkey: 'Passkey',
    published: 'Published',
    by: 'By',
    sha256: 'SHA-256',
  },
  pin: (least: number, most: number, alphabet: 'numeric' | 'ascii') =>
    `${least === most ? least : `${least} to ${most}`} ${alphabet === 'numeric' ? 'digits' : 'characters'}`,
  initialPin: {
    displayed: 'Shown once to a security officer, where the holder chooses none',
    sealed: 'Sealed in the vault',
    none: 'The holder chooses it',
  },
  passkey: ({ relyingParty, madeBy, aaguids, fidoPin, minPinLength, forcePinChange, ...rule }: PasskeyRule) =>
    [
      `For ${relyingParty}`,
      madeBy !== undefined && madeBy !== 'agent' && passkeyMaker[madeBy],
      aaguids !== undefined && `on keys of the models ${aaguids.join(', ')}`,
      fidoPin === 'separate' && 'on cards with a PIN of their own for passkeys',
      fidoPin === 'shared' && 'on cards with one PIN for everything',
      minPinLength !== undefined && `FIDO PIN of at least ${minPinLength} characters`,
      forcePinChange === true && 'the holder chooses a new FIDO PIN at its first use',
      rule.enterpriseAttestation === true && 'the key proves its serial number',
      rule.onReprovision === 'renew' && 'made anew when the card is encoded again',
    ]
      .filter(Boolean)
      .join('; '),
  passkeyMaker,
  anyModel: 'Every model that can do what is asked',
  upTo: (count: number) => `Up to ${count}`,
  versions: 'Versions',
  versionColumns: { version: 'Version', cards: 'Cards in use', published: 'Published', by: 'By', compare: 'Compare' },
  compareWith: (version: number) => `Compare version ${version} with this one`,
  compare: 'Compare',
  shown: 'Shown above',
  changesBetween: (before: number, after: number) => `What changed from version ${before} to version ${after}`,
  changes: 'Changes',
  changeColumns: { path: 'Where', before: 'Before', after: 'After' },
  nothing: 'Nothing',
  noDifference: 'The two versions say the same',
  cards: 'Cards',

  edit: {
    add: 'New profile',
    change: 'New version',
    title: 'A version of a credential profile',
    lead: 'A JSON object by the schema credential-profile.schema.json. Begin with the profile that is nearest, and check it before it is published.',
    passkeys: 'Passkeys',
    passkeysLead:
      'A card can get a passkey while it is issued, at one of these services. What stands beside the way in which it is made goes into the profile; "aaguids" in it limits the models of keys, and "enterpriseAttestation": true has the key prove its serial number, where the agent makes the passkey.',
    copyPasskey: (relyingParty: string, madeBy: string) => `Copy the part for ${relyingParty}, ${madeBy}`,
    failed: 'Nothing was published',
    same: (version: number) => `Version ${version} says this already`,
    sameHint: 'There is nothing to publish.',
    reinstates: 'The profile is withdrawn: this puts it in use again.',
    isNew: (name: string) => `${name} is new`,
    isNewHint: 'No card has it yet. Cards can be issued with it at once.',
    next: (name: string, version: number) => `What publishing ${name} as version ${version} does`,
    concerns: (count: number) =>
      count === 0
        ? 'No card in use has this profile.'
        : `${cardsText(count)} in use ${count === 1 ? 'has' : 'have'} this profile.`,
    rings: (rings: readonly number[], count: number, spreadDays: number) =>
      `Those that need the change are offered it in ${rings.length === 1 ? 'one ring' : `${rings.length} rings`}: ${rings
        .map((upTo) => `${upTo} % (about ${cardsText(Math.ceil((upTo * count) / 100))})`)
        .join(', then ')}. ${
        spreadDays === 0
          ? 'In each ring at once.'
          : `In each ring over ${spreadDays === 1 ? 'a day' : `${spreadDays} days`}.`
      } It goes on by itself and stops by itself where updates fail.`,
    newCards: 'New cards are issued with it at once. What runs now keeps the version that it began with.',
    publish: 'Publish',
    published: (name: string, version: number) => `${name} version ${version} is published`,
    approval: 'Another person approves it before it is published.',
    reason: 'Why the profile changes',
    reasonHint: 'For whoever approves it, and for the audit trail',
    propose: 'Propose it',
    proposed: (name: string) => `A new version of ${name} is proposed`,
  },
  withdraw: {
    open: 'Withdraw',
    title: 'Withdraw this profile?',
    explanation:
      'No card is issued or re-encoded with it any more, until it is published again. Work that began before goes on, and cards that have it stay as they are.',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail',
    confirm: 'Withdraw',
    cancel: 'Leave as it is',
    done: (name: string) => `${name} is withdrawn`,
  },
  proposals: {
    title: 'Proposed versions',
    lead: 'Versions that somebody has written and that another person approves before they are published.',
    link: 'Proposed versions',
    empty: 'Nothing is proposed',
    emptyHint: 'Where profiles take two people, a new version is proposed on the page of its profile.',
    columns: { profile: 'Profile', state: 'State', by: 'Proposed by', at: 'Proposed' },
    name: (name: string) => `Proposed for ${name}`,
    why: 'Why',
    facts: {
      based: 'Based on',
      by: 'Proposed by',
      at: 'Proposed',
      decidedBy: 'Decided by',
      decidedAt: 'Decided',
      declined: 'Declined because',
      became: 'Published as',
    },
    newProfile: 'It is a new profile',
    outdated: 'Another version was published since',
    outdatedHint: 'It can only be declined. What it wants is proposed again on the newest version.',
    approve: 'Approve and publish',
    approveTitle: 'Publish this version?',
    approveText:
      'Whoever proposed it cannot approve it. Cards are offered it ring by ring, and new ones are issued with it at once.',
    approved: (name: string, version: number) => `${name} version ${version} is published`,
    decline: 'Decline',
    declineTitle: 'Decline this version?',
    declineText: 'It is not published. Whoever proposed it reads why, and may take it back so too.',
    declinedDone: 'The proposed version is declined',
    cancel: 'Not now',
  },
};
