/** The command line against a real gateway, NATS server and issuer; issuance-svc is a stand-in that answers as said here. */
import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createUser } from '@nats-io/nkeys';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { sealInitialPin } from '@cardwright/sealing/initial-pin';
import { confirmDevice } from '@cardwright/testing/browser';
import { makeStateDir, type StateDir } from '@cardwright/testing/state-dir';
import { type GatewayFixture, startGatewayFixture } from '../../../gateway/test/gateway-fixture.js';
import { TokenStore } from '../../src/sign-in/token-store.js';
import { Cli } from '../cli-fixture.js';
import { pinRule, type SagaStandIn, standInSaga, workstationsCalled } from '../saga-stand-in.js';

let gateway: GatewayFixture;
let state: StateDir;
let cli: Cli;
let configDirectory: string;
const refuse = (code: ConstructorParameters<typeof CardwrightError>[0], message?: string) => () => {
  throw CardwrightError.fromWire({ code, message });
};
const me = { person: null, roles: ['IO'], permissions: [] };

beforeAll(async () => {
  gateway = await startGatewayFixture();
  state = await makeStateDir('cli');
  configDirectory = join(state.path, 'config');
  await mkdir(configDirectory);
  cli = new Cli(gateway.publicUrl, configDirectory);
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await state.remove();
});
beforeEach(() => {
  gateway.answers.clear();
  gateway.seen.length = 0;
  gateway.answers.set('issuance me.get', () => ({ ...me, separationOfDuties: 'enforced' }));
});

