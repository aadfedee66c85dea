/**
 * Compares the rights of each identity on NATS with what its program does: the literal table, and the subjects that the source calls and
 * serves. A call without a grant would fail in production; a grant without a call is a door that nobody needs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { agentPermissions, servicePermissions, type NatsService } from '@cardwright/contracts/nats/permissions';
import { root } from './setup/run.mjs';

const grants: Record<NatsService | 'agent', { publish: string[]; subscribe: string[] }> = {
  gateway: {
    publish: ['cw.v1.issuance.>', 'cw.v1.pki.crl.get', 'cw.v1.pki.ca.chain'],
    subscribe: ['cw.v1.progress.*', '_INBOX.gateway.>'],
  },
  issuance: {
    publish: [
      'cw.v1.pki.agents.>',
      'cw.v1.pki.archive.list',
      'cw.v1.pki.audit.>',
      'cw.v1.pki.batches.sign',
      'cw.v1.pki.ca.>',
      'cw.v1.pki.certificates.>',
      'cw.v1.pki.content.>',
      'cw.v1.pki.profiles.>',
      'cw.v1.pki.relying-parties.assert',
      'cw.v1.pki.relying-parties.assert-comparison',
      'cw.v1.pki.relying-parties.assert-deletion',
      'cw.v1.pki.relying-parties.assert-policy',
      'cw.v1.pki.relying-parties.certificates',
      'cw.v1.pki.vault.>',
      'cw.v1.update.audit.>',
      'cw.v1.update.campaigns.>',
      'cw.v1.update.offers.>',
      'cw.v1.update.rollouts.>',
      'cw.v1.edge.*.request.>',
      'cw.v1.progress.*',
      'cw.v1.event.card.>',
      'cw.v1.event.credentials.>',
      'cw.v1.event.device.>',
      'cw.v1.event.profile.>',
      'cw.v1.event.request.>',
      'cw.v1.event.passkey.>',
      'cw.v1.event.revocation.>',
      '$JS.API.STREAM.INFO.CARDWRIGHT_EVENTS',
      '$JS.API.STREAM.CREATE.CARDWRIGHT_EVENTS',
      '$JS.API.STREAM.UPDATE.CARDWRIGHT_EVENTS',
      '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS.update-device-state.cw.v1.event.device.changed',
      '$JS.API.CONSUMER.CREATE.CARDWRIGHT_EVENTS.update-request-state.cw.v1.event.request.changed',
    ],
    subscribe: [
      'cw.v1.issuance.>',
      'cw.v1.issuance-internal.>',
      'cw.v1.edge.*.event.>',
      'cw.v1.edge.*.call.bridge.>',
      'cw.v1.edge.*.call.jwt.>',
      'cw.v1.edge.*.call.lease.>',
      'cw.v1.edge.*.call.version.>',
      'cw.v1.event.certificate.revoked',
      '_INBOX.issuance.>',
    ],
  },
  update: {
    publish: [
      'cw.v1.issuance-internal.devices.export',
      'cw.v1.issuance-internal.sagas.begin',
      'cw.v1.edge.*.notice.update.changed',
      'cw.v1.issuance-internal.mail.remind',
      'cw.v1.agents.notice.presence.asked',
      'cw.v1.pki.offers.sign',
      '$JS.API.CONSUMER.INFO.CARDWRIGHT_EVENTS.update-device-state',
      '$JS.API.CONSUMER.MSG.NEXT.CARDWRIGHT_EVENTS.update-device-state',
      '$JS.ACK.CARDWRIGHT_EVENTS.update-device-state.>',
      '$JS.API.CONSUMER.INFO.CARDWRIGHT_EVENTS.update-request-state',
      '$JS.API.CONSUMER.MSG.NEXT.CARDWRIGHT_EVENTS.update-request-state',
      '$JS.ACK.CARDWRIGHT_EVENTS.update-request-state.>',
    ],
    subscribe: [
      'cw.v1.update.>',
      'cw.v1.edge.*.call.update.>',
      'cw.v1.edge.*.event.card.>',
      'cw.v1.edge.*.event.agent.>',
      '_INBOX.update.>',
    ],
  },
  pki: {
    publish: ['cw.v1.issuance-internal.lease.check', 'cw.v1.event.certificate.>'],
    subscribe: ['cw.v1.pki.>', '_INBOX.pki.>'],
  },
  agent: {
    publish: ['cw.v1.edge.ws.event.>', 'cw.v1.edge.ws.call.>'],
    subscribe: ['cw.v1.edge.ws.request.>', 'cw.v1.edge.ws.notice.>', 'cw.v1.agents.notice.>', '_INBOX_ws.>'],
  },
};

const identities: Record<NatsService | 'agent', string> = {
  gateway: 'apps/gateway/src',
  issuance: 'apps/issuance-svc/src',
  update: 'apps/update-svc/src',
  pki: 'apps/pki-svc/src',
  agent: 'apps/device-edge/src',
};

/** Method of RpcClient, EdgeBus or a subject function -> what stands before the name, and which argument the name is. */
const calls: Record<string, [prefix: string, argument: number]> = {
  pki: ['cw.v1.pki.', 0],
  issuance: ['cw.v1.issuance.', 0],
  issuanceInternal: ['cw.v1.issuance-internal.', 0],
  update: ['cw.v1.update.', 0],
  edge: ['cw.v1.edge.ws.request.', 1],
};
const subjects: Record<string, string> = {
  issuanceSubject: 'cw.v1.issuance.',
  issuanceInternalSubject: 'cw.v1.issuance-internal.',
  pkiSubject: 'cw.v1.pki.',
  updateSubject: 'cw.v1.update.',
  anyEdgeEventSubject: 'cw.v1.edge.ws.event.',
  eventSubject: 'cw.v1.event.',
  anyEdgeCallSubject: 'cw.v1.edge.ws.call.',
};
const receivers = /(^|\.)(rpc|client)$/;

