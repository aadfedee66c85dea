/**
 * The allowed-imports tables (docs/architecture.md): `rooms`, which part of the tree may import which packages, and `appFolders`, which
 * folder of an app may import which other folder of it. Read by check-rooms.mjs, which knows files and packages, and mirrored in
 * eslint.config.js, which shows the same in an editor.
 *
 * A file belongs to the first row whose `files` match. `workspace` names packages or single entries of ours, `node` whether Node's own
 * modules are allowed (not in the workflow sandbox, the browser or pure rooms), `external` which registry packages
 * (true: whatever the package declares). `typesOnly`: ends of paths that may be imported with `import type` alone.
 *
 * @typedef {object} Room
 * @property {string} name
 * @property {string[]} files  globs below the root
 * @property {string[]} workspace
 * @property {boolean} node
 * @property {true | string[]} external
 * @property {string[]} [typesOnly]
 * @property {boolean} [apps]  may import parts of an app too
 * @property {string} why
 */

const pure = { node: false, external: /** @type {string[]} */ ([]) };
const sandbox = { node: false, external: ['@temporalio/workflow', '@temporalio/common'] };
const sandboxWorkspace = ['contracts', 'card-plan', 'card-saga', 'workflow-kit/sandbox'];
const anyLib = ['contracts', 'card-protocol', 'card-plan', 'card-saga', 'sealing', 'service-kit', 'workflow-kit'];

/** @type {Room[]} */
export const rooms = [
  { name: 'contracts', files: ['libs/contracts/src/**'], workspace: [], ...pure, why: 'safe in sandbox and browser' },
  {
    name: 'card cryptography',
    files: ['libs/card-protocol/src/ctap/pin/node-cryptography.ts'],
    workspace: [],
    node: true,
    external: [],
    why: 'what CTAP computes with, once for card-session and the simulated card; nothing pure imports it',
  },
  { name: 'card-protocol', files: ['libs/card-protocol/src/**'], workspace: [], ...pure, why: 'bytes in, bytes out' },
  {
    name: 'card-plan',
    files: ['libs/card-plan/src/**'],
    workspace: ['contracts', 'card-protocol'],
    node: false,
    external: ['@noble/hashes', 're2js'],
    why: 'a pure function; a hash and an expression are too',
  },
  {
    name: 'api-client',
    files: ['libs/api-client/src/**'],
    workspace: [],
    node: false,
    external: ['openapi-fetch'],
    why: 'the REST API for whoever is outside: generated, in browser and CLI',
  },
  {
    name: 'sealing',
    files: ['libs/sealing/src/**'],
    workspace: ['contracts'],
    node: false,
    external: ['jose', '@noble/curves'],
    why: 'runs in browser, CLI, agent and vault',
  },
  {
    name: 'card-session',
    files: ['libs/card-session/src/**'],
    workspace: ['contracts', 'card-protocol'],
    node: true,
    external: true,
    why: 'protocol over a transport',
  },
  {
    name: 'simulated-card',
    files: ['libs/simulated-card/src/**'],
    workspace: ['card-protocol'],
    node: true,
    external: true,
    why: 'stands for the card: knows nothing of us',
  },
  {
    name: 'card-saga',
    files: ['libs/card-saga/src/**'],
    workspace: sandboxWorkspace,
    ...sandbox,
    why: 'runs in the workflow sandbox',
  },
  {
    name: 'workflow sandbox',
    files: ['libs/workflow-kit/src/sandbox/**'],
    workspace: ['contracts', 'workflow-kit/sandbox'],
    ...sandbox,
    why: 'runs in the workflow sandbox',
  },
  {
    name: 'workflow worker',
    files: ['libs/workflow-kit/src/**'],
    workspace: ['contracts', 'workflow-kit', 'service-kit'],
    node: true,
    external: true,
    why: 'its framework',
  },
  {
    name: 'subject fields',
    files: ['libs/service-kit/src/subject-fields/**'],
    workspace: ['contracts/said', 'contracts/words/say'],
    node: true,
    external: [],
    why: 'one rule for import and CA: text in, text or what is wrong with it out; of Node only the conversion of domains (node:url)',
  },
  {
    name: 'service-kit',
    files: ['libs/service-kit/src/**'],
    workspace: ['contracts', 'service-kit'],
    node: true,
    external: true,
    why: 'its framework',
  },
  {
    name: 'embedded-servers',
    files: ['libs/embedded-servers/src/**'],
    workspace: ['contracts'],
    node: true,
    external: true,
    why: 'starts other programs',
  },
  {
    name: 'bootstrap',
    files: ['libs/bootstrap/src/**'],
    workspace: ['contracts'],
    node: true,
    external: true,
    why: 'makes files',
  },
  {
    name: 'dev-issuer',
    files: ['libs/dev-issuer/src/**'],
    workspace: ['contracts'],
    node: true,
    external: true,
    why: 'knows nothing of us',
  },
  {
    name: 'graph-double',
    files: ['libs/graph-double/src/**'],
    workspace: [],
    node: true,
    external: true,
    why: 'stands for another company’s service: knows nothing of us',
  },
  {
    name: 'fault harness',
    files: ['libs/testing/src/faults/**'],
    workspace: ['*'],
    node: true,
    external: [],
    apps: true,
    why: 'runs an agent in its own process, to have a hand on its cards',
  },
  {
    name: 'fleet',
    files: ['libs/testing/src/fleet/**'],
    workspace: ['*'],
    node: true,
    external: [],
    apps: true,
    why: 'runs agents by the hundred, with their own code',
  },
  {
    name: 'testing',
    files: ['libs/testing/src/**'],
    workspace: ['*'],
    node: true,
    external: [],
    why: 'anything; and nothing but specs imports it',
  },
  {
    name: 'workflows',
    files: ['apps/*/src/workflows/**', 'apps/*/src/**/*.workflow.ts', 'apps/*/src/**/*-proxies.ts'],
    workspace: sandboxWorkspace,
    ...sandbox,
    typesOnly: ['.activities.js'],
    why: 'runs in the workflow sandbox: activities are types there',
  },
  {
    name: 'domain',
    files: ['apps/*/src/domain/**'],
    workspace: ['contracts', 'card-plan', 'card-protocol'],
    node: false,
    external: [],
    why: 'pure rules',
  },
  {
    name: 'agent',
    files: ['apps/device-edge/src/**'],
    workspace: ['contracts', 'card-protocol', 'card-session', 'sealing', 'simulated-card'],
    node: true,
    external: true,
    why: 'trusted for its own readers only; plain Node',
  },
  {
    name: 'console',
    files: ['apps/console/src/**'],
    workspace: ['api-client', 'contracts', 'sealing'],
    node: false,
    external: true,
    why: 'runs in the browser, talks to the gateway only',
  },
  {
    name: 'cli',
    files: ['apps/cli/src/**'],
    workspace: ['api-client', 'contracts', 'sealing'],
    node: true,
    external: true,
    why: 'a thin client of the REST API',
  },
  {
    name: 'agent identities',
    files: ['apps/pki-svc/src/agents/**'],
    workspace: [...anyLib, 'bootstrap/nats'],
    node: true,
    external: true,
    why: 'the vault signs what the bootstrap signs for the services: one place for NATS JWTs',
  },
  {
    name: 'services',
    files: ['apps/*/src/**'],
    workspace: anyLib,
    node: true,
    external: true,
    why: 'libs, never another app',
  },
];

