/**
 * The README, pasted block by block as it stands, in order, on a machine where more is going on than on the author's: further
 * workstations, one of them revoked, and people whose ids resemble the one that is meant.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { chromiumMissing, Person } from '../../../../apps/console/test/support/browser.js';
import { apiClient } from '../../../../tools/start/api.mjs';
import { describeWith } from '../../src/describe-with.js';
import { eventually } from '../../src/eventually.js';
import { PrivatePcscd, requirePcscd } from '../../src/pcscd.js';
import { requirePrograms } from '../../src/programs.js';
import { bashBlocks, isLasting, runBlock, startBlock, type Ended, type Lasting } from '../../src/readme.js';
import { makeStateDir, type StateDir } from '../../src/state-dir.js';

jest.setTimeout(300_000);
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const missing =
  [requirePcscd(), requirePrograms(['bash', 'curl', 'jq', 'npm'])].find(({ available }) => !available)?.reason ??
  chromiumMissing();

/** By how they begin: a block that is changed is missed here, and shows. */
const beginnings = [
  'npm start\n',
  'npx --offline cardwright login # as ada\nnpx --offline cardwright devices show',
  'npx --offline cardwright login # as otto',
  'home=',
  'npx --offline cardwright login # as ada\nnpx --offline cardwright devices reprovision',
  'npm start -- --pcsc\n',
  'npx --offline cardwright-simulated-card',
  'npx --offline cardwright login # as ada\nnpx --offline cardwright workstations readers',
  'npx --offline cardwright login # as nora',
  'npx --offline cardwright-agent run\n',
];