interface Used {
  publish: Set<string>;
  subscribe: Set<string>;
}

function sources(folder: string): ts.SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(root, folder, name))
    .map((path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
}

/** Every text that an expression may be, by way of conditionals and constants. Empty where only the running program knows. */
function texts(node: ts.Node | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node)) return [node.text];
  if (ts.isIdentifier(node)) return constantsOf(node.getSourceFile(), node.text).flatMap(texts);
  if (ts.isUnionTypeNode(node)) return node.types.flatMap(texts);
  if (ts.isLiteralTypeNode(node)) return texts(node.literal);
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  return [];
}

/** What the constants of this name begin with, in this file, and the texts that a parameter of this name is declared to be. */
function constantsOf(file: ts.SourceFile, name: string): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer)
      found.push(node.initializer);
    if (ts.isParameter(node) && node.name.getText() === name && node.type) found.push(node.type);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function usedBy(folder: string): Used {
  const used: Used = { publish: new Set(), subscribe: new Set() };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression;
      if (ts.isPropertyAccessExpression(callee)) {
        const call = calls[callee.name.text];
        if (call && receivers.test(callee.expression.getText())) {
          const names = texts(node.arguments[call[1]]);
          if (names.length === 0) throw new Error(`which request is this? ${node.getText().slice(0, 200)}`);
          for (const name of names) used.publish.add(call[0] + name);
        }
        // The agent's own calls and events.
        const own = { call: 'call', publish: 'event' }[callee.name.text];
        if (own && /\bbus$/.test(callee.expression.getText()))
          for (const name of texts(node.arguments[0])) used.publish.add(`cw.v1.edge.ws.${own}.${name}`);
      } else if (ts.isIdentifier(callee)) {
        const prefix = subjects[callee.text];
        if (prefix) for (const name of texts(node.arguments[0])) used.subscribe.add(prefix + name);
        if (callee.text === 'enqueueEvent')
          for (const name of eventNames(node)) used.publish.add(`cw.v1.event.${name}`);
        if (callee.text === 'edgeNoticeSubject' && !folder.includes('device-edge'))
          for (const name of texts(node.arguments[1])) used.publish.add(`cw.v1.edge.ws.notice.${name}`);
        if (callee.text === 'agentsNoticeSubject' && !folder.includes('device-edge'))
          for (const name of texts(node.arguments[0])) used.publish.add(`cw.v1.agents.notice.${name}`);
        if (callee.text === 'sagaProgressSubject')
          used[folder.includes('gateway') ? 'subscribe' : 'publish'].add('cw.v1.progress.request-id');
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const file of sources(folder)) visit(file);
  return used;
}

