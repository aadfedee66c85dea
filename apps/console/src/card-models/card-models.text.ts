/** Texts of card models. */
import type { Ability } from './abilities.js';
import { title } from './title.js';

/** short: after `It cannot`. */
export const abilityText: Record<Ability, { short: string; text: string }> = {
  setManagementKey: {
    short: 'change its management key',
    text: 'Changes its management key; without it, it keeps the one of its stock batch',
  },
  changePuk: { short: 'change its PUK', text: 'Changes its PUK; without it, it keeps the one of its stock batch' },
  setPinTryLimits: { short: 'set the number of tries', text: 'Lets the number of tries of PIN and PUK be set' },
  pinPolicies: { short: 'ask for PIN or touch by key', text: 'Lets each key say when PIN and touch are asked for' },
  metadata: { short: 'say what is in it', text: 'Says which keys are in it, and whether PIN and PUK were changed' },
  attest: { short: 'prove where a key was made', text: 'Proves that it made a key itself (attestation)' },
  importKey: { short: 'take keys from elsewhere', text: 'Takes keys that were made elsewhere' },
  moveKey: { short: 'move keys', text: 'Moves a key to another key reference, where old mail stays readable' },
  deleteKey: { short: 'delete keys', text: 'Deletes one key and leaves the others' },
  vendorReset: { short: 'be reset', text: 'Can be reset to how it was delivered, without PIN and PUK' },
};

export const text = {
  title,
  lead: 'What each kind of card can do. A card belongs to the first model of this list that fits it; nothing is asked of a card that its model cannot do.',
  list: 'Card models in the order in which they are matched',
  columns: { model: 'Model', from: 'From', keys: 'Keys', cannot: 'It cannot', cards: 'Cards' },
  shipped: 'Cardwright',
  site: 'This installation',
  lacksNothing: '–',
  showCards: 'Show',
  showCardsOf: (model: string) => `Cards of ${model}`,
  empty: 'No card models',
  notFound: 'No card model has this id',
  notFoundHint: 'It may have been withdrawn.',
  recognised: 'How its cards are recognised',
  facts: {
    id: 'Id',
    variantOf: 'Variant of',
    identity: 'Identity',
    version: 'Version',
    applicationLabel: 'Application label',
    atr: 'ATR',
    roots: 'Roots of its attestations',
    managementKey: 'Management key',
    pin: 'PIN',
    puk: 'PUK',
    fido: 'FIDO application',
    aaguids: 'Models of its FIDO application (AAGUID)',
    data: 'Data in one command',
    object: 'Largest object',
  },
  identity: {
    ykserial: 'Serial number',
    cplc: 'Production data (CPLC)',
    cuid: 'Card image number of the issuer security domain',
  },
  keys: 'Keys',
  keyColumns: { keyReferences: 'Key references', algorithms: 'Algorithms' },
  allKeys: 'All',
  otherKeys: 'All others',
  can: 'What it can do',
  canColumns: { ability: 'Ability', does: 'This model' },
  yes: 'Yes',
  no: 'No',
  try: 'Depends on the card: it is tried',
  pin: ({ minLength, maxLength, alphabet, maxTries }: PinShape) =>
    `${minLength} to ${maxLength} ${alphabet === 'numeric' ? 'digits' : 'characters'}, at most ${tries(maxTries)}`,
  puk: ({ length, maxTries }: { length: number; maxTries: number }) =>
    `${length} characters, at most ${tries(maxTries)}`,
  fido: { separate: 'With a PIN of its own', shared: 'With the PIN of the device' },
  bytes: (count: number) => `${count} bytes`,
  roots: (count: number) => (count === 1 ? '1 certificate' : `${count} certificates`),
  edit: {
    add: 'New card model',
    change: 'Change',
    from: 'New one from this',
    title: 'Publish a card model',
    lead: 'A JSON object by the schema card-model.schema.json. Begin with the model that is nearest, and check it before it is published.',
    good: 'The definition is valid',
    willAdd: (id: string) => `${id} is added. It is matched before the models that come with Cardwright.`,
    willChange: (id: string) => `${id} is changed. What runs now keeps the model that it began with.`,
    publish: 'Publish',
    failed: 'Nothing was published',
    published: (id: string) => `${id} is published`,
    same: (id: string) => `${id} says the same already`,
  },
  withdraw: {
    open: 'Withdraw',
    title: 'Withdraw this card model?',
    explanation:
      'No card is matched by it any more, until it is published again. As long as a card has it, it cannot be withdrawn: publish it changed instead.',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail',
    confirm: 'Withdraw',
    cancel: 'Leave as it is',
    done: (id: string) => `${id} is withdrawn`,
  },
};

interface PinShape {
  minLength: number;
  maxLength: number;
  alphabet: 'numeric' | 'ascii';
  maxTries: number;
}
const tries = (count: number): string => (count === 1 ? '1 try' : `${count} tries`);
