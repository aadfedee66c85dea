/** The door of the workstation bridge: which challenges it answers, from whom, and that everything else changes nothing. Real sockets and users. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { itWith } from '@cardwright/testing/describe-with';
import type { BridgeKeys } from '@cardwright/contracts/workstation/bridge';
import { GatewayKeys } from '../../src/bridge/gateway-keys.js';
import { BridgeStand, newKey, sha256Hex } from '../support/bridge-stand.js';

const portal = 'https://portal.example.org';
const window_ = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' };
let stand: BridgeStand;
beforeEach(async () => {
  stand = await BridgeStand.open(portal);
});
afterEach(() => stand.close());

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function send(path: string, headers: Record<string, string> = window_, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: stand.port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.once('error', reject).end();
  });
}
const pathOf = (challenge: string): string => `/pair?challenge=${challenge}`;
const visit = async (challenge: string): Promise<Answer> => send(pathOf(challenge));

/** What every refusal is to look like, byte for byte: nobody learns which it was. */
async function expectRefused(answer: Answer): Promise<void> {
  const { status, headers, body } = await send('/');
  expect([answer.status, answer.body, answer.headers.location]).toEqual([status, body, undefined]);
  expect([status, headers['content-type'], headers['access-control-allow-origin']]).toEqual([
    403,
    'text/html; charset=utf-8',
    undefined,
  ]);
}

it('a challenge of the gateway: the browser goes to the portal with a code, and the server knows its hash', async () => {
  const { status, headers, body } = await visit(await stand.challenge({ jti: 'one' }));
  const [, code] = /^https:\/\/portal\.example\.org\/paired#([\w-]{43})$/.exec(headers.location!)!;
  expect([status, body]).toEqual([303, '']);
  expect(stand.answers).toEqual([{ jti: 'one', codeSha256Hex: sha256Hex(code!) }]);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
  });
});

it('each challenge has a code of its own; a replayed one is not even asked about', async () => {
  const first = await stand.challenge();
  const locations = [await visit(first), await visit(await stand.challenge())].map(({ headers }) => headers.location);
  expect(new Set(locations).size).toBe(2);
  await expectRefused(await visit(first));
  expect(stand.answers).toHaveLength(2);
});

it('two windows while the keys are asked for: one question, and both are known', async () => {
  const signer = newKey();
  let asked = 0;
  let answer!: (keys: BridgeKeys) => void;
  const answered = new Promise<BridgeKeys>((resolve) => (answer = resolve));
  const keys = new GatewayKeys(() => {
    asked += 1;
    return answered;
  }, performance.now.bind(performance));
  const challenges = [await stand.challenge({ jti: 'one' }, signer), await stand.challenge({ jti: 'two' }, signer)];
  const verified = Promise.all(challenges.map((each) => keys.verify(each)));
  answer({ portal, keys: [signer.jwk] });
  expect(await verified).toMatchObject([{ challenge: { jti: 'one' } }, { challenge: { jti: 'two' } }]);
  expect(asked).toBe(1);
});

it('the server says that it is over: nothing', async () => {
  stand.expired = true;
  await expectRefused(await visit(await stand.challenge()));
});

describe('no challenge of ours', () => {
  it.each([
    ['another gateway', () => stand.challenge({}, newKey())],
    ['another gateway that calls its key as ours is called', async () => stand.challenge({}, newKey(await ourKid()))],
    ['a changed one', async () => changed(await stand.challenge())],
    ['none at all', () => Promise.resolve('')],
    ['a long text', () => Promise.resolve('a'.repeat(4_000))],
    ['one without a signature', () => Promise.resolve(`${base64('{"alg":"none"}')}.${base64('{}')}.`)],
  ])('%s: nothing, and the server is not asked', async (_, challenge) => {
    await expectRefused(await visit(await challenge()));
    expect(stand.answers).toEqual([]);
  });

  it('keys that nobody has are asked for once in a minute', async () => {
    for (let round = 0; round < 5; round++) await visit(await stand.challenge({}, newKey()));
    expect(stand.asked).toBe(1);
  });
});