describeWith(missing, '[F15] the README, block by block', () => {
  let state: StateDir;
  let pcscd: PrivatePcscd;
  let env: NodeJS.ProcessEnv;
  const blocks = bashBlocks(join(root, 'README.md'));
  const running: Lasting[] = [];
  let visitor: Person;

  /** Where `npm start` says that it is; not 7800 where something else is there. */
  const at = (): { url: string; issuer: string } =>
    JSON.parse(readFileSync(join(state.path, 'running.json'), 'utf8')) as { url: string; issuer: string };
  const block = (index: number): string => blocks[index]!.replaceAll('http://127.0.0.1:7800', () => at().url);
  const run = async (index: number): Promise<Ended> => {
    const ended = await runBlock(block(index), { cwd: root, env });
    if (ended.code !== 0) throw new Error(`ended with ${ended.code}:\n${ended.stdout}\n${ended.stderr}`);
    return ended;
  };
  const start = async (index: number, ready: RegExp): Promise<Lasting> => {
    const started = await startBlock(blocks[index]!, ready, { cwd: root, env });
    running.push(started);
    return started;
  };

  beforeAll(async () => {
    state = await makeStateDir('readme');
    pcscd = await PrivatePcscd.start({ readers: 1 });
    // Without what npm and jest pass on to their children.
    const outer = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$|^NODE_ENV$|^JEST_/.test(name));
    env = {
      ...Object.fromEntries(outer),
      ...pcscd.environment,
      CARDWRIGHT_HOME: state.path,
      CARDWRIGHT_AGENT_HOME: join(state.path, 'front-desk'),
      CARDWRIGHT_CONFIG_DIR: join(state.path, 'cli'),
      CARDWRIGHT_VPCD: `127.0.0.1:${pcscd.readers[0]!.port}`,
    };
    const started = await start(0, /^ready after[\s\S]*Ctrl-C stops everything/m);
    const { url, issuer } = at();
    env = { ...env, CARDWRIGHT_URL: url };
    // At once, as its time is short.
    visitor = await Person.open(url);
    await visitor.page.goto(linkIn(started.output()));
    await visitor.page.getByRole('heading', { name: 'Add device' }).waitFor();
    const installation = { home: state.path, issuerUrl: issuer, httpPort: Number(new URL(url).port) };
    const administrator = apiClient(installation, 'cardwright-setup');
    const csv = 'external_id,given_name,surname\nE10030,Not,Him\nE10020,Not,Her\nE1003x,Nor,Him\n';
    await administrator('POST', '/people/import', { csv });
    for (const name of ['a-desk', 'gone']) {
      const { workstationId } = (await administrator('POST', '/workstations/enrolment-codes', { name })) as {
        workstationId: string;
      };
      if (name === 'gone') await administrator('POST', `/workstations/${workstationId}/revoke`, { reasonText: 'sold' });
    }
  });
  afterAll(async () => {
    await visitor?.close();
    for (const each of running.splice(0).reverse()) await each.stop();
    await pcscd?.stop();
    await state?.remove();
  }, 60_000);

  it('has these blocks', () => {
    expect(blocks).toHaveLength(beginnings.length);
    for (const [index, beginning] of beginnings.entries())
      expect(blocks[index]).toMatch(new RegExp(`^${escaped(beginning)}`));
    expect(blocks.filter(isLasting)).toHaveLength(4);
    // Nothing is left for the reader to fill in.
    expect(blocks.filter((text) => /<[a-z-]+>/.test(text))).toEqual([]);
  });

  it('[C08] whoever opens the link is at Add device as a cardholder, and may choose among the blank cards', async () => {
    const { page } = visitor;
    expect(page.url()).toBe(`${at().url}/mine/add`);
    await page.getByRole('button', { name: 'Connect this computer' }).click();
    // They are read one after the other.
    for (const reader of [1, 2, 3]) await page.getByRole('radio', { name: `Simulated reader ${reader}` }).waitFor();
    await page.getByText('This card belongs to somebody else').waitFor();
    expect(await page.getByRole('radio').count()).toBe(3);
    await visitor.photograph('link-of-npm-start');
  });

  it('refuses / that link once more: the page says how to get another one, which is good', async () => {
    const { page } = visitor;
    await page.goto(linkIn(running[0]!.output()));
    await page.getByText('This link is no longer good').waitFor();
    expect(page.url()).toBe(`${at().url}/try`);
    await visitor.photograph('link-of-npm-start-over');
    const command = await page.locator('code').innerText();
    const { stdout } = await runBlock(command, { cwd: root, env });
    await page.goto(linkIn(stdout));
    await page.getByRole('heading', { name: 'Add device' }).waitFor();
    for (const log of readdirSync(join(state.path, 'logs'))) {
      const text = readFileSync(join(state.path, 'logs', log), 'utf8');
      for (const link of [linkIn(stdout), linkIn(running[0]!.output())])
        expect(text).not.toContain(new URL(link).hash.slice(1));
    }
  });

  it('ada looks at the first card', async () => {
    const { stdout } = await run(1);
    expect(stdout).toMatch(/state +ACTIVE/);
    expect(stdout).toMatch(/ISSUE +COMPLETED/);
    // Her holder may make a card of this kind, and so a new one in its place.
    expect(stdout).toMatch(/profile +employee-card/);
  });

  it('otto verifies the audit trail', async () => {
    const { stdout } = await run(2);
    expect(stdout.match(/^ (issuance|pki|update) +\d+ +yes/gm)?.length).toBeGreaterThanOrEqual(2);
  });

  it('a second card is issued and activated with curl', async () => {
    expect((await run(3)).stdout).toBe('COMPLETED\nCOMPLETED\nACTIVE\n');
  });

  it('a card is written anew, though it is pulled meanwhile', async () => {
    const { stdout } = await run(4);
    expect(stdout).toContain('there is only forward');
    expect(stdout).toContain('on the table: ykserial:10000001');
    expect(stdout).toMatch(/^COMPLETED /m);
    expect(stdout).toMatch(/SUSPENDED[\s\S]*ACTIVE/);
    expect(stdout).toContain('superseded');
  });

  it('a simulated card in a real reader is issued', async () => {
    await running.pop()!.stop();
    const started = await start(5, /^ready after/m);
    expect(started.output()).toContain(pcscd.readers[0]!.name);
    expect(started.output()).not.toContain('Issuing the first card');
    await start(6, /powered/);
    const { stdout } = await run(7);
    expect(stdout).toMatch(/COMPLETED/);
    expect(stdout).toMatch(/identity +ykserial:20000001/);
    expect(stdout).toMatch(/state +PENDING_ACTIVATION/);
  });

  it('another workstation is enrolled by nora, and its agent runs', async () => {
    expect((await run(8)).stdout).toContain('ok');
    const agent = await start(9, /agent ready/);
    const workstations = async (): Promise<string> =>
      (await runBlock('npx --offline cardwright workstations list', { cwd: root, env })).stdout;
    await eventually(workstations, expect.stringMatching(/front-desk +- +yes/));
    await agent.stop();
    running.pop();
  });
});

const linkIn = (output: string): string => /http:\S+\/try#\S+/.exec(output)![0];
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
