/**
 * The agent is killed (SIGKILL) while a holder changes a PIN that they know, at commands that the card itself counts: it runs behind a PC/SC service, in this process. The operating system
 * starts the agent again, and the holder types both PINs as before. Afterwards the card's file and OpenSC say which PIN it has, and how many tries.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { ApduEvent } from '@cardwright/simulated-card/power-cut';
import { describeWith } from '../../src/describe-with.js';
import { demoPeople } from '../../src/faults/campaign.js';
import { OtherClients } from '../../src/faults/other-clients.js';
import { rawCard, type WatchedCard } from '../../src/faults/watched-card.js';
import { startPcscWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { holderApi } from '../../src/holder-api.js';
import { issueCard, personId, randomPin, supplyPinChange, untilAsked, untilSaga } from '../../src/issue.js';
import { patientApi } from '../../src/patient-api.js';
import { requirePcscd } from '../../src/pcscd.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type TestSystem } from '../../src/system.js';
import { untilWhole } from '../../src/until-whole.js';

jest.setTimeout(240_000);
const { available, reason } = requirePcscd();

type Moment = 'tries asked' | 'PIN presented' | 'PIN changed';
const moments: Record<number, (event: ApduEvent & { length: number }) => Moment> = {
  // VERIFY without a value asks how many tries are left.
  0x20: ({ length }) => (length <= 5 ? 'tries asked' : 'PIN presented'),
  0x24: () => 'PIN changed',
};

describeWith(available ? undefined : reason, 'the agent killed in a change of a PIN that is known', () => {
  let system: TestSystem;
  let records: Records;
  let office: Api;
  let holder: Api;
  let workstation: Workstation;
  let others: OtherClients | undefined;
  let person: string;
  let serial = 69_000_001;

  beforeAll(async () => {
    system = await startSystem();
    records = await openRecords(system);
    others = await OtherClients.at(system);
    office = patientApi(system.api);
    await office('POST', '/people/import', { csv: demoPeople });
    person = await personId(office, 'F1');
    holder = patientApi(await holderApi(system, { sub: 'grace', externalId: 'F1' }));
    workstation = await startPcscWorkstation({ ...system, api: office }, { name: 'change-pin', readers: 1 });
  });
  afterEach(() => workstation.slots.remove(readerName()));
  afterAll(async () => {
    await others?.stop();
    await workstation?.stop();
    await records?.close();
    await system?.stop();
  });
  const readerName = (): string => workstation.slots.readerNames[0]!;

  /** SIGKILL of the agent when the card gets this command the nth time, counted from 1; the card does what it was told. Resolves then. */
  function killAt(card: WatchedCard, at: Moment, nth: number): Promise<void> {
    return new Promise((killed) => {
      let seen = 0;
      card.onCommand = (event) => {
        if (moments[event.ins]?.(event) !== at || ++seen !== nth) return;
        process.kill(workstation.pid!(), 'SIGKILL');
        card.onCommand = undefined;
        killed();
      };
    });
  }

  async function inUse(dialect: 'vendor' | 'strict') {
    const card = workstation.card(dialect, serial++);
    await workstation.slots.insert(readerName(), card);
    const place = { workstationId: workstation.workstationId, readerName: readerName() };
    const old = randomPin();
    const { deviceId } = await issueCard(office, { ...place, personId: person, profileName: 'piv-four', pin: old });
    const { saga } = await holder<{ saga: SagaRow }>('POST', `/devices/${deviceId}/pin-change`, place);
    const { attempt } = await untilAsked(holder, saga.requestId);
    return { card, deviceId, requestId: saga.requestId, attempt, pins: { old, pin: randomPin() } };
  }

  async function onlyTheNew(card: WatchedCard, deviceId: string, { old, pin }: { old: string; pin: string }) {
    const { snapshot, hasPin } = await rawCard(card.file);
    const { retriesRemaining, retriesTotal } = snapshot.pin;
    expect([hasPin(pin), hasPin(old), retriesRemaining]).toEqual([true, false, retriesTotal]);
    await workstation.slots.remove(readerName());
    if (others !== undefined) expect(await others.look(card, pin)).toEqual([]);
    await untilWhole({ api: office, records }, deviceId, card);
  }

  it.each([
    ['vendor', 'tries asked', 1, 'old'],
    ['vendor', 'PIN changed', 1, 'new'],
    ['strict', 'PIN changed', 1, 'new'],
  ] as const)(
    '[C01][I5][fault 1][fault 13] %s, when the card gets "%s": both are asked for again, and typed as before the card has the new one and all tries',
    async (dialect, at, nth, left) => {
      const { card, deviceId, requestId, attempt, pins } = await inUse(dialect);
      const killed = killAt(card, at, nth);
      await supplyPinChange(holder, requestId, pins);
      await killed;
      await untilAsked(holder, requestId, attempt + 1, 60_000);
      const { hasPin } = await rawCard(card.file);
      expect([hasPin(pins.old), hasPin(pins.pin)]).toEqual(left === 'old' ? [true, false] : [false, true]);
      await supplyPinChange(holder, requestId, pins);
      await untilSaga(holder, requestId, ['COMPLETED'], 60_000);
      await onlyTheNew(card, deviceId, pins);
    },
  );

  it('[C01][I5][fault 1] while the PINs are waited for: they are asked for again, with the key of another session', async () => {
    const { card, deviceId, requestId, attempt, pins } = await inUse('vendor');
    process.kill(workstation.pid!(), 'SIGKILL');
    await untilAsked(holder, requestId, attempt + 1, 60_000);
    await supplyPinChange(holder, requestId, pins);
    await untilSaga(holder, requestId, ['COMPLETED'], 60_000);
    await onlyTheNew(card, deviceId, pins);
  });

  it('[C01][I5][fault 1] twice: before the change, and then after the question whether the card has the new one, which cost a try', async () => {
    const { card, deviceId, requestId, attempt, pins } = await inUse('vendor');
    const { retriesTotal } = (await rawCard(card.file)).snapshot.pin;
    const first = killAt(card, 'tries asked', 1);
    await supplyPinChange(holder, requestId, pins);
    await first;
    const again = await untilAsked(holder, requestId, attempt + 1, 60_000);
    const second = killAt(card, 'PIN presented', 1);
    await supplyPinChange(holder, requestId, pins);
    await second;
    await untilAsked(holder, requestId, again.attempt + 1, 60_000);
    const between = await rawCard(card.file);
    expect([between.hasPin(pins.old), between.snapshot.pin.retriesRemaining]).toEqual([true, retriesTotal! - 1]);
    await supplyPinChange(holder, requestId, pins);
    await untilSaga(holder, requestId, ['COMPLETED'], 60_000);
    await onlyTheNew(card, deviceId, pins);
  });
});
