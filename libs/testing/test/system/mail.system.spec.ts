/**
 * Mail to the holder of a card on the whole system, with a real SMTP server: the card is ready, an update waits while the card is in no reader, the
 * update is done although issuance-svc is killed while it says so, somebody suspends the card. Each arrives once, and no secret is in any of them.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CardFlows } from '../../src/card-flows.js';
import { eventually } from '../../src/eventually.js';
import { TestMailServer } from '../../src/mail-server.js';
import { patientApi } from '../../src/patient-api.js';
import { personId } from '../../src/issue.js';
import { pinSecrets, SecretSearch } from '../../src/secret-search.js';
import { withClockOf } from '../../src/service-clock.js';
import { authentication, OneReader, oneReader } from '../support/one-reader.js';

jest.setTimeout(240_000);
const dayMs = 24 * 3600_000;
const grace = 'grace@example.test';
const ready = 'Your new card is ready';
const waits = 'Please put in your card: an update is waiting';
const upToDate = 'Your card is up to date';
const blocked = 'Your card is blocked for now';

let desk: OneReader;
let mailServer: TestMailServer;
const pins: string[] = [];

beforeAll(async () => {
  mailServer = await TestMailServer.start();
  desk = await OneReader.start('mail', 91_000_000);
  desk.system.at.smtpUrl = `smtp://127.0.0.1:${mailServer.port}`;
  await desk.system.services['issuance-svc'].stop();
  await desk.system.startService('issuance-svc');
});
afterAll(async () => {
  await desk?.stop();
  await mailServer?.stop();
});

const subjects = async (): Promise<string[]> => mailServer.to(grace).map(({ subject }) => subject);

describe('the holder of a card hears by mail', () => {
  let deviceId: string;
  let card: Awaited<ReturnType<OneReader['issued']>>['card'];

  it('that the card is ready', async () => {
    await desk.publish('mailed', [{ ...authentication, validityDays: 40 }]);
    const issued = await desk.issued('vendor', 'mailed');
    ({ deviceId, card } = issued);
    pins.push(issued.pin);
    await eventually(subjects, [ready]);
  });

  it('that an update waits, while the card is in no reader', async () => {
    await desk.agent.slots.remove(oneReader);
    const present = () =>
      desk.records.query('SELECT workstation_id FROM update.presence WHERE identity_text IS NOT NULL');
    await eventually(present, []);
    // The certificate of 40 days ends in six.
    await withClockOf(desk.system, 'update-svc', 34 * dayMs, () => eventually(subjects, [ready, waits], 60_000));
    expect(mailServer.to(grace)[1]!.text).toContain('Put the card into the reader of your computer');
  });

  it('that the update is done, once, although issuance-svc is killed in the middle of saying so', async () => {
    await desk.agent.slots.insert(oneReader, card);
    let kills = 0;
    mailServer.onRecipient = () => {
      if (kills++ === 0) process.kill(desk.system.services['issuance-svc'].pid(), 'SIGKILL');
    };
    const place = { workstationId: desk.agent.workstationId, readerName: oneReader };
    const holder = { personId: await personId(desk.api, 'T1'), profileName: 'mailed' };
    const flows = new CardFlows(patientApi(desk.api), place, holder);
    flows.pin = pins[0]!;
    await flows.update(deviceId, ['9A']);
    await eventually(async () => kills, 1);
    // The killed copy has the mail for three minutes: they go by.
    const claimed = () => desk.records.query(`SELECT tries FROM issuance.mail WHERE state = 'queued'`);
    await eventually(claimed, [{ tries: 1 }]);
    await desk.records.query(`UPDATE issuance.mail SET claimed_until = now() WHERE state = 'queued'`);
    await eventually(subjects, [ready, waits, upToDate], 60_000);
    await eventually(claimed, []);
    expect(kills).toBe(2);
  });

  it('that somebody has suspended it', async () => {
    await patientApi(desk.api)('POST', `/devices/${deviceId}/suspend`, { reason: 'MISPLACED' });
    await eventually(subjects, [ready, waits, upToDate, blocked]);
    expect(mailServer.to(grace)[3]!.text).toContain('If you did not expect this, tell your card office at once.');
  });

  it('[security PIN handling] and no mail holds a PIN, a code, a token, or a link to anything but the page of the card', () => {
    const search = new SecretSearch(pins.flatMap((pin) => pinSecrets('PIN', pin)));
    for (const { raw, text, html, subject } of mailServer.mails) {
      for (const [where, content] of Object.entries({ raw, text, html, subject })) search.look(where, content);
      expect(`${text} ${html}`.match(/https?:[^\s"<]*/g)).toEqual([1, 2].map(() => `${desk.system.url}/mine`));
      // Six digits that belong together, but for the number of the card, or what is too long for a word of a letter.
      expect(text.replaceAll(/https?:\S*|"91000001"/g, '')).not.toMatch(/\b\d{6,}\b|[\w-]{31,}|PUK|eyJ/);
    }
    expect(search.hits).toEqual([]);
    expect(search.bytes).toBeGreaterThan(4_000);
    expect(mailServer.mails).toHaveLength(4);
  });
});
