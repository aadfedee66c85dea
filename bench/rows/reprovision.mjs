/**
 * Round trips and APDUs of a reprovision of four certificates, with the holder's new PIN, proofs and read-back; APDUs against
 * yubico-piv-tool writing the same content anew by hand (which cannot keep the old 9D key in the history, as ours does).
 */
import { supplyPin, untilSaga } from '@cardwright/testing/issue';
import { cardByHand, missingByHand } from '../lib/by-hand.mjs';
import { blankCards, issueCard, randomPin } from '../lib/stand.mjs';

const profileName = 'piv-four';
const references = 4;
/** F17: four and one for each key reference that is made. */
const bar = 4 + references;

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function reprovision(stand) {
  const { blank } = await blankCards(stand, { name: 'reprovision', agents: 1, cards: 1, firstSerial: 33_000_000 });
  const { deviceId, ...place } = blank[0];
  await issueCard(stand.api, { ...place, personId: stand.people.first, profileName, pin: randomPin() });
  const body = { ...place, reason: 'PROFILE_CHANGED' };
  const { saga: started } = await stand.api('POST', `/devices/${deviceId}/reprovision`, body);
  const { requestId } = started;
  const waiting = await untilSaga(stand.api, requestId, ['AWAITING_USER', 'FAILED']);
  if (waiting.state === 'FAILED') throw new Error(`${waiting.errorCode}: ${waiting.errorMessage}`);
  await supplyPin(stand.api, requestId, randomPin());
  const saga = await untilSaga(stand.api, requestId, ['COMPLETED', 'FAILED']);
  if (saga.state === 'FAILED') throw new Error(`${saga.errorCode}: ${saga.errorMessage}`);

  const missing = missingByHand();
  const byHand =
    missing === undefined
      ? await cardByHand(33_900_000, async (card) => {
          await card.issue();
          return card.reprovision();
        })
      : undefined;
  return [
    {
      row: `round trips, reprovision of ${references} with the holder's PIN`,
      measured: `${saga.roundTrips} batches`,
      reference: `${saga.apdus} APDUs`,
      ratio: saga.roundTrips / bar,
      bar: `<= ${bar}`,
      ok: saga.roundTrips <= bar,
    },
    {
      row: `APDUs, reprovision of ${references} with proofs and read-back`,
      measured: `${saga.apdus}`,
      reference: byHand === undefined ? `not measured: ${missing}` : `${byHand} by yubico-piv-tool`,
      ...(byHand === undefined ? {} : { ratio: saga.apdus / byHand }),
    },
  ];
}
