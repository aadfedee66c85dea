/** The groups of operations in the document: each by the first part of its path, with a line for people who look for something. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './operations.js';

/** In the order of the document's page. */
const texts = {
  system: 'What this installation is, and where to sign in',
  me: 'Whoever asks: their rights, sessions, saved views, and the step of a page that they are at',
  search: 'People, cards, work, workstations and certificates by what is known of them',
  people: 'Those who have cards: one by one and from files, with their photos',
  devices: 'Cards and security keys, and everything that is done with one',
  inspections: 'Reading the card in a reader; nothing is written',
  'bulk-actions': 'One action on many cards or sagas, looked at first',
  sagas: 'Work on a card, step by step: a saga is one issue, reprovision, PIN reset ..., and its id is its requestId',
  events: 'The feed of what happened, for programs',
  certificates: 'Certificates of cards, and their files',
  revocations: 'What the CA was asked to revoke, and when it did',
  'passkey-deletions': 'What relying parties were asked to delete, and when they did',
  findings: 'Where card, record and CA differ',
  profiles: 'Credential profiles: what a card of each kind gets, in versions',
  'profile-proposals': 'Versions of profiles that wait for the approval of another person',
  'relying-parties': 'The services at which passkeys are registered while a card is issued',
  models: 'Card models: what each kind of card can do',
  'stock-batches': 'Deliveries of cards that nobody has yet',
  'vault-key': 'The key to which what a delivery came with is sealed',
  workstations: 'Computers with an agent: their readers, doctor and log, and their enrolment',
  'deployment-codes': 'Codes that enrol many workstations',
  'agent-packages': 'The packages by which the agent is installed',
  bridge: 'Which workstation a browser is at',
  'update-offers': 'Updates of their cards that holders are offered',
  campaigns: 'The same update for many cards, a few at a time',
  rollouts: 'How a new version of a profile comes to its cards, ring by ring',
  reasons: 'The codes that say why',
  audit: 'The audit trail, and whether its chains hold',
  'role-grants': 'Roles that were given here',
} as const satisfies Readonly<Record<string, string>>;

/** Changes the document. Throws TypeError for a group without a text. */
export function describeTags(document: OpenAPIObject): void {
  for (const { path, operation } of operationsOf(document)) {
    // `/api/v1/devices/{deviceId}/lock`
    const tag = path.split('/')[3] ?? '';
    if (!(tag in texts)) throw new TypeError(`tags.ts does not say what ${tag} is for`);
    operation.tags = [tag];
  }
  document.tags = Object.entries(texts).map(([name, description]) => ({ name, description }));
}