/** `enqueueEvent(manager, { name: 'card.issued', ... })`. */
function eventNames(call: ts.CallExpression): string[] {
  const event = call.arguments[1];
  if (event === undefined || !ts.isObjectLiteralExpression(event)) return [];
  return event.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && property.name.getText() === 'name' ? texts(property.initializer) : [],
  );
}

/** NATS subject matching: `*` is one token, `>` the rest. */
function covers(grant: string, subject: string): boolean {
  const pattern = grant
    .split('.')
    .map((token) => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token.replace('$', '\\$')))
    .join('\\.');
  return new RegExp(`^${pattern}$`).test(subject);
}

/** File, interface, what stands before a name of it, and who serves it (an agent by one subscription). */
const contracts: [file: string, api: string, prefix: string, server?: NatsService][] = [
  ['issuance.requests.ts', 'IssuanceApi', 'cw.v1.issuance.', 'issuance'],
  ['issuance.requests.ts', 'IssuanceInternalApi', 'cw.v1.issuance-internal.', 'issuance'],
  ['pki.api.ts', 'PkiApi', 'cw.v1.pki.', 'pki'],
  ['update.api.ts', 'UpdateApi', 'cw.v1.update.', 'update'],
  ['edge.api.ts', 'EdgeApi', 'cw.v1.edge.ws.request.'],
];

/** Sent by no service (yet): by whoever keeps the installation, with an identity made for it. */
const ofKeepers = ['cw.v1.issuance-internal.orphans.sweep', 'cw.v1.pki.archive.create', 'cw.v1.pki.crl.list'];

