/** What the gateway answers in the scenes: one holder, their cards, offers and runs. Times are counted from now, as pages say them. */
const hour = 3_600_000;
const uuid = (last: string): string => `00000000-0000-4000-8000-${last.padStart(12, '0')}`;

export const id = {
  person: uuid('1'),
  device: uuid('2'),
  request: uuid('3'),
  offer: uuid('4'),
  workstation: uuid('5'),
};
export const ago = (days: number): string => new Date(Date.now() - days * 24 * hour - hour).toISOString();
export const ahead = (days: number): string => ago(-days);

const person = {
  personId: id.person,
  externalId: 'E100',
  displayName: 'Grace Holder',
  givenName: 'Grace',
  surname: 'Holder',
  email: 'grace@example.org',
  upn: null,
  sid: null,
  organizationalUnit: 'Accounts',
  enabled: true,
  createdAt: ago(400),
};
export const me = {
  person,
  roles: ['CH'],
  permissions: ['own.manage', 'catalogue.read'],
  separationOfDuties: 'enforced',
  identity: { kind: 'person', issuer: 'https://issuer.example', subject: 'grace', displayName: 'Grace Holder' },
  csrfToken: 'csrf',
  lab: false,
  temporalUiUrl: null,
};
export const system = (more: object) => ({
  name: 'Cardwright',
  version: '1.2.3',
  oidc: { issuer: 'https://issuer.example', cliClientId: 'cli', audience: 'a', scope: 'openid' },
  cardSignIn: true,
  passkeySignIn: false,
  temporalUiUrl: null,
  docsUrl: 'https://cardwright.example/docs',
  ...more,
});

const credential = (keyReference: string, container: string) => ({
  container,
  keyReference,
  algorithm: 'ECC-P256',
  keyOrigin: 'card',
  state: 'ACTIVE',
  serialNumberHex: '0A1B2C3D4E5F60718293A4B5C6D7E8F9',
  notAfter: ahead(700),
  attested: true,
});
export const credentials = [
  credential('9A', 'authentication'),
  credential('9C', 'signature'),
  credential('9D', 'key-management'),
  credential('9E', 'card-authentication'),
  { ...credential('82', 'key-history-1'), keyOrigin: 'archived', notAfter: ago(30) },
];
export const expired = credentials.map((each) => ({ ...each, state: 'EXPIRED', notAfter: ago(10) }));
export const revoked = credentials.map((each) => ({ ...each, state: 'REVOKED' }));

let made = 0;
export const device = (more: object) => ({
  deviceId: 'label' in more ? uuid(String(100 + made++)) : id.device,
  identityText: 'ICC 1234',
  label: '10000001',
  modelId: 'reference-card',
  state: 'ACTIVE',
  operation: 'idle',
  health: 'ok',
  pin: 'set',
  keyset: 'v1',
  personId: id.person,
  personName: 'Grace Holder',
  profileName: 'piv-four',
  profileVersion: 2,
  expiresOn: ahead(700).slice(0, 10),
  cardUuid: uuid('9'),
  workstationId: id.workstation,
  activeRequestId: null,
  createdAt: ago(400),
  updatedAt: ago(1),
  suspendedFor: [],
  credentials,
  certificates: [],
  replaces: null,
  replacedBy: null,
  openReplacement: null,
  replacementAsk: null,
  ...more,
});
export const blank = {
  ...device({ label: '10000020' }),
  state: 'AVAILABLE',
  pin: null,
  personId: null,
  personName: null,
  profileName: null,
  profileVersion: null,
  expiresOn: null,
};
export const ask = (more: object) => ({
  reason: 'DAMAGED',
  reasonText: 'The chip is loose.',
  askedAt: ago(3),
  decision: null,
  decidedAt: null,
  decisionReasonText: null,
  ...more,
});
export const openReplacement = {
  requestId: uuid('31'),
  kind: 'permanent',
  reason: 'DAMAGED',
  profileName: 'piv-four',
  requestedAt: ago(1),
  restores: true,
  successorDeviceId: null,
};
export const link = {
  requestId: uuid('31'),
  kind: 'permanent',
  reason: 'DAMAGED',
  deviceId: uuid('32'),
  label: '10000031',
  state: 'ACTIVE',
  since: ago(1),
};