const changed = (challenge: string): string => {
  const [header, claims, signature] = challenge.split('.');
  const said = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as object;
  return [header, base64(JSON.stringify({ ...said, jti: 'another' })), signature].join('.');
};
const base64 = (text: string): string => Buffer.from(text).toString('base64url');
const ourKid = async (): Promise<string> =>
  (JSON.parse(Buffer.from((await stand.challenge()).split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;

describe('[A21] a window that goes nowhere is told why', () => {
  const title = ({ status, headers, body }: Answer): unknown[] => [
    status,
    headers.location,
    ...[/<h1>(.*)<\/h1>/, /<h2>(.*)<\/h2>/].map((pattern) => pattern.exec(body)![1]),
  ];

  it.each([
    ['another gateway’s', () => stand.challenge({ iss: 'https://portal.example.com' }, newKey())],
    ['our gateway’s, for another portal', () => stand.challenge({ iss: 'https://portal.example.com' })],
  ])('a portal that this computer does not belong to, %s challenge: which it belongs to', async (_, challenge) => {
    const answer = await visit(await challenge());
    expect(title(answer)).toEqual([
      403,
      undefined,
      'This computer belongs to another portal',
      'Dieser Computer gehört zu einem anderen Portal',
    ]);
    expect(answer.body).toContain('Cardwright is set up here for https://portal.example.org. Use that portal');
    expect(answer.body).not.toContain('example.com');
    expect(stand.answers).toEqual([]);
  });

  const noConnection = [403, undefined, 'This computer has no connection', 'Dieser Computer hat keine Verbindung'];
  it('the server is away, before its keys are known and afterwards', async () => {
    stand.away = true;
    expect(title(await visit(await stand.challenge()))).toEqual(noConnection);
    stand.away = false;
    expect((await visit(await stand.challenge())).status).toBe(303);
    stand.away = true;
    expect(title(await visit(await stand.challenge()))).toEqual(noConnection);
  });

  it('what is no window: always the same', async () => {
    const elsewhere = pathOf(await stand.challenge({ iss: 'https://portal.example.com' }));
    await expectRefused(await send(elsewhere, { ...window_, 'sec-fetch-dest': 'iframe' }));
    await expectRefused(await send(elsewhere, { ...window_, origin: 'https://evil.example' }));
  });
});

describe('no window of a browser that was sent here', () => {
  const good = async (): Promise<string> => pathOf(await stand.challenge());
  it.each<[string, () => Promise<Answer>]>([
    ['a name that was bound to this address', async () => send(await good(), { ...window_, host: 'evil.example' })],
    ['localhost', async () => send(await good(), { ...window_, host: `localhost:${stand.port}` })],
    ['the address without the port', async () => send(await good(), { ...window_, host: '127.0.0.1' })],
    ['a fetch', async () => send(await good(), { ...window_, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' })],
    ['an iframe', async () => send(await good(), { ...window_, 'sec-fetch-dest': 'iframe' })],
    ['a script', async () => send(await good(), { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' })],
    ['an origin', async () => send(await good(), { ...window_, origin: 'https://evil.example' })],
    ['a form', async () => send(await good(), { ...window_, origin: 'null' }, 'POST')],
    ['a preflight', async () => send(await good(), { origin: portal }, 'OPTIONS')],
    ['another path', async () => send((await good()).replace('/pair', '/pair/'))],
    ['two challenges', async () => send(`${await good()}&challenge=two`)],
  ])('%s: nothing', async (_, attempt) => {
    await expectRefused(await attempt());
    expect(stand.answers).toEqual([]);
  });

  it('two names, of which one is ours: nothing', async () => {
    const lines = [`GET ${await good()} HTTP/1.1`, `Host: 127.0.0.1:${stand.port}`, 'Host: evil.example', '', ''];
    expect(await raw(lines.join('\r\n'))).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(stand.answers).toEqual([]);
  });

  it('a WebSocket: no answer at all', async () => {
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', '', ''];
    const lines = [`GET ${await good()} HTTP/1.1`, `Host: 127.0.0.1:${stand.port}`, ...upgrade];
    expect(await raw(lines.join('\r\n'))).toBe('');
    expect(stand.answers).toEqual([]);
  });

  const raw = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = '';
      const socket = connect(stand.port, '127.0.0.1', () => socket.write(text));
      socket.setEncoding('latin1').on('data', (part: string) => (answer += part));
      socket.on('error', () => undefined).on('close', () => resolve(answer));
    });
});

describe('who sits at the computer', () => {
  const own = process.getuid!();
  const refusals = [
    ['somebody else', { userId: own + 1, sessionId: '3', locked: false }, 'other-session'],
    ['nobody', null, 'other-session'],
    ['their screen is locked', { userId: own, sessionId: '2', locked: true }, 'other-session'],
  ] as const;
  it.each(refusals)('%s: no code, and the portal may say why', async (_, active, refused) => {
    stand.active = active;
    const { status, headers, body } = await visit(await stand.challenge({ jti: 'one' }));
    expect([status, headers.location]).toEqual([403, undefined]);
    expect(body).toContain('<h1>Somebody else is signed in at this computer</h1>');
    expect(stand.answers).toEqual([{ jti: 'one', refused }]);
  });

  it('nobody can say who: the user of the agent', async () => {
    stand.active = undefined;
    expect((await visit(await stand.challenge())).status).toBe(303);
  });

  // The kernel's word on two users: needs the right to be one of them.
  itWith(own === 0 ? undefined : 'root')(
    'a browser of another user of this computer gets no code, whichever sockets it uses',
    async () => {
      const nobody = 65_534;
      const ask = async (host: string): Promise<string> => {
        const path = pathOf(await stand.challenge());
        const program = `
        const options = { host: '${host}', port: ${stand.port}, path: '${path}', headers: { host: '127.0.0.1:${stand.port}' } };
        require('node:http').get(options, (response) => console.log(response.statusCode));`;
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], {
          uid: nobody,
          gid: nobody,
          cwd: '/',
        });
        return stdout.trim();
      };
      const hosts = ['127.0.0.1', '::ffff:127.0.0.1'];
      expect(await Promise.all(hosts.map(ask))).toEqual(['403', '403']);
      expect(stand.answers.map((answer) => 'refused' in answer && answer.refused)).toEqual([
        'other-session',
        'other-session',
      ]);
      stand.active = { userId: nobody, sessionId: '3', locked: false };
      expect(await Promise.all(hosts.map(ask))).toEqual(['303', '303']);
      expect((await visit(await stand.challenge())).status).toBe(403);
    },
  );
});

it('whoever sends a browser here again and again gets nothing by it, and the server hears little', async () => {
  const statuses: number[] = [];
  for (let round = 0; round < 25; round++) statuses.push((await visit(await stand.challenge())).status);
  expect(statuses.filter((status) => status === 303)).toHaveLength(20);
  expect(stand.answers).toHaveLength(20);
});