describe('sign-in', () => {
  it('is asked for', async () => {
    const ran = await cli.run('devices list');
    expect([ran.code, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toContain('cardwright login');
  });

  it('by a code that a person confirms in the browser; the tokens are the owner’s alone to read', async () => {
    let confirmed: Promise<string> | undefined;
    const onStderr = (text: string) => {
      const uri = /^Open\s+(\S+)/m.exec(text)?.[1];
      if (uri) confirmed = confirmDevice(uri, 'grace');
    };
    const ran = await cli.run('login', { onStderr });
    expect(await confirmed).toContain('You are signed in');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('Grace Hopper (IO)');
    expect(statSync(join(configDirectory, 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(statSync(configDirectory).mode & 0o777).toBe(0o700);
  }, 30_000);

  it('renews the token when it runs out', async () => {
    const file = join(configDirectory, 'credentials.json');
    const stored = JSON.parse(readFileSync(file, 'utf8')) as {
      signIns: Record<string, { expiresAt: number; accessToken: string }>;
    };
    const before = stored.signIns[gateway.publicUrl]!.accessToken;
    stored.signIns[gateway.publicUrl]!.expiresAt = 0;
    writeFileSync(file, JSON.stringify(stored));
    gateway.answers.set('issuance models.list', () => ({ models: [] }));
    gateway.answers.set('issuance people.list', () => ({ rows: [], nextCursor: null }));
    expect(await cli.run('people list')).toMatchObject({ code: 0, stdout: 'Nothing there.\n' });
    expect(readFileSync(file, 'utf8')).not.toContain(before);
    expect(gateway.seen.at(-1)?.envelope.actor).toMatchObject({ kind: 'person', sub: 'grace', externalId: 'E1002' });
  });

  it('refuses tokens that others can read', async () => {
    const file = join(configDirectory, 'credentials.json');
    chmodSync(file, 0o644);
    const ran = await cli.run('people list');
    chmodSync(file, 0o600);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('Others can read');
  });

  it('ends at the issuer too: what kept it alive is worth nothing any more', async () => {
    const file = join(configDirectory, 'credentials.json');
    const stored = JSON.parse(readFileSync(file, 'utf8')) as {
      signIns: Record<string, { refreshToken: string; clientId: string }>;
    };
    const { refreshToken, clientId } = stored.signIns[gateway.publicUrl]!;
    const renew = () =>
      fetch(`${gateway.issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }),
      });
    expect((await cli.run('logout --json')).json()).toEqual({ removed: true, ended: true });
    expect(((await (await renew()).json()) as { error: string }).error).toBe('invalid_grant');
    expect((await cli.run('logout --json')).json()).toEqual({ removed: false, ended: true });
  });

  it('ends here also while the issuer is away, and says so', async () => {
    const tokens = new TokenStore(configDirectory);
    const away = { issuer: 'http://127.0.0.1:1', clientId: 'cardwright-cli', accessToken: 'a', refreshToken: 'r' };
    tokens.put(gateway.publicUrl, { ...away, expiresAt: Date.now() + 60_000 });
    const ran = await cli.run('logout');
    expect(ran).toMatchObject({ code: 0, stdout: `Signed out of ${gateway.publicUrl}\n` });
    expect(ran.stderr).toContain('The issuer could not be told');
    expect(tokens.get(gateway.publicUrl)).toBeUndefined();
  });

  it('sends nothing to a gateway over plain http', async () => {
    const plain = 'http://cards.example.org';
    const tokens = new TokenStore(configDirectory);
    const signIn = { issuer: 'https://issuer.example.org', clientId: 'cardwright-cli', accessToken: 'a' };
    tokens.put(plain, { ...signIn, expiresAt: Date.now() + 60_000 });
    for (const line of ['devices list', 'login', 'doctor']) {
      const ran = await new Cli(plain, configDirectory).run(line);
      expect([line, ran.code]).toEqual([line, line === 'doctor' ? 1 : 2]);
      expect(ran.stdout + ran.stderr).toContain('http://cards.example.org is not https');
    }
    tokens.remove(plain);
  });

  it('sends nothing where the gateway is no URL, and says so', async () => {
    for (const line of ['devices list', 'devices show d7', 'reasons list', 'login']) {
      const ran = await new Cli('nonsense', configDirectory).run(line);
      expect([line, ran.code, ran.stderr]).toEqual([line, 2, expect.stringContaining('nonsense is no URL')]);
    }
  });

  it('by client credentials, the secret from a descriptor; logout forgets it', async () => {
    const ran = await cli.runWithFd('login --client-credentials --secret-fd {fd} --json', `${gateway.scriptsSecret}\n`);
    expect(ran).toMatchObject({ code: 0 });
    expect(gateway.seen.at(-1)?.envelope.actor).toMatchObject({
      kind: 'client',
      sub: 'cardwright-scripts',
      clientId: 'cardwright-scripts',
    });
    expect((await cli.runWithFd('login --client-credentials --secret-fd {fd}', 'wrong')).code).toBe(3);
    expect(await cli.run('logout')).toMatchObject({ code: 0 });
    expect((await cli.run('people list')).code).toBe(3);
    await cli.runWithFd('login --client-credentials --secret-fd {fd}', gateway.scriptsSecret);
  });
});

describe('lists and imports', () => {
  it('shows tables to people and the rows to scripts, over all pages', async () => {
    const person = (n: number) => ({
      personId: randomUUID(),
      externalId: `E${n}`,
      displayName: `Žofie\u001b[31m ${n}`,
      enabled: true,
    });
    gateway.answers.set('issuance people.list', ({ cursor }: { cursor?: string }) =>
      cursor === 'next' ? { rows: [person(2)], nextCursor: null } : { rows: [person(1)], nextCursor: 'next' },
    );
    const table = await cli.run('people list');
    expect(table.stdout).toMatch(/external id.*\n.*E1 .*\n.*E2 /);
    expect(table.stdout).not.toContain('\u001b');
    const ran = await cli.run('people list --json');
    expect(ran.json() as { externalId: string }[]).toMatchObject([{ externalId: 'E1' }, { externalId: 'E2' }]);
  });

  it('imports people from a file, and names every wrong line', async () => {
    const file = join(state.path, 'people.csv');
    writeFileSync(file, 'externalId,displayName\nE1,Ada\n');
    gateway.answers.set('issuance people.import', () => ({ created: 1, updated: 0, unchanged: 0 }));
    expect((await cli.run(`people import ${file} --json`)).json()).toEqual({ created: 1, updated: 0, unchanged: 0 });
    expect(gateway.seen.at(-1)?.envelope.body).toEqual({ csv: 'externalId,displayName\nE1,Ada\n' });
    gateway.answers.set('issuance people.import', () => {
      const problems = [{ line: 2, column: 'email', code: 'INVALID', message: 'not an address' }];
      throw new CardwrightError('PERSON_IMPORT_REJECTED', undefined, { problems });
    });
    const ran = await cli.run(`people import ${file}`);
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain('line 2, column email, code INVALID, message not an address');
  });

  it('sends a file of people as it is, in whatever encoding, and shows how it was read', async () => {
    const file = join(state.path, 'western.csv');
    const western = Buffer.from('Personalnummer;Vorname;Nachname\r\nE1;J\xfcrgen;Gro\xdf\r\n', 'latin1');
    writeFileSync(file, western);
    const read = {
      encoding: 'windows-1252',
      delimiter: ';',
      headerLine: 1,
      rows: 1,
      blankRows: 0,
      columns: [
        { header: 'Vorname', column: 'given_name', filled: 1, changed: 0, examples: ['Jürgen'] },
        { header: '', column: null, filled: 0, changed: 0, examples: [] },
      ],
    };
    gateway.answers.set('issuance people.import', () => ({ created: 1, updated: 0, unchanged: 0, file: read }));
    const shown = await cli.run(`people import ${file} --preview --encoding windows-1252`);
    expect(gateway.seen.at(-1)?.envelope.body).toEqual({
      fileBase64: western.toString('base64'),
      encoding: 'windows-1252',
      dryRun: true,
    });
    expect(shown.stdout).toContain('windows-1252, separated by semicolons, header on line 1, 1 rows, 0 blank');
    expect(shown.stdout).toMatch(/Vorname +given_name +1 +0 +Jürgen/);
    expect(shown.stdout).toContain('Would create 1, update 0, leave 0 as they are.');
    gateway.answers.set('issuance people.import', () => {
      const problems = [{ line: 3, column: 'email', code: 'INVALID', message: 'not an address' }];
      throw new CardwrightError('PERSON_IMPORT_REJECTED', undefined, { problems, file: read });
    });
    const refused = await cli.run(`people import ${file}`);
    expect(refused.stderr).toMatch(
      /^windows-1252, separated by semicolons.*\ncardwright: .*\n {2}line 3, column email/,
    );
    expect(refused.stderr).not.toContain('object');
  });

  it('sends a file that is larger than one body in pieces, and commits them as one', async () => {
    const file = join(state.path, 'large.csv');
    const large = Buffer.alloc(5_400_001, 'ab');
    writeFileSync(file, large);
    const pieces = new Map<number, Buffer>();
    const importId = 'b3a4f8f2-6d0f-4c5e-8a43-0f6f1b1f7c11';
    gateway.answers.set('issuance people.import.begin', () => ({
      importId,
      pieceBytes: 1_000_000,
      maximumPieces: 32,
      expiresAt: '2030-01-01T00:00:00.000Z',
    }));
    gateway.answers.set('issuance people.import.piece', (piece: { number: number; dataBase64: string }) => {
      pieces.set(piece.number, Buffer.from(piece.dataBase64, 'base64'));
      return { received: piece.number };
    });
    gateway.answers.set('issuance people.import.commit', () => ({ created: 7, updated: 0, unchanged: 0 }));
    gateway.answers.set('issuance people.import.discard', () => ({ discarded: true }));
    expect((await cli.run(`people import ${file} --json`)).json()).toEqual({ created: 7, updated: 0, unchanged: 0 });
    expect([...pieces.keys()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(Buffer.concat([...pieces.values()]).equals(large)).toBe(true);
    const commit = gateway.seen.find(({ name }) => name.endsWith('people.import.commit'));
    expect(commit?.envelope.body).toEqual({ importId, pieces: 6, dryRun: false });
  }, 30_000);

  it('publishes and compares profiles', async () => {
    const file = join(state.path, 'profile.json');
    writeFileSync(file, '{"name":"p"}');
    gateway.answers.set('issuance profiles.publish', () => ({ profile: { name: 'p', version: 2 }, changed: true }));
    expect((await cli.run(`profiles publish ${file}`)).stdout).toBe('Published p version 2.\n');
    gateway.answers.set('issuance profiles.diff', () => ({ changes: [{ path: '/title', before: 'a', after: 'b' }] }));
    expect((await cli.run('profiles diff p 1 2')).stdout).toContain('/title');
    writeFileSync(file, '{"name":');
    expect((await cli.run(`profiles publish ${file}`)).code).toBe(2);
  });

  it('makes a one-time code alone on stdout', async () => {
    gateway.answers.set('issuance workstations.enrolment-code', () => ({
      workstationId: 'ws-1',
      code: 'ONE-TIME',
      expiresAt: '2026-01-01T00:15:00Z',
    }));
    expect((await cli.run(['workstations', 'enrol', 'Front desk'])).stdout).toBe('ONE-TIME\n');
  });

  it('fails when an audit chain does', async () => {
    const chain = { schema: 'pki', rows: 9, headHashHex: 'AB' };
    gateway.answers.set('issuance audit.verify', () => ({ chains: [{ ...chain, ok: true, finding: null }] }));
    expect((await cli.run('audit verify')).code).toBe(0);
    const finding = { sequence: 4, problem: 'changed' };
    gateway.answers.set('issuance audit.verify', () => ({ chains: [{ ...chain, ok: false, finding }] }));
    const ran = await cli.run('audit verify');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('row 4 changed');
  });

  it('says which audit chain could not be verified, and that this is no pass', async () => {
    const good = { schema: 'pki', rows: 9, ok: true, finding: null, headHashHex: 'AB' };
    const away = { schema: 'update', rows: 0, ok: false, finding: null, headHashHex: null };
    const chains = [good, { ...away, notReached: 'REQUEST_SERVICE_UNAVAILABLE' }];
    gateway.answers.set('issuance audit.verify', () => ({ chains }));
    const ran = await cli.run('audit verify');
    expect(ran.code).toBe(8);
    expect(ran.stdout).toMatch(/update.*not verified: its service could not be asked \(REQUEST_SERVICE_UNAVAILABLE\)/);
    const broken = { ...good, schema: 'issuance', ok: false, finding: { sequence: 4, problem: 'changed' } };
    gateway.answers.set('issuance audit.verify', () => ({ chains: [broken, ...chains] }));
    expect((await cli.run('audit verify')).code).toBe(1);
  });

  it('examines itself', async () => {
    gateway.answers.set('issuance workstations.list', () => ({
      rows: [{ online: true }, { online: false }],
      nextCursor: null,
    }));
    const ran = await cli.run('doctor');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('workstations: 1 of 2 online');
    expect(ran.stdout).toContain('separation of duties: enforced');
    gateway.answers.set('issuance me.get', () => ({ ...me, separationOfDuties: 'single-operator' }));
    expect((await cli.run('doctor')).stdout).toContain('one person may hold every role (SEPARATION_OF_DUTIES');
    expect((await new Cli('http://127.0.0.1:1', configDirectory).run('doctor')).code).toBe(1);
  });
});

describe('exit codes', () => {
  it.each([
    ['AUTH_FORBIDDEN', 4],
    ['REQUEST_NOT_FOUND', 5],
    ['REQUEST_DEVICE_BUSY', 6],
    ['EDGE_UNREACHABLE', 8],
    ['CARD_UNSUPPORTED', 9],
    ['INTERNAL', 1],
  ] as const)('%s is %i, and JSON on stderr for a script', async (code, exit) => {
    gateway.answers.set('issuance devices.inspect', refuse(code));
    gateway.answers.set('issuance workstations.list', ({ name }: { name?: string }) => workstationsCalled(name));
    const ran = await cli.run('devices inspect --workstation ws-1 --json');
    expect([ran.code, ran.stdout]).toEqual([exit, '']);
    expect(JSON.parse(ran.stderr)).toMatchObject({ code });
  });

  it('an unknown option, a missing one and an unknown command are 2', async () => {
    for (const line of ['devices list --colour red', 'devices inspect', 'devices fly', 'sagas pin x --pin-fd one'])
      expect((await cli.run(line)).code).toBe(2);
  });

  it('nobody there is 8', async () => {
    const ran = await new Cli('http://127.0.0.1:1', configDirectory).run('login');
    expect(ran.code).toBe(8);
  });
});

describe('what a command line names', () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const devices = [
    { deviceId: first, identityText: 'ykserial:7', label: 'spare', state: 'ACTIVE', personName: 'Grace Hopper' },
    { deviceId: second, identityText: 'ykserial:77', label: 'spare', state: 'AVAILABLE', personName: null },
  ];
  const people = [
    { personId: randomUUID(), externalId: 'E10020', displayName: 'Grace Hopper' },
    { personId: randomUUID(), externalId: 'E10021', displayName: 'Grace Kelly' },
  ];
  const page = <Row>(rows: Row[]) => ({ rows, nextCursor: null });
  const asked = (name: string) =>
    gateway.seen.filter((it) => it.name === `issuance ${name}`).map((it) => it.envelope.body);

  beforeEach(() => {
    gateway.answers.set('issuance devices.list', (body: { identity?: string; label?: string; query?: string }) =>
      page(
        devices.filter(
          (row) =>
            (body.identity === undefined || row.identityText === body.identity) &&
            (body.label === undefined || row.label === body.label) &&
            (body.query === undefined || row.identityText.includes(body.query)),
        ),
      ),
    );
    gateway.answers.set('issuance people.list', (body: { externalId?: string }) =>
      page(people.filter(({ externalId }) => body.externalId === undefined || externalId === body.externalId)),
    );
    gateway.answers.set('issuance workstations.list', (body: { name?: string }) =>
      page(
        [
          { workstationId: 'ws-00000000000a', name: 'this-machine', revokedAt: null },
          { workstationId: 'ws-00000000000b', name: 'gone', revokedAt: '2026-01-01T00:00:00.000Z' },
        ].filter(({ name, revokedAt }) => body.name === undefined || (name === body.name && revokedAt === null)),
      ),
    );
    gateway.answers.set('issuance devices.suspend', ({ deviceId }: { deviceId: string }) => ({
      device: { deviceId, label: 'spare', state: 'SUSPENDED' },
    }));
    gateway.answers.set('issuance workstations.readers', () => ({ readers: [] }));
  });

  it('a device by its identity, exactly', async () => {
    expect((await cli.run('devices suspend ykserial:7 --reason MISPLACED')).code).toBe(0);
    expect(asked('devices.suspend')).toMatchObject([{ deviceId: first }]);
  });

  it('refuses / a label that two devices have, and lists them', async () => {
    const ran = await cli.run('devices suspend spare --reason MISPLACED');
    expect(ran.code).toBe(6);
    expect(ran.stderr).toContain('spare fits several devices: name one by its id (REQUEST_CONFLICT)');
    expect(ran.stderr).toContain(
      `matches: ${first} (ykserial:7, ACTIVE, Grace Hopper), ${second} (ykserial:77, AVAILABLE)`,
    );
    expect(asked('devices.suspend')).toEqual([]);
  });

  it('refuses / a part of an identity, and names what resembles it', async () => {
    const ran = await cli.run('devices suspend serial:7 --reason MISPLACED');
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain('No device has the identity or label serial:7 (LIFECYCLE_DEVICE_NOT_FOUND)');
    expect(ran.stderr).toContain(`similar: ${first} (ykserial:7, ACTIVE, Grace Hopper), ${second}`);
    expect(asked('devices.suspend')).toEqual([]);
  });

  it('refuses / a part of an external id, and names who resembles it', async () => {
    const ran = await cli.run('devices plan ykserial:7 --person E1002 --profile piv --workstation this-machine');
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain('Nobody has the external id E1002 (PERSON_NOT_FOUND)');
    expect(ran.stderr).toContain('similar: E10020 (Grace Hopper), E10021 (Grace Kelly)');
  });

  it('a workstation by its name or its id', async () => {
    for (const named of ['this-machine', 'ws-00000000000a'])
      expect((await cli.run(['workstations', 'readers', named])).code).toBe(0);
    expect(asked('workstations.readers')).toEqual([
      { workstationId: 'ws-00000000000a' },
      { workstationId: 'ws-00000000000a' },
    ]);
  });

  it('refuses / a workstation that was revoked or never was, and names those that there are', async () => {
    for (const named of ['gone', 'This-Machine']) {
      const ran = await cli.run(['workstations', 'readers', named]);
      expect(ran.code).toBe(5);
      expect(ran.stderr).toContain(`No workstation is called ${named} (REQUEST_NOT_FOUND)`);
      expect(ran.stderr).toContain('workstations: this-machine');
    }
    expect(asked('workstations.readers')).toEqual([]);
  });
});

describe('issuing', () => {
  let saga: SagaStandIn;

  beforeEach(async () => {
    saga = await standInSaga(gateway);
    const person = { personId: randomUUID(), externalId: 'E1002' };
    gateway.answers.set('issuance people.list', () => ({ rows: [person], nextCursor: null }));
  });

  const line = 'devices issue ykserial:7 --person E1002 --profile piv --workstation ws-1';

  it('finds device and person, seals the PIN of a descriptor to the agent and ends with the saga', async () => {
    const ran = await cli.runWithFd(`${line} --pin-fd {fd}`, '73194862\n');
    expect(ran.stderr).toContain('Waiting for the PIN');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toBe('COMPLETED  The card is active\n');
    expect(saga.pins).toEqual(['73194862']);
    expect(JSON.stringify(gateway.seen)).not.toContain('73194862');
    expect(gateway.log.join('')).not.toContain('73194862');
  });

  it('asks a person twice, and again when the entries differ or the rule refuses', async () => {
    const supply = gateway.answers.get('issuance sagas.supply-pin')!;
    gateway.answers.set('issuance sagas.supply-pin', (body, envelope) => {
      gateway.answers.set('issuance sagas.supply-pin', supply);
      void [body, envelope];
      throw CardwrightError.fromWire({ code: 'PIN_POLICY', message: 'The PIN is a sequence.' });
    });
    const typed = ['111111', '111112', '123456', '123456', '73194862', '73194862'];
    const ran = await cli.run(line, { typed });
    expect(ran).toMatchObject({ code: 0 });
    expect(saga.pins).toEqual(['73194862']);
    expect(ran.stderr).toContain('The two PINs differ.');
    expect(ran.stderr).toContain('The PIN is a sequence.');
    expect(ran.stderr + ran.stdout).not.toContain('73194862');
  });

  it('tells a script that its PIN is against the rule', async () => {
    gateway.answers.set('issuance sagas.supply-pin', refuse('PIN_POLICY'));
    expect((await cli.runWithFd(`${line} --pin-fd {fd}`, '123456')).code).toBe(9);
  });

  it('seals nothing to a key that the workstation’s agent did not sign', async () => {
    gateway.answers.set('issuance sagas.pin-key', () => ({
      sessionKey: saga.key.sessionKey,
      agentNkey: createUser().getPublicKey(),
      pinRule,
      serverTime: new Date().toISOString(),
    }));
    const ran = await cli.runWithFd(`${line} --pin-fd {fd} --json`, '73194862');
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain('EDGE_SESSION_KEY_INVALID');
    expect(gateway.seen.some(({ name }) => name === 'issuance sagas.supply-pin')).toBe(false);
  });

  it('does not begin where nobody could give the PIN', async () => {
    expect((await cli.run(line)).code).toBe(2);
    expect(gateway.seen.some(({ name }) => name === 'issuance devices.issue')).toBe(false);
  });

  it('issues with an initial PIN, as JSON lines', async () => {
    const ran = await cli.run(`${line} --initial-pin --json`);
    expect(ran.code).toBe(0);
    const lines = ran.stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { sequence?: number; saga?: SagaRow });
    expect(lines.map(({ sequence }) => sequence)).toEqual([1, 2, undefined]);
    expect(lines.at(-1)?.saga?.state).toBe('COMPLETED');
  });

  it('ends with 7 where the saga is parked, and goes on with a retry', async () => {
    saga.happen({ state: 'FAILED', sentence: 'The card was removed', code: 'CARD_REMOVED' });
    const parked = await cli.run(`sagas watch ${saga.requestId}`);
    expect(parked.code).toBe(7);
    expect(parked.stderr).toContain(`cardwright sagas retry ${saga.requestId}`);
    gateway.answers.set('issuance sagas.retry', () => {
      saga.happen({ state: 'IN_PROGRESS', sentence: 'Going on' });
      saga.happen({ state: 'COMPLETED', percent: 100, sentence: 'Done' });
      return { saga: saga.now() };
    });
    expect((await cli.run(`sagas retry ${saga.requestId}`)).code).toBe(0);
  });

  it('stays with a parked saga where it is told to, until somebody else has mended it', async () => {
    saga.happen({ state: 'FAILED', sentence: 'The card was removed', code: 'CARD_REMOVED' });
    const onStderr = (text: string): void => {
      if (!text.includes('The card was removed') || saga.now().state !== 'FAILED') return;
      saga.happen({ state: 'IN_PROGRESS', sentence: 'The card is back' });
      saga.happen({ state: 'COMPLETED', percent: 100, sentence: 'Done' });
    };
    const ran = await cli.run(`sagas watch ${saga.requestId} --patient`, { onStderr });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('COMPLETED');
  });

  it('follows a saga over a restart of the gateway', async () => {
    saga.happen({ sentence: 'First' });
    let restarted: Promise<void> | undefined;
    const onStderr = (text: string): void => {
      if (!text.includes('First') || restarted) return;
      restarted = gateway
        .restartGateway()
        .then(() => saga.happen({ state: 'COMPLETED', percent: 100, sentence: 'Second' }));
    };
    const ran = await cli.run(`sagas watch ${saga.requestId}`, { onStderr });
    await restarted;
    expect(ran.code).toBe(0);
    expect(ran.stderr.match(/First/g)).toHaveLength(1);
    expect(ran.stdout).toContain('Second');
  }, 30_000);

  it('shows an initial PIN that was sealed to a key of this one look', async () => {
    gateway.answers.set(
      'issuance sagas.reveal-initial-pin',
      async ({ recipientJwk }: { recipientJwk: Record<string, unknown> }) => ({
        jwe: await sealInitialPin(Buffer.from('48151623'), recipientJwk, saga),
      }),
    );
    const ran = await cli.run(`sagas reveal-initial-pin ${saga.requestId} --reason-text handover`);
    expect(ran).toMatchObject({ code: 0, stdout: '48151623\n' });
    expect(gateway.log.join('')).not.toContain('48151623');
  });
});
