import { describe, expect, it } from '@jest/globals';
import { checkRooms, importsOf, rowViolations, violation } from './check-rooms.mjs';
import { appFolders } from './rooms.mjs';
import { root } from './setup/run.mjs';

const at = (file: string, specifier: string, options: { typeOnly?: boolean; dependencies?: string[] } = {}) =>
  violation(
    file,
    { specifier, typeOnly: options.typeOnly ?? false, line: 1 },
    {
      name: '@cardwright/own',
      dependencies: Object.fromEntries(
        (options.dependencies ?? [specifier]).map((name) => [name.split('/').slice(0, 2).join('/'), '1']),
      ),
    },
  );

describe('imports of a source text', () => {
  it('finds static, type, side-effect, re-exported and dynamic imports with their lines', () => {
    const text = [
      "import { a } from './a.js';",
      "import type { B } from '@x/b';",
      "import 'reflect-metadata';",
      '/* import fake from "no" */',
      "export { c } from './c.js';",
      'import {',
      '  d,',
      "} from 'node:path';",
      "const e = await import('e');",
      "import { type F, type G } from './fg.js';",
      "// import h from 'h'",
    ].join('\n');
    expect(importsOf(text)).toEqual([
      { specifier: './a.js', typeOnly: false, line: 1 },
      { specifier: '@x/b', typeOnly: true, line: 2 },
      { specifier: 'reflect-metadata', typeOnly: false, line: 3 },
      { specifier: './c.js', typeOnly: false, line: 5 },
      { specifier: 'node:path', typeOnly: false, line: 6 },
      { specifier: 'e', typeOnly: false, line: 9 },
      { specifier: './fg.js', typeOnly: true, line: 10 },
    ]);
  });
});

