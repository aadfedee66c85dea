/**
 * The stock batch of the lab's strict cards, imported at the first start as a site imports the cards that it buys. Such a card keeps its
 * management key and its PUK, so that it must not come with those that everybody knows.
 */
const name = 'Strict cards of the lab';
const firstSerial = 20000001;
const count = 16;

/** Does nothing when it is there. @param {import('./api.mjs').Api} operator */
export async function strictStock(operator) {
  const { rows } = await operator('GET', '/stock-batches?limit=200');
  if (rows.some((/** @type {{ name: string }} */ batch) => batch.name === name)) return;
  const { SimulatedCard } = await import('@cardwright/simulated-card/simulated-card');
  const { sealStockBatch } = await import('@cardwright/sealing/vault-box');
  const cards = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      new SimulatedCard({ dialect: 'strict', serial: firstSerial + index }).stock(),
    ),
  );
  const { identity: _, ...secrets } = cards[0] ?? {};
  const { publicJwk } = await operator('GET', '/vault-key');
  await operator('POST', '/stock-batches', {
    name,
    modelId: 'nist-strict',
    serials: cards.map(({ identity }) => identity),
    jwe: await sealStockBatch(secrets, publicJwk),
  });
}