export const saga = (more: object) => ({
  requestId: id.request,
  workflowId: `issue-${id.request}`,
  type: 'UPDATE',
  state: 'IN_PROGRESS',
  awaiting: null,
  stage: 'open',
  percent: 10,
  sentence: 'Words of the server.',
  stuckReason: null,
  errorCode: null,
  errorMessage: null,
  deviceId: id.device,
  personId: id.person,
  personName: 'Grace Holder',
  profileName: 'piv-four',
  profileVersion: 2,
  workstationId: id.workstation,
  attempt: 1,
  roundTrips: 12,
  apdus: 80,
  requestedBy: 'person:grace',
  correlationId: uuid('77'),
  createdAt: ago(0),
  updatedAt: ago(0),
  finishedAt: null,
  actions: [],
  cancelEffect: null,
  ...more,
});
export const lately = (
  [
    ['UPDATE', 'COMPLETED', 1],
    ['UNLOCK', 'CANCELLED', 20],
    ['REPROVISION', 'COMPLETED', 90],
    ['ISSUE', 'COMPLETED', 400],
  ] as const
).map(([type, state, days]) =>
  saga({ requestId: uuid(`${days}`), type, state, createdAt: ago(days), finishedAt: ago(days) }),
);
export const row = (more: object) => ({
  requestId: id.request,
  at: ago(0),
  kind: 'step' in more ? 'step' : 'state',
  stage: 'open',
  percent: 0,
  state: 'IN_PROGRESS',
  awaiting: null,
  sentence: 'Words of the server.',
  ...more,
});
/** Nothing was wrong with a PIN before. */
export const askedFirst = { refusedWith: null, cutOff: false, triesLeft: 3 };
export const pinKey = (more: object) => ({
  sessionKey: {
    kid: uuid('8'),
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'A', y: 'A' },
    requestId: id.request,
    deviceId: id.device,
    workstationId: id.workstation,
    expiresAt: ahead(1),
    agentNkey: 'U',
    signatureBase64Url: 'A',
  },
  agentNkey: 'U',
  pinRule: { minLength: 6, maxLength: 8, alphabet: 'numeric', forbidSequences: true },
  asks: 'new-pin',
  serverTime: new Date().toISOString(),
  ...more,
});

export const cause = (more: object) => ({
  kind: 'cert.renew',
  cause: 'RENEW',
  keyReferences: ['9A', '9D'],
  dueAt: ago(3),
  deadline: ahead(20),
  urgency: 'normal',
  ...more,
});
export const due = (more: object) => ({ ...cause({ keyReferences: ['9C'], dueAt: ahead(40) }), ...more });
export const offer = (more: object) => ({
  offerId: id.offer,
  deviceId: id.device,
  deviceLabel: '10000001',
  personId: id.person,
  kind: 'cert.renew',
  state: 'offered',
  causes: [cause({})],
  urgency: 'normal',
  deadline: ahead(20),
  record: { medianSeconds: 42, succeeded: 97, of: 100 },
  postponable: true,
  postponedUntil: null,
  offeredAt: ago(1),
  workstationId: id.workstation,
  readerName: 'Identiv uTrust 2700 R Smart Card Reader 0',
  until: ahead(20),
  postponements: [],
  acceptedAt: null,
  requestId: null,
  outcome: null,
  endedAt: null,
  ...more,
});

