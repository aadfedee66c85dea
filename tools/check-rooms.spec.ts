import { describe, expect, it } from '@jest/globals';
import { checkRooms, importsOf, violation } from './check-rooms.mjs';
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
    ['libs/card-plan/src/plan.ts', '@cardwright/card-saga/card-saga'],
    ['libs/card-saga/src/card-saga.ts', 'node:timers'],
    ['libs/card-saga/src/card-saga.ts', '@cardwright/workflow-kit/worker/create-worker'],
    ['libs/simulated-card/src/card.ts', '@cardwright/contracts/nats/subjects'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', '@nestjs/common'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', '../persistence/card.entity.js'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', '../activities/issue-card.activities.js'],
    ['apps/issuance-svc/src/domain/card.ts', '../persistence/card.entity.js'],
    ['apps/issuance-svc/src/domain/card.ts', 'typeorm'],
    ['apps/issuance-svc/src/nats/issuance.controller.ts', '@cardwright/pki-svc/ca/crl'],
    ['apps/issuance-svc/src/nats/issuance.controller.ts', '../../../pki-svc/src/ca/crl.js'],
    ['apps/gateway/src/main.ts', '@cardwright/testing/nats-server'],
    ['apps/device-edge/src/main.ts', '@cardwright/service-kit/config/env'],
    ['apps/console/src/main.tsx', 'node:fs'],
  ])('refuses / %s importing %s', (file, specifier) => expect(at(file, specifier)).toEqual(expect.any(String)));

  it.each([
    ['libs/card-plan/src/plan.ts', '@cardwright/card-protocol/bytes'],
    ['libs/card-saga/src/card-saga.ts', '@cardwright/workflow-kit/sandbox/activity-options'],
    ['apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts', '@temporalio/workflow'],
    ['apps/issuance-svc/src/domain/card.ts', './card-lifecycle.js'],
    ['apps/issuance-svc/src/nats/issuance.controller.ts', '../domain/card.js'],
    ['libs/testing/src/nats-server.ts', '@cardwright/bootstrap/bootstrap'],
  ])('allows %s importing %s', (file, specifier) => expect(at(file, specifier)).toBeUndefined());

  it('allows activities in workflows as types only', () => {
    const file = 'apps/issuance-svc/src/sagas/issue/issue-card.workflow.ts';
    expect(at(file, '../activities/issue-card.activities.js', { typeOnly: true })).toBeUndefined();
  });

  it('names a dependency that only hoisting makes work', () => {
    expect(at('apps/gateway/src/main.ts', 'fastify', { dependencies: [] })).toMatch(/fastify is not declared/);
  });

  it('the tree keeps the table', () => expect(checkRooms(root)).toEqual([]));
});
