/** pcscd is restarted, as an update of its package does: an agent goes on, and stays alive whenever its garbage is collected. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';

(requirePcscd().available ? describe : describe.skip)('a service that was restarted', () => {
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  it('is found again, and its old client, which nobody can release any more, ends no process', async () => {
    const before = await PrivatePcscd.start({ readers: 1 });
    stops.push(() => before.stop());
    const socket = before.environment.PCSCLITE_CSOCK_NAME;
    const program = fork(fileURLToPath(new URL('../support/collect-garbage.mjs', import.meta.url)), {
      env: { ...process.env, PCSCLITE_CSOCK_NAME: socket },
      execArgv: ['--expose-gc'],
    });
    stops.push(() => Promise.resolve(program.kill()));
    const said: unknown[] = [];
    program.on('message', (message) => said.push(message));
    const ended = once(program, 'exit');
    await eventually(() => Promise.resolve(said), ['open']);
    await before.stop();
    await eventually(() => Promise.resolve(said), ['open', 'service-down']);
    const after = await PrivatePcscd.start({ readers: 1 });
    stops.push(() => after.stop());
    await symlink(dirname(after.environment.PCSCLITE_CSOCK_NAME), dirname(socket));
    stops.push(() => rm(dirname(socket)));
    expect(await ended).toEqual([0, null]);
    expect(said).toEqual(['open', 'service-down', 'service-up', 'reader-added', 'collected']);
  }, 60_000);
});
