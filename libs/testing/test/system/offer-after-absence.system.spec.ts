/**
 * A card that is put in while update-svc does not run, on the whole system with a real pcscd and a desktop session: once update-svc is back its
 * holder is shown the offer, and nobody touches the card for it.
 */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { OfferRow } from '@cardwright/contracts/update/update-offer';
import { requireDesktop } from '../../src/desktop.js';
import { describeWith } from '../../src/describe-with.js';
import { eventually } from '../../src/eventually.js';
import { OfferPlace } from '../../src/faults/offer-place.js';
import { requirePcscd } from '../../src/pcscd.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(180_000);
const missing = [requirePcscd(), requireDesktop()].find(({ available }) => !available)?.reason;

describeWith(missing, 'update-svc was away', () => {
  let system: TestSystem;
  let place: OfferPlace;

  beforeAll(async () => {
    system = await startSystem();
    place = await OfferPlace.start(system);
  });
  afterAll(async () => {
    await place?.stop();
    await system?.stop();
  });

  it('[B09, E8] the offer of a card that was put in meanwhile is shown once it is back', async () => {
    const { workstation, desktop, offersShown, office } = place.parts;
    const { card, deviceId } = await place.newCard();
    await workstation.slots.remove(place.readerName);
    // One that has not asked about this card: the same card again within ten seconds is one check.
    await place.kill('agent');
    await place.makeDue();
    const state = async (): Promise<string | undefined> =>
      (await office<{ rows: OfferRow[] }>('GET', `/devices/${deviceId}/update-offers`)).rows[0]?.state;
    await eventually(state, 'offered');

    await system.services['update-svc'].stop();
    const failed = await place.failedChecks();
    await workstation.slots.insert(place.readerName, card);
    await eventually(() => place.failedChecks(), failed + 1, 30_000);
    expect(await offersShown()).toBe(0);

    await system.startService('update-svc');
    await eventually(offersShown, 1);
    expect(await desktop.shown()).toBe(1);
    expect(await state()).toBe('offered');
  });
});