describe('rooms', () => {
  it.each([
    ['libs/contracts/src/nats/subjects.ts', 'node:crypto'],
    ['libs/contracts/src/nats/subjects.ts', '@cardwright/card-protocol/bytes'],
    ['libs/card-protocol/src/tlv/ber-tlv.ts', 'node:buffer'],
    ['libs/card-protocol/src/tlv/ber-tlv.ts', '@noble/hashes/sha2.js'],
    ['libs/card-protocol/src/ctap/pin/pin-uv-auth-protocol.ts', 'node:crypto'],
    ['libs/card-protocol/src/ctap/pin/node-cryptography.ts', '@cardwright/contracts/card/card-image'],
    ['libs/card-plan/src/plan.ts', '@cardwright/card-saga/card-saga'],
    ['libs/card-saga/src/card-saga.ts', 'node:timers'],
    ['libs/card-saga/src/card-saga.ts', '@cardwright/workflow-kit/worker/create-worker'],
    ['libs/simulated-card/src/card.ts', '@cardwright/contracts/nats/subjects'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', '@nestjs/common'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', '../../persistence/card.entity.js'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', './issue-card.activities.js'],
    ['apps/issuance-svc/src/domain/card.ts', '../persistence/card.entity.js'],
    ['apps/issuance-svc/src/domain/card.ts', 'typeorm'],
    ['apps/issuance-svc/src/api/device.controller.ts', '@cardwright/pki-svc/ca/crl'],
    ['apps/issuance-svc/src/api/device.controller.ts', '../../../pki-svc/src/ca/crl.js'],
    ['apps/gateway/src/main.ts', '@cardwright/testing/nats-server'],
    ['apps/device-edge/src/main.ts', '@cardwright/service-kit/config/env'],
    ['apps/console/src/main.tsx', 'node:fs'],
  ])('refuses / %s importing %s', (file, specifier) => expect(at(file, specifier)).toEqual(expect.any(String)));

  it.each([
    ['libs/card-plan/src/plan.ts', '@cardwright/card-protocol/bytes'],
    ['libs/card-protocol/src/ctap/pin/node-cryptography.ts', 'node:crypto'],
    ['libs/card-saga/src/card-saga.ts', '@cardwright/workflow-kit/sandbox/activity-options'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', '@temporalio/workflow'],
    ['apps/issuance-svc/src/domain/card.ts', './card-lifecycle.js'],
    ['apps/issuance-svc/src/api/device.controller.ts', '../domain/card.js'],
    ['libs/testing/src/nats-server.ts', '@cardwright/bootstrap/bootstrap'],
  ])('allows %s importing %s', (file, specifier) => expect(at(file, specifier)).toBeUndefined());

  it('allows activities in workflows as types only', () => {
    const file = 'apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts';
    expect(at(file, './issue-card.activities.js', { typeOnly: true })).toBeUndefined();
  });

  it('names a dependency that only hoisting makes work', () => {
    expect(at('apps/gateway/src/main.ts', 'fastify', { dependencies: [] })).toMatch(/fastify is not declared/);
  });

  it('the tree keeps the tables', () => expect(checkRooms(root)).toEqual([]));
});

describe('folders of an app', () => {
  /** One wrong import for each row: from, to, and what the row allows instead. */
  const planted: [string, string, string][] = [
    ['issuance-svc/domain', 'records', 'no other folder'],
    ['issuance-svc/config', 'persistence', 'domain/'],
    ['issuance-svc/persistence', 'records', 'domain/'],
    ['issuance-svc/records', 'card', 'domain/, config/, persistence/, relying-parties/'],
    ['issuance-svc/card', 'sagas', 'domain/, config/, persistence/, records/'],
    ['issuance-svc/relying-parties', 'card', 'config/'],
    ['issuance-svc/sagas', 'jobs', 'domain/, persistence/, records/, card/, relying-parties/'],
    ['issuance-svc/jobs', 'card', 'domain/, config/, persistence/, records/, relying-parties/, sagas/'],
    ['issuance-svc/bulk', 'card', 'domain/, persistence/, records/, sagas/'],
    ['issuance-svc/workflows', 'card', 'sagas/, jobs/'],
    ['issuance-svc/api', 'config', 'domain/, persistence/, records/, card/, sagas/, jobs/, bulk/'],
    ['update-svc/config', 'persistence', 'no other folder'],
    ['update-svc/persistence', 'read-model', 'no other folder'],
    ['update-svc/asked', 'persistence', 'no other folder'],
    ['update-svc/kinds', 'persistence', 'no other folder'],
    ['update-svc/offers', 'read-model', 'config/, asked/, kinds/, persistence/'],
    ['update-svc/rollouts', 'read-model', 'config/, asked/, kinds/, persistence/, offers/'],
    ['update-svc/campaigns', 'read-model', 'config/, asked/, kinds/, persistence/, offers/, rollouts/'],
    ['update-svc/read-model', 'check', 'config/, kinds/, persistence/, offers/, rollouts/, campaigns/'],
    ['update-svc/check', 'nats', 'config/, persistence/, offers/, read-model/'],
    ['update-svc/nats', 'read-model', 'config/, persistence/, offers/, rollouts/, campaigns/, check/'],
    ['update-svc/sagas', 'check', 'no other folder'],
    ['update-svc/workflows', 'check', 'sagas/'],
    ['pki-svc/config', 'ca', 'no other folder'],
    ['pki-svc/audit', 'config', 'no other folder'],
    ['pki-svc/der', 'ca', 'no other folder'],
    ['pki-svc/persistence', 'custody', 'no other folder'],
    ['pki-svc/keys', 'signer', 'no other folder'],
    ['pki-svc/signer', 'ca', 'der/, keys/'],
    ['pki-svc/ca', 'custody', 'config/, audit/, der/, persistence/, signer/'],
    ['pki-svc/content-signer', 'custody', 'der/, signer/, ca/'],
    ['pki-svc/agent-signer', 'custody', 'config/, der/, signer/, ca/'],
    ['pki-svc/relying-parties', 'custody', 'config/, audit/, signer/, ca/'],
    ['pki-svc/archive', 'custody', 'config/, audit/, keys/, signer/, ca/'],
    ['pki-svc/agents', 'custody', 'config/, audit/, keys/, ca/'],
    ['pki-svc/custody', 'ca', 'config/, audit/, persistence/, keys/, content-signer/, archive/, agents/'],
    [
      'pki-svc/nats',
      'der',
      'config/, audit/, persistence/, keys/, ca/, content-signer/, agent-signer/, relying-parties/, archive/, agents/, custody/',
    ],
    ['device-edge/log', 'home', 'no other folder'],
    ['device-edge/windows-system', 'home', 'no other folder'],
    ['device-edge/home', 'enrolment', 'windows-system/'],
    ['device-edge/journal', 'operations', 'no other folder'],
    ['device-edge/trust', 'bus', 'no other folder'],
    ['device-edge/secrets', 'log', 'no other folder'],
    ['device-edge/server', 'bus', 'no other folder'],
    ['device-edge/policies', 'agent', 'home/, server/'],
    ['device-edge/reader', 'agent', 'no other folder'],
    ['device-edge/bus', 'agent', 'log/, server/'],
    ['device-edge/enrolment', 'agent', 'home/, server/'],
    ['device-edge/card-steps', 'operations', 'secrets/, platform-webauthn/'],
    ['device-edge/platform-webauthn', 'agent', 'no other folder'],
    ['device-edge/operations', 'agent', 'log/, home/, journal/, secrets/, reader/, card-steps/, platform-webauthn/'],
    ['device-edge/dbus', 'log', 'no other folder'],
    ['device-edge/sessions', 'agent', 'log/, dbus/, windows-system/'],
    ['device-edge/bridge', 'agent', 'log/, server/, sessions/'],
    ['device-edge/updates', 'desk-link', 'log/, home/, trust/, server/'],
    [
      'device-edge/desk-link',
      'agent',
      'log/, server/, policies/, updates/, sessions/, platform-webauthn/, windows-system/',
    ],
    [
      'device-edge/agent',
      'card-steps',
      'log/, home/, journal/, trust/, server/, policies/, reader/, bus/, operations/, sessions/, updates/, bridge/, desk-link/, platform-webauthn/',
    ],
    ['device-edge/desk', 'agent', 'log/, home/, dbus/, updates/, desk-link/, platform-webauthn/'],
    ['device-edge/doctor', 'operations', 'home/, server/, policies/, bus/, sessions/'],
    [
      'device-edge/commands',
      'operations',
      'log/, home/, server/, policies/, reader/, dbus/, bus/, enrolment/, sessions/, updates/, desk-link/, agent/, desk/, doctor/, platform-webauthn/, windows-system/',
    ],
    ['gateway/config', 'auth', 'no other folder'],
    ['gateway/words', 'http', 'no other folder'],
    ['gateway/problem-details', 'http', 'words/'],
    ['gateway/limits', 'auth', 'config/'],
    ['gateway/auth', 'http', 'config/, limits/'],
    ['gateway/openapi', 'http', 'config/, problem-details/'],
    ['gateway/events', 'http', 'auth/'],
    ['gateway/bridge', 'http', 'config/'],
    ['gateway/http', 'lab', 'words/, config/, limits/, auth/, openapi/, events/, bridge/'],
    ['gateway/card-sign-in', 'openapi', 'config/, limits/, auth/, http/'],
    ['gateway/passkey-sign-in', 'openapi', 'config/, limits/, auth/, http/'],
    ['gateway/lab', 'events', 'config/, limits/, auth/, http/'],
    ['gateway/static', 'http', 'config/'],
    ['gateway/temporal-ui', 'http', 'config/, problem-details/, limits/, auth/'],
    ['console/api', 'me', 'no other folder'],
    ['console/ui', 'app', 'api/'],
    ['console/me', 'app', 'api/, ui/'],
    ['console/workstations', 'card', 'api/, ui/, me/, views/, bridge/, history/'],
    ['console/bridge', 'me', 'api/, ui/'],
    ['console/views', 'devices', 'api/, ui/'],
    ['console/reasons', 'devices', 'api/, ui/, me/'],
    ['console/pin', 'sagas', 'api/, ui/, me/'],
    ['console/history', 'sagas', 'api/, ui/, me/, reasons/'],
    ['console/sagas', 'card', 'api/, ui/, catalogue/, me/, views/, bulk/, workstations/, pin/, history/'],
    ['console/bulk', 'sagas', 'api/, ui/, me/, reasons/, campaigns/'],
    [
      'console/devices',
      'card',
      'api/, ui/, me/, catalogue/, views/, bulk/, workstations/, reasons/, history/, sagas/, holder/',
    ],
    ['console/certificates', 'people', 'api/, ui/, catalogue/, views/, history/, devices/'],
    ['console/revocations', 'people', 'api/, ui/, me/, views/, history/, devices/, certificates/'],
    ['console/catalogue', 'me', 'api/'],
    ['console/holder', 'devices', 'api/, ui/, catalogue/, sagas/'],
    ['console/card', 'issue', 'api/, ui/, me/, workstations/, devices/, update/'],
    ['console/start', 'reprovision', 'api/, ui/, devices/, sagas/, campaigns/, rollouts/'],
    ['console/search', 'people', 'api/, ui/, devices/, certificates/, sagas/'],
    ['console/people', 'sagas', 'api/, ui/, me/, views/, history/, holder/, devices/, beside/'],
    ['console/audit', 'devices', 'api/, ui/, views/, history/, people/'],
    ['console/issue', 'reprovision', 'api/, ui/, me/, sagas/, holder/, card/'],
    ['console/reprovision', 'issue', 'api/, ui/, catalogue/, me/, reasons/, sagas/, update/, card/, mine/'],
    ['console/lab', 'devices', 'api/, ui/'],
    ['console/help', 'update', 'api/, ui/, me/'],
    ['console/wizard', 'me', 'api/'],
    ['console/beside', 'people', 'api/, ui/, pin/, sagas/, update/, add-device/'],
    ['console/add-device', 'issue', 'api/, ui/, me/, wizard/, workstations/, bridge/, pin/, sagas/, update/'],
    ['console/mine', 'devices', 'api/, ui/, me/, workstations/, update/'],
    ['console/update', 'devices', 'api/, ui/, me/, wizard/, pin/, sagas/'],
    ['console/rollouts', 'sagas', 'api/, ui/, catalogue/, me/'],
    ['console/campaigns', 'rollouts', 'api/, ui/, catalogue/, me/, reasons/'],
    ['console/findings', 'devices', 'api/, ui/, me/, views/, workstations/'],
    ['console/card-models', 'devices', 'api/, ui/, me/'],
    ['console/stock', 'card-models', 'api/, ui/, me/, devices/'],
    ['console/profiles', 'rollouts', 'api/, ui/, me/, devices/, history/'],
    ['console/roles', 'people', 'api/, ui/, me/, holder/'],
    [
      'console/app',
      'pin',
      'api/, ui/, me/, workstations/, bridge/, sagas/, start/, search/, devices/, certificates/, revocations/, people/, audit/, issue/, reprovision/, update/, add-device/, mine/, rollouts/, campaigns/, findings/, card-models/, profiles/, stock/, roles/, lab/, help/',
    ],
    ['cli/terminal', 'commands', 'no other folder'],
    ['cli/sign-in', 'api', 'no other folder'],
    ['cli/api', 'terminal', 'sign-in/'],
    ['cli/pin', 'commands', 'terminal/, api/'],
  ];

  it.each(planted)('refuses / in %s importing %s', (place, target, may) => {
    const [app = '', folder = ''] = place.split('/');
    for (const typeOnly of [true, false]) {
      const message = at(`apps/${app}/src/${folder}/some.ts`, `../${target}/other.js`, { typeOnly });
      expect(message).toContain(
        `${folder}/ may not import ${target}/ in ${app}: it may import ${may} (${folder}/ is for: `,
      );
    }
  });

  it('says what a folder is for', () => {
    expect(at('apps/pki-svc/src/signer/deeper/some.ts', '../../ca/lint.js')).toBe(
      'signer/ may not import ca/ in pki-svc: it may import der/, keys/ (signer/ is for: CA keys, and signatures with them)',
    );
  });

  it('the one row without a wrong folder to import, and every other row: nothing imports the wiring', () => {
    const rows = Object.entries(appFolders).flatMap(([app, folders]) =>
      Object.keys(folders).map((folder) => `${app}/${folder}`),
    );
    expect(rows.filter((place) => !planted.some(([tried]) => tried === place))).toEqual(['cli/commands']);
    for (const place of rows) {
      const [app, folder] = place.split('/');
      expect(at(`apps/${app}/src/${folder}/some.ts`, '../app.module.js')).toContain(
        `${folder}/ may not import ../app.module.js, which is the wiring of ${app}: `,
      );
    }
  });

  it.each([
    ['apps/pki-svc/src/custody/card-batches.ts', '../archive/archived-keys.js'],
    ['apps/pki-svc/src/custody/card-batches.ts', './key-sets.js'],
    ['apps/gateway/src/http/dto/common.dto.ts', '../api-controller.js'],
    ['apps/gateway/src/app.module.ts', './http/sagas.controller.js'],
    ['apps/gateway/src/main.ts', './start-gateway.js'],
  ])('allows %s importing %s', (file, specifier) => expect(at(file, specifier)).toBeUndefined());

  it('a folder without a row, a row without a folder, an arrow up and an app without rows are violations', () => {
    const row = (...imports: string[]) => ({ imports, why: 'a reason' });
    const table = { shop: { ground: row(), middle: row('ground', 'top', 'middle'), top: row() } };
    expect(rowViolations('shop', ['ground', 'middle', 'new'], table)).toEqual([
      'apps/shop/src/new has no row in tools/rooms.mjs',
      'tools/rooms.mjs has a row for apps/shop/src/top, which does not exist',
      'tools/rooms.mjs: middle/ of shop may only name rows above its own, and top/ is none',
      'tools/rooms.mjs: middle/ of shop may only name rows above its own, and middle/ is none',
    ]);
    expect(rowViolations('unknown', [], table)).toEqual(['apps/unknown has no rows in tools/rooms.mjs']);
  });
});
