/**
 * APDUs of an issue of four certificates against yubico-piv-tool doing the same content by hand, both counted at the card:
 * the same simulated card, once in the agent's reader and once in one that yubico-piv-tool opens.
 */
import { cardByHand, missingByHand } from '../lib/by-hand.mjs';
import { blankCards, issueToEnd } from '../lib/stand.mjs';

const bar = 60;
const aim = 45;

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function apdus(stand) {
  const { blank } = await blankCards(stand, { name: 'apdus', agents: 1, cards: 1, firstSerial: 31_000_000 });
  const requestId = await issueToEnd(stand, blank[0], 'piv-four');
  const { saga } = await stand.api('GET', `/sagas/${requestId}`);
  const missing = missingByHand();
  const byHand = missing === undefined ? await cardByHand(31_900_000, (card) => card.issue()) : undefined;
  const reference = byHand === undefined ? `not measured: ${missing}` : `${byHand} by yubico-piv-tool`;
  return [
    {
      row: 'APDUs, issue of 4 with proofs and read-back',
      measured: `${saga.apdus} (aim ${aim})`,
      reference,
      ratio: saga.apdus / bar,
      bar: `<= ${bar}`,
      ok: saga.apdus <= bar,
    },
  ];
}
