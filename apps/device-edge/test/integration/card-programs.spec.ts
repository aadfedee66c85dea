/** A program of another vendor that lets nobody at a card on a real pcscd, named by a desk part over the real socket of the machine service. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { KeptOpen } from '@cardwright/testing/kept-open';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { eventually } from '@cardwright/testing/eventually';
import { CardPrograms } from '../../src/agent/card-programs.js';
import { DeskRequests } from '../../src/agent/desk-requests.js';
import { namesPrograms } from '../../src/desk/own-programs.js';
import { connectToService, type ServiceLink } from '../../src/desk-link/connect.js';
import { DeskDoor } from '../../src/desk-link/desk-door.js';
import { Desks } from '../../src/desk-link/desks.js';
import { unknownSessions } from '../../src/sessions/sessions.port.js';

(requirePcscd().available ? describe : describe.skip)('[A13] the person’s own programs', () => {
  let folder: string;
  let pcscd: PrivatePcscd;
  let door: DeskDoor;
  let desk: ServiceLink;
  let programs: CardPrograms;
  let other: KeptOpen | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cardwright-programs-'));
    pcscd = await PrivatePcscd.start({ readers: 1 });
    const desks = new Desks(
      () => unknownSessions,
      () => undefined,
    );
    programs = new CardPrograms(desks);
    const nothing = { answered: () => undefined, left: () => undefined };
    const updates = () => ({ arrived: () => Promise.resolve() }) as never;
    let entered = false;
    const requests = new DeskRequests(
      updates,
      { desks, views: nothing, programs, authenticator: nothing },
      () => undefined,
      () => (entered = true),
      () => ({}) as never,
      () => Promise.reject(new Error('nobody asks')),
    );
    door = new DeskDoor(folder, requests);
    await door.open();
    desk = await connectToService(folder, 'desk', {
      message: (message) => namesPrograms(message, (answer) => desk.send(answer)),
      end: () => undefined,
    });
    await eventually(() => Promise.resolve(entered), true);
  });
  afterAll(async () => {
    await other?.stop();
    desk?.close();
    await door?.close();
    await pcscd?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('are named in the error of a card that one of them has', async () => {
    await pcscd.insert(new SimulatedCard({ serial: 30_900_001 }));
    other = await KeptOpen.start('exclusive', pcscd.readers[0]!.name, pcscd.environment);
    const busy = Promise.reject(new CardwrightError('CARD_BUSY', onlyInEnglish('Another program holds the card')));
    const error = await programs.name(busy).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CARD_BUSY', message: expect.stringContaining('python3') as unknown });
    expect((error as CardwrightError).details['programs']).toContain('python3');
  });
});