/** Of the interface itself and of those that it extends, which this file imports. */
function membersOf(path: string, api: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const from = (name: string): string => {
    const declaration = file.statements
      .filter(ts.isImportDeclaration)
      .find(({ importClause }) => importClause && new RegExp(`\\b${name}\\b`).test(importClause.getText()));
    if (declaration === undefined) throw new Error(`${name} is not imported in ${path}`);
    return join(dirname(path), (declaration.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts'));
  };
  return file.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => name.text === api)
    .flatMap(({ members, heritageClauses }) => [
      ...members.map(({ name }) => (name && ts.isStringLiteral(name) ? name.text : '')),
      ...(heritageClauses ?? [])
        .flatMap(({ types }) => types.map((type) => type.getText()))
        .flatMap((part) => membersOf(from(part), part)),
    ]);
}

describe('grants on NATS', () => {
  it('are these, no more', () => {
    const plain = ({ publish, subscribe }: { publish: readonly string[]; subscribe: readonly string[] }) => ({
      publish: [...publish],
      subscribe: [...subscribe],
    });
    expect(plain(servicePermissions.gateway)).toEqual(grants.gateway);
    expect(plain(servicePermissions.issuance)).toEqual(grants.issuance);
    expect(plain(servicePermissions.update)).toEqual(grants.update);
    expect(plain(servicePermissions.pki)).toEqual(grants.pki);
    expect(plain(agentPermissions('ws'))).toEqual(grants.agent);
  });

  const names = Object.keys(identities) as (NatsService | 'agent')[];

  it.each(names)('%s: every request, event and handler in the source has its grant', (name) => {
    const used = usedBy(identities[name]);
    const without = (kind: keyof Used): string[] =>
      [...used[kind]].filter((subject) => !grants[name][kind].some((grant) => covers(grant, subject)));
    expect({ publish: without('publish'), subscribe: without('subscribe') }).toEqual({ publish: [], subscribe: [] });
    expect(used.publish.size).toBeGreaterThan(0);
  });

  it.each(names)('%s: every grant is used', (name) => {
    const used = usedBy(identities[name]);
    // What the NATS client sends by itself (inboxes, JetStream) is held against the real server: permission-matrix.spec.ts, and the
    // specs of outbox and read model, which run with these credentials. Agents serve their requests by one subscription, notices too.
    const byTheClient = /^(_INBOX|\$JS\.)|^cw\.v1\.(edge\.ws\.(request|notice)|agents\.notice)\.>$/;
    const without = (kind: keyof Used): string[] =>
      grants[name][kind].filter(
        (grant) => !byTheClient.test(grant) && ![...used[kind]].some((subject) => covers(grant, subject)),
      );
    expect({ publish: without('publish'), subscribe: without('subscribe') }).toEqual({ publish: [], subscribe: [] });
  });

  it('every request of the contracts is sent by somebody and served by whom it is for', () => {
    const used = Object.fromEntries(names.map((name) => [name, usedBy(identities[name])]));
    for (const [file, api, prefix, server] of contracts) {
      const requests = membersOf(`libs/contracts/src/nats/${file}`, api).map((name) => prefix + name);
      expect(requests.length).toBeGreaterThan(0);
      const sent = new Set(names.flatMap((name) => [...used[name]!.publish]));
      expect([api, requests.filter((subject) => !sent.has(subject) && !ofKeepers.includes(subject))]).toEqual([
        api,
        [],
      ]);
      if (server) expect([api, requests.filter((subject) => !used[server]!.subscribe.has(subject))]).toEqual([api, []]);
    }
  });

  it.each(names)('%s: no grant reaches a request that it does not send', (name) => {
    const { publish } = usedBy(identities[name]);
    const requests = contracts.flatMap(([file, api, prefix]) =>
      membersOf(`libs/contracts/src/nats/${file}`, api).map((request) => prefix + request),
    );
    const within = requests.filter((subject) => grants[name].publish.some((grant) => covers(grant, subject)));
    expect(within.filter((subject) => !publish.has(subject))).toEqual([]);
  });

  it('update-svc, which runs the workflow of updates, has no right at a card, and at the vault only that offers are signed', () => {
    const { publish, subscribe } = grants.update;
    const reaches = (subject: string): boolean => [...publish, ...subscribe].some((grant) => covers(grant, subject));
    const forbidden = contracts.flatMap(([file, api, prefix, server]) =>
      server === 'pki' || api === 'EdgeApi'
        ? membersOf(`libs/contracts/src/nats/${file}`, api).map((request) => prefix + request)
        : [],
    );
    expect(forbidden).toContain('cw.v1.pki.vault.batch.open');
    expect(forbidden).toContain('cw.v1.edge.ws.request.batch.execute');
    expect(forbidden.filter(reaches)).toEqual(['cw.v1.pki.offers.sign']);
  });

  it('nobody who publishes events pulls them, and nobody but the owner of the stream makes consumers', () => {
    const who = (pattern: RegExp): string[] =>
      names.filter((name) => grants[name].publish.some((subject) => pattern.test(subject)));
    expect(who(/^cw\.v1\.event\./)).toEqual(['issuance', 'pki']);
    expect(who(/^\$JS\.API\.CONSUMER\.MSG\./)).toEqual(['update']);
    expect(who(/^\$JS\.API\.CONSUMER\.(CREATE|DURABLE)/)).toEqual(['issuance']);
    expect(who(/^cw\.v1\.edge\.\*\.request/)).toEqual(['issuance']);
    expect(
      names
        .flatMap((name) => grants[name].publish)
        .filter((subject) => /^([>*]|_INBOX|\$JS\.API\.>|\$SYS)/.test(subject)),
    ).toEqual([]);
  });
});
