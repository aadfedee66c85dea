/** Round trips of an update with the card's PIN: single keys are made anew, everything else stays as it is. */
import { supplyPin, untilSaga } from '@cardwright/testing/issue';
import { blankCards, issueCard, randomPin } from '../lib/stand.mjs';

const profileName = 'piv-four';

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function updateRoundTrips(stand) {
  const { blank } = await blankCards(stand, { name: 'update', agents: 1, cards: 1, firstSerial: 35_000_000 });
  const { deviceId, ...place } = blank[0];
  const pin = randomPin();
  await issueCard(stand.api, { ...place, personId: stand.people.first, profileName, pin });
  const rows = [];
  for (const keyReferences of [['9A'], ['9A', '9C', '9D', '9E']]) {
    const body = { ...place, reason: 'RENEW', keyReferences };
    const { saga: started } = await stand.api('POST', `/devices/${deviceId}/update`, body);
    const { requestId } = started;
    const waiting = await untilSaga(stand.api, requestId, ['AWAITING_USER', 'FAILED']);
    if (waiting.state === 'FAILED') throw new Error(`${waiting.errorCode}: ${waiting.errorMessage}`);
    await supplyPin(stand.api, requestId, pin);
    const saga = await untilSaga(stand.api, requestId, ['COMPLETED', 'FAILED']);
    if (saga.state === 'FAILED') throw new Error(`${saga.errorCode}: ${saga.errorMessage}`);
    // As a reprovision (F17): four, and one for each key reference that is made.
    const bar = 4 + keyReferences.length;
    rows.push({
      row: `round trips, update of ${keyReferences.length} with the card's PIN`,
      measured: `${saga.roundTrips} batches`,
      reference: `${saga.apdus} APDUs`,
      ratio: saga.roundTrips / bar,
      bar: `<= ${bar}`,
      ok: saga.roundTrips <= bar,
    });
  }
  return rows;
}
