/** The packages of the agent that an installation gives out: the newest of each architecture, with what it is checked by, and nothing else of their folder. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GatewayFixture, startGatewayFixture } from '../gateway-fixture.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('[B11] packages of the agent', () => {
  let folder: string;
  let gateway: GatewayFixture;
  let token: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cardwright-packages-'));
    gateway = await startGatewayFixture({ AGENT_PACKAGE_DIR: join(folder, 'packages') });
    token = await gateway.token();
  }, 60_000);
  afterAll(async () => {
    await gateway?.stop();
    await rm(folder, { recursive: true });
  });
  const listed = async (): Promise<unknown> => (await gateway.request('/api/v1/agent-packages', { token })).json();
  const put = (file: string, text: string): Promise<void> => writeFile(join(folder, 'packages', file), text);

  it('none while there are none, and while there is no folder', async () => {
    expect(await listed()).toEqual({ packages: [] });
    await mkdir(join(folder, 'packages'));
    expect(await listed()).toEqual({ packages: [] });
  });

  it('the newest of each architecture, noticed when they come', async () => {
    await put('cardwright-agent_0.1.0-9_amd64.deb', 'nine');
    await put('cardwright-agent_0.1.0-10_amd64.deb', 'ten');
    await put('cardwright-agent_0.1.0-9_arm64.deb', 'arm');
    await put('cardwright-agent_0.2.0-1_mips.deb', 'other');
    const url = `${gateway.publicUrl}/agent-packages/`;
    const [ten, arm] = ['cardwright-agent_0.1.0-10_amd64.deb', 'cardwright-agent_0.1.0-9_arm64.deb'];
    const { packages } = (await listed()) as { packages: unknown[] };
    expect(packages).toHaveLength(2);
    expect(packages).toContainEqual({
      ...{ architecture: 'amd64', version: '0.1.0-10', file: ten, url: url + ten, bytes: 3, sha256Hex: sha256('ten') },
    });
    expect(packages).toContainEqual({
      ...{ architecture: 'arm64', version: '0.1.0-9', file: arm, url: url + arm, bytes: 3, sha256Hex: sha256('arm') },
    });
    await put(arm, 'built anew');
    expect(await listed()).toMatchObject({
      packages: expect.arrayContaining([
        expect.objectContaining({ file: arm, bytes: 10, sha256Hex: sha256('built anew') }),
      ]),
    });
  });

  it('each is fetched without a sign-in, as a file to keep', async () => {
    const response = await gateway.request('/agent-packages/cardwright-agent_0.1.0-10_amd64.deb');
    expect([response.status, await response.text()]).toEqual([200, 'ten']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/vnd.debian.binary-package',
      'content-length': '3',
      'content-disposition': 'attachment; filename="cardwright-agent_0.1.0-10_amd64.deb"',
      'x-content-type-options': 'nosniff',
    });
  });

  it('refuses / the list to nobody in particular, and every other file', async () => {
    expect((await gateway.request('/api/v1/agent-packages')).status).toBe(401);
    await writeFile(join(folder, 'secret'), 'not for you');
    await put('notes.txt', 'nor this');
    for (const file of ['notes.txt', '..%2Fsecret', '..%2F..%2Fetc%2Fpasswd', 'cardwright-agent_9.9.9_amd64.deb']) {
      const response = await gateway.request(`/agent-packages/${file}`);
      expect([file, response.status]).toEqual([file, 404]);
    }
  });
});