export const connected = {
  workstation: { workstationId: id.workstation, name: 'pc-0421.accounts.example.org', online: true },
  challenge: null,
  outdated: null,
};
export const unconnected = { workstation: null, challenge: null, outdated: null };
export const workstation = (more: object) => ({
  workstationId: id.workstation,
  name: 'pc-0421.accounts.example.org',
  group: null,
  agentNkey: null,
  agentVersion: '1.2.3',
  enrolledAt: ago(100),
  lastSeenAt: ago(0),
  revokedAt: null,
  online: true,
  report: null,
  ...more,
});
const readerNames = ['Identiv uTrust 2700 R Smart Card Reader 0', 'Alcor Micro AU9560 01 00'];
export const reader = (index: number, more: object = {}) => ({
  readerName: readerNames[index],
  cardPresent: true,
  atrHex: '3B00',
  identityText: null,
  heldBy: null,
  inUse: null,
  ...more,
});
export const profile = (more: object) => ({
  name: 'piv-four',
  title: 'Employee card',
  version: 2,
  publishedAt: ago(50),
  withdrawnAt: null,
  selfService: true,
  ...more,
});
export const agentPackage = {
  architecture: 'amd64',
  version: '1.2.3',
  file: 'cardwright-agent_1.2.3_amd64.deb',
  url: '/packages/cardwright-agent_1.2.3_amd64.deb',
  bytes: 31_000_000,
  sha256Hex: 'a3'.repeat(32),
};
export const sessions = [
  { browser: 'Firefox', system: 'Linux', current: true, startedAt: ago(0), lastSeenAt: ago(0) },
  { browser: 'Chrome', system: 'Windows', current: false, startedAt: ago(2), lastSeenAt: ago(1) },
].map((each, index) => ({ sessionId: uuid(`6${index}`), expiresAt: ahead(1), ...each }));
export const reasons = [
  { code: 'CONTENT_DAMAGED', title: 'Something on the card is damaged', textNeeded: false },
  { code: 'HOLDER_DATA_CHANGED', title: 'Name or account has changed', textNeeded: false },
  { code: 'OTHER', title: 'Another reason', textNeeded: true },
].map((each) => ({
  uses: ['reprovision'],
  certificates: 'superseded',
  urgent: false,
  systemOnly: false,
  roles: ['CH', 'IO'],
  ...each,
}));

const tries = { retriesRemaining: 3, retriesTotal: 3, blocked: false };
export const inspection = ({ device: found = device({}), impossible }: { device?: object; impossible?: string }) => ({
  device: found,
  image: {
    readerName: readerNames[0],
    atrHex: '3B00',
    interface: 'contact',
    identity: null,
    applicationLabel: null,
    version: '5.7.1',
    extendedLength: true,
    managementKey: { algorithm: 'AES256', factory: false },
    pin: tries,
    puk: tries,
    keyReferences: [],
    dataObjects: [],
    chuid: null,
    apdus: 40,
  },
  model: { id: 'reference-card', title: 'Cardwright reference card' },
  actions: ['issue', 'reprovision'].map((action) => ({
    action,
    possible: impossible === undefined,
    ...(impossible !== undefined && { code: impossible, message: 'the card has expired' }),
  })),
  findings: [],
});
export const plan = {
  planHash: 'f1d2'.repeat(16),
  profileName: 'piv-four',
  profileVersion: 3,
  steps: [
    { phase: 'own', kind: 'authenticate-management-key' },
    { phase: 'keys', kind: 'generate-key', subject: '9A' },
    { phase: 'keys', kind: 'prove-key', subject: '9A' },
    { phase: 'keys', kind: 'move-key', subject: '82' },
    { phase: 'content', kind: 'put-certificate', subject: '9A' },
    { phase: 'content', kind: 'put-data', subject: 'CHUID' },
    { phase: 'pin', kind: 'set-puk' },
    { phase: 'pin', kind: 'set-pin' },
  ],
  certificates: [
    ['authentication', '9A'],
    ['signature', '9C'],
    ['key-management', '9D'],
  ].map(([container, keyReference]) => ({
    container,
    keyReference,
    algorithm: 'ECC-P256',
    certificateProfile: `person-${container}`,
    notAfter: ahead(700),
  })),
  drift: [],
  pointOfNoReturn: 3,
  estimateMs: 42_000,
};
export const reprovisionPlan = {
  plan,
  warnings: {
    replaced: ['9A', '9C', '9D'].map((keyReference) => ({
      keyReference,
      serialNumberHex: '0A1B2C3D4E5F60718293A4B5C6D7E8F9',
      notAfter: ahead(30),
      effect: keyReference === '9D' ? 'stays in use until it expires' : 'is revoked (superseded)',
    })),
    operator: 'Words of the server.',
    holder: 'Words of the server.',
    oldMailKey: 'moved',
  },
};
