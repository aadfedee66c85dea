/**
 * The allowed-imports table: which room of the tree may import what (docs/architecture.md). Read by check-rooms.mjs, which knows files and
 * packages, and mirrored in eslint.config.js, which shows the same in an editor.
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
    workspace: [],
    node: true,
    external: [],
    why: 'one rule for import and CA: text in, text out; of Node only the conversion of domains (node:url)',
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
    name: 'fault harness',
    files: ['libs/testing/src/faults/**'],
    workspace: ['*'],
    node: true,
    external: [],
    apps: true,
    why: 'runs an agent in its own process, to have a hand on its cards',
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
    files: [
      'apps/*/src/workflows/**',
      'apps/*/src/**/*.workflow.ts',
      'apps/*/src/**/sandbox/**',
      'apps/*/src/**/*-proxies.ts',
    ],
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
    workspace: ['contracts', 'sealing'],
    node: false,
    external: true,
    why: 'runs in the browser, talks to the gateway only',
  },
  {
    name: 'cli',
    files: ['apps/cli/src/**'],
    workspace: ['contracts', 'sealing'],
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
