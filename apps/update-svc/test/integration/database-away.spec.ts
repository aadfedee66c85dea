/** What agents report while Postgres is away or starts: applied when it answers again, in the order in which it came. Real NATS and Postgres. */
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { TcpLine } from '@cardwright/testing/tcp-line';
import { card, holderAt } from '../support/update-cards.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

/** What Postgres answers a connection with until it has started (57P03, cannot_connect_now): ErrorResponse of its protocol, version 3. */
const startingUp = ((): Buffer => {
  const fields = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0';
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + fields.length);
  return Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)]);
})();

describe('[E8][fault 6] while Postgres is away', () => {
  let stand: UpdateStand;
  let line: TcpLine;
  const { at, check } = holderAt(() => stand);

  beforeAll(async () => {
    stand = await startUpdateStand('2027-03-01T11:00:00.000Z');
    const url = new URL(stand.databaseUrl);
    line = await TcpLine.start({ host: url.hostname, port: Number(url.port) });
    url.port = String(line.port);
    await stand.start({ DATABASE_URL: url.href });
  }, 60_000);
  afterAll(async () => {
    await line?.mend().catch(() => undefined);
    await stand?.stop();
  }, 30_000);

  const present = (): Promise<unknown> =>
    stand.services[0]!.dataSource!.query(
      'select workstation_id, reader_name, identity_text from presence where identity_text is not null order by workstation_id, reader_name',
    );

  it.each([
    ['starts', () => line.answer(startingUp)],
    ['does not answer', () => Promise.resolve()],
  ])(
    'and %s, cards come and go: afterwards each is where it was put last, what becomes due is told there, and agents are asked for refused checks',
    async (_what, isAway) => {
      const [one, two] = [card(), card()];
      // An hour before anything is due.
      at('2027-03-01T11:00:00.000Z');
      const inserted = (workstation: string, readerName: string, { identityText }: typeof one): void =>
        stand.says(workstation, 'card.inserted', { readerName, atrHex: '3B', identityText });
      const removed = (workstation: string, readerName: string): void =>
        stand.says(workstation, 'card.removed', { readerName, heldBy: null });
      await stand.device(one);
      await stand.device(two);
      inserted('ws-1', 'Reader 0', one);
      await eventually(present, [{ workstation_id: 'ws-1', reader_name: 'Reader 0', identity_text: one.identityText }]);
      const told = { 'ws-1': stand.notices['ws-1']!.length, 'ws-2': stand.notices['ws-2']!.length };

      const asked = stand.asked.times;

      line.cut();
      await isAway();
      removed('ws-1', 'Reader 0');
      inserted('ws-1', 'Reader 1', two);
      removed('ws-1', 'Reader 1');
      inserted('ws-1', 'Reader 0', two);
      inserted('ws-2', 'Reader 0', one);
      // Each workstation asked behind what it had said, and the service answers that it cannot.
      for (const workstation of ['ws-1', 'ws-2'])
        expect(await check(one, {}, workstation)).toEqual({ refused: 'REQUEST_SERVICE_UNAVAILABLE' });
      expect(stand.asked.times).toBe(asked);
      line.cut();
      await line.mend();
      // Two checks were refused: one question for both.
      await eventually(() => Promise.resolve(stand.asked.times), asked + 1);

      await eventually(present, [
        { workstation_id: 'ws-1', reader_name: 'Reader 0', identity_text: two.identityText },
        { workstation_id: 'ws-2', reader_name: 'Reader 0', identity_text: one.identityText },
      ]);
      at('2027-03-01T12:00:00.000Z');
      await stand.settled();
      await stand.noticed('ws-1', told['ws-1'] + 1);
      await stand.noticed('ws-2', told['ws-2'] + 1);
      expect(stand.notices['ws-1']!.slice(told['ws-1'])).toEqual([
        { identityText: two.identityText, offerId: expect.any(String) },
      ]);
      expect(stand.notices['ws-2']!.slice(told['ws-2'])).toEqual([
        { identityText: one.identityText, offerId: expect.any(String) },
      ]);
      expect(stand.asked.times).toBe(asked + 1);
      for (const workstation of ['ws-1', 'ws-2']) removed(workstation, 'Reader 0');
      await eventually(present, []);
    },
    60_000,
  );
});