/**
 * @typedef {object} Folder
 * @property {string[]} imports  folders of the same app
 * @property {string} why  what belongs there
 */

/** @param {string} imports  separated by blanks @param {string} why @returns {Folder} */
const row = (imports, why) => ({ imports: imports.split(' ').filter(Boolean), why });

/**
 * Inside an app: a row for each folder of its `src/`, from the ground up. A row may name rows above it only, so that arrows have one
 * direction. Files that lie directly in `src/` (main.ts, app.module.ts) are the wiring: they import everything, and nothing imports them.
 *
 * @type {Record<string, Record<string, Folder>>}
 */
export const appFolders = {
  'issuance-svc': {
    domain: row('', 'rules without I/O: lifecycle, who may what, reasons, what may be done with a card'),
    config: row('domain', 'its settings'),
    persistence: row('domain', 'tables, their rows, migrations'),
    'relying-parties': row(
      'config',
      'where passkeys are registered for people: one port, and an adapter for each kind of service',
    ),
    records: row(
      'domain config persistence relying-parties',
      'the only writers of tables: a folder per noun, from people and stock to requests, credentials and the audit trail',
    ),
    card: row(
      'domain config persistence records',
      'one card under one lease: its conversation, opening, content, proofs, plans',
    ),
    sagas: row(
      'domain persistence records card relying-parties',
      'start, steer and end of sagas; a folder per kind with its request, workflow, activities and record',
    ),
    jobs: row(
      'domain config persistence records relying-parties sagas',
      'what runs by itself: revocations and holds, the reconciler, overtaken sagas, replacements, mail',
    ),
    bulk: row(
      'domain persistence records sagas',
      'one action on many cards or sagas: what it would do to each, and each done as it is alone',
    ),
    workflows: row('sagas jobs', 'the root of the workflow bundle'),
    api: row(
      'domain persistence records card sagas jobs bulk',
      'requests from the bus: a file per noun with subject, authorisation and call together',
    ),
  },
  'update-svc': {
    config: row('', 'what a start gives: settings and the clock'),
    asked: row('', 'how what operators ask is checked'),
    kinds: row('', 'a file per kind of update: when it is due, by what is known of a device'),
    persistence: row('', 'tables, their rows, migrations'),
    offers: row(
      'config asked kinds persistence',
      'one offer per card: what becomes of it by time, by answers and by sagas',
    ),
    rollouts: row(
      'config asked kinds persistence offers',
      'how a version of a profile reaches its cards, ring by ring',
    ),
    campaigns: row(
      'config asked kinds persistence offers rollouts',
      'certificates that an operator has made anew on every card of a filter, at a pace',
    ),
    'read-model': row(
      'config kinds persistence offers rollouts campaigns',
      'what is known of devices, and how sagas end, from the events of issuance-svc',
    ),
    check: row('config persistence offers read-model', 'whether a device has to be updated'),
    nats: row('config persistence offers rollouts campaigns check', 'requests and events from the bus'),
    sagas: row('', "workflows whose activities are issuance-svc's"),
    workflows: row('sagas', 'the root of the workflow bundle'),
  },
  'pki-svc': {
    config: row('', 'what a start gives: settings and the clock'),
    audit: row('', 'who asks, for audit rows and events'),
    der: row('', 'bytes in, bytes out'),
    persistence: row('', 'tables and migrations'),
    keys: row('', 'the keys of the vault itself, and how every key and secret is encrypted at rest'),
    signer: row('der keys', 'CA keys, and signatures with them'),
    ca: row('config audit der persistence signer', 'certificates and CRLs'),
    'content-signer': row('der signer ca', 'CMS that PIV puts on cards, by a key that the CA has certified'),
    'agent-signer': row(
      'config der signer ca',
      'what agents believe, offers and batches, by keys that the CA has certified',
    ),
    'relying-parties': row(
      'config audit signer ca',
      'client assertions for services at which passkeys are registered, by keys that the CA has certified',
    ),
    archive: row('config audit keys signer ca', 'key management keys that are kept for later cards'),
    agents: row('config audit keys ca', 'identities of agents on the bus'),
    custody: row(
      'config audit persistence keys content-signer archive agents',
      'secrets of cards: opened for a card under a lease, and for nothing else',
    ),
    nats: row(
      'config audit persistence keys ca content-signer agent-signer relying-parties archive agents custody',
      'requests from the bus',
    ),
  },
  'device-edge': {
    log: row('', 'lines for people and machines'),
    'windows-system': row('', 'what Windows says of sessions and processes'),
    home: row('windows-system', 'the files of an agent: identity, settings, fences'),
    journal: row('', 'what a card was sent, on the disk before it is sent'),
    trust: row('', 'which offers and batches the vault has signed, by the roots of the credential'),
    secrets: row('', 'PINs and keys of one operation, in memory only'),
    server: row('', 'what talking with the server needs: safe addresses, HTTP, the versions of both'),
    policies: row('home server', 'which settings hold here, and which source says so'),
    reader: row('', 'readers and the cards in them'),
    'platform-webauthn': row('', "the WebAuthn API of the operating system: what the agent asks of it, and Windows'"),
    dbus: row('', 'the message bus of the computer and of a desktop session'),
    bus: row('log server', 'NATS: requests come in, progress goes out'),
    enrolment: row('home server', 'how an agent gets its identity'),
    'card-steps': row(
      'secrets platform-webauthn',
      'what is done to a card: a folder per application of the card with its steps (piv/), and which there are',
    ),
    operations: row(
      'log home journal secrets reader card-steps platform-webauthn',
      'an operation on one card: batches in order, each once',
    ),
    sessions: row('log dbus windows-system', 'who is at this computer'),
    updates: row(
      'log home trust server',
      'when the server is asked about updates of a card, and what is known of its offer',
    ),
    bridge: row('log server sessions', 'the door through which the portal learns which agent is beside its browser'),
    'desk-link': row(
      'log server policies updates sessions platform-webauthn windows-system',
      "the socket between the machine service and users' processes",
    ),
    agent: row(
      'log home journal trust server policies reader bus operations sessions updates bridge desk-link platform-webauthn',
      'the agent that runs: what the bus asks is done to cards',
    ),
    desk: row(
      'log home dbus updates desk-link platform-webauthn',
      'what a person sees of an update in a desktop session',
    ),
    doctor: row('home server policies bus sessions', 'what stands between this workstation and working'),
    commands: row(
      'log home server policies reader dbus bus enrolment sessions updates desk-link agent desk doctor platform-webauthn windows-system',
      'the command line',
    ),
  },
  gateway: {
    config: row('', 'its settings and version'),
    words: row('', 'the language of whoever reads an answer'),
    'problem-details': row('words', 'errors as RFC 9457 has them'),
    limits: row('config', 'how much and how often somebody may ask'),
    auth: row('config limits', 'who asks: sessions, tokens, sign-in'),
    openapi: row('config problem-details', 'the document of the API, and what an answer looks like in it'),
    events: row('auth', 'the progress of a saga as a stream, and answers that wait for something to happen'),
    bridge: row('config', 'challenges that a browser takes to the agent beside it'),
    http: row(
      'words config limits auth openapi events bridge',
      'the REST API: a controller per noun, and what it takes in',
    ),
    'card-sign-in': row(
      'config limits auth http',
      'sign-in with the card: the door that asks for it, and the way back',
    ),
    'passkey-sign-in': row('config limits auth http', 'sign-in with a passkey: the challenge, and the answer to it'),
    lab: row('config limits auth http', 'the simulated readers of `npm start`'),
    static: row('config', 'the console and the API reference, as files'),
    'temporal-ui': row('config problem-details limits auth', 'the Temporal UI behind our sign-in'),
  },
  console: {
    api: row('', 'calls of the REST API'),
    ui: row('api', 'building blocks of pages, which know no feature'),
    me: row('api ui', 'who is signed in, and what that person may do'),
    catalogue: row('api', 'what forms choose from, by the name that people know it by'),
    bridge: row('api ui', 'which computer the browser is at, and the page that the small window comes back to'),
    views: row('api ui', 'what a person saved of a list: its filters and its order under a name'),
    wizard: row('api', 'which step of a wizard a holder’s page shows, told to whoever helps them'),
    reasons: row('api ui me', 'the choice of a reason'),
    campaigns: row('api ui catalogue me reasons', 'campaigns, from the count of the cards on'),
    bulk: row('api ui me reasons campaigns', 'what is selected in a list, and one action on all of it'),
    pin: row('api ui me', 'the entry of a PIN'),
    history: row('api ui me reasons', 'what happened to a card, and who did it'),
    workstations: row('api ui me views bridge history', 'the choice of a workstation, their list, and the page of one'),
    sagas: row('api ui catalogue me views bulk workstations pin history', 'sagas as lists, live and in detail'),
    holder: row('api ui catalogue sagas', 'the choice of whom a card is for, and their face'),
    devices: row(
      'api ui me catalogue views bulk workstations reasons history sagas holder',
      'devices and what can be done with one',
    ),
    certificates: row('api ui catalogue views history devices', 'the list of certificates, and the page of one'),
    revocations: row('api ui me views history devices certificates', 'what the CA owes and has done'),
    update: row('api ui me wizard pin sagas', 'the page on which a holder updates their card'),
    card: row('api ui me workstations devices update', 'the card in a reader, and the plan for it'),
    search: row('api ui devices certificates sagas', 'the search over everything'),
    'add-device': row(
      'api ui me wizard workstations bridge pin sagas update',
      'the pages on which a holder adds a card without help',
    ),
    beside: row('api ui pin sagas update add-device', 'what a holder sees now, for whoever helps them'),
    people: row('api ui me views history holder devices beside', 'people and their import'),
    audit: row('api ui views history people', 'the audit trail, and the verification of its chains'),
    issue: row('api ui me sagas holder card', 'the pages that issue a card'),
    mine: row('api ui me workstations update', 'what a holder sees of their own cards'),
    reprovision: row('api ui catalogue me reasons sagas update card mine', 'the pages that reprovision a card'),
    rollouts: row('api ui catalogue me', 'roll-outs of profile versions, and what is decided about one'),
    findings: row('api ui me views workstations', 'where card, record and CA do not agree, and what to do'),
    'card-models': row('api ui me', 'what each kind of card can do, and models of the own installation'),
    profiles: row(
      'api ui me devices history',
      'what an issued card holds: versions, what is proposed, what publishing does',
    ),
    stock: row('api ui me devices', 'batches of cards, and cards that are not issued yet'),
    roles: row('api ui me holder', 'who has which role, giving and taking it'),
    start: row('api ui devices sagas campaigns rollouts', 'the page with which operators begin'),
    lab: row('api ui', 'the simulated readers of `npm start`'),
    help: row('api ui me', 'the manuals of docs/manuals, and the link to them from each page'),
    app: row(
      'api ui me workstations bridge sagas start search devices certificates revocations people audit issue reprovision update add-device mine rollouts campaigns findings card-models profiles stock roles lab help',
      'the shell: routes, navigation, sign-in',
    ),
  },
  cli: {
    terminal: row('', 'where a run reads and writes'),
    'sign-in': row('', 'where tokens come from, are kept and may go'),
    api: row('sign-in', 'calls of the REST API'),
    pin: row('terminal api', 'where a PIN comes from, and to whom it is sealed'),
    commands: row('terminal sign-in api pin', 'one file per group of commands'),
  },
};
