/**
 * A sample of the cuts of `npm run test:faults -- --full`: the power of simulated cards goes at APDUs spread over every flow, other ones in
 * each run (the seed is in the title; `--seed` repeats it). After each the card is put in again, the saga goes on by itself, and every
 * invariant of faults.md holds. The seed says which dialect a flow is cut in, and chooses some of those that a card's holder is offered. A run of
 * which only a part is made has half of the flows.
 */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCampaign } from '../../src/faults/campaign.js';
import { seededRandom, shuffled } from '../../src/seeded-random.js';
import { figuresOf } from '../../src/faults/figures.js';
import { flows } from '../../src/faults/flows.js';
import { offeredIn } from '../../src/faults/offered-flows.js';
import { PasskeyParties } from '../../src/faults/passkey-parties.js';
import { OtherClients } from '../../src/faults/other-clients.js';
import { isWhole } from '../../src/part-of.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(400_000);
const seed = Number(process.env['FAULTS_SEED'] ?? process.env['CARDWRIGHT_PART'] ?? randomInt(2 ** 31));
const sample = 8;
const every = shuffled(
  flows.filter(({ offered, passkey }) => !offered && !passkey).map(({ name }) => name),
  seededRandom(seed),
);
const asked = isWhole ? every : every.slice(0, Math.ceil(every.length / 2));
const half = Math.ceil(asked.length / 2);
/** The first and the last APDU, and one that writes. */
const sampleOfOffered = 3;
/** Every kind of command, those of CTAP among them. */
const sampleWithPasskey = 8;

let parties: PasskeyParties;
let system: TestSystem;
let others: OtherClients | undefined;
beforeAll(async () => {
  parties = await PasskeyParties.start();
  system = await startSystem(parties.options);
  others = await OtherClients.at(system);
});
afterAll(async () => {
  await others?.stop();
  await system?.stop();
  await parties?.stop();
});

const ways = shuffled(
  [
    ['passkey-issue', 'passkey-renew', 'passkey-recycle'],
    ['passkey-browser'],
    ['passkey-page'],
    ['passkey-platform'],
  ] as const,
  seededRandom(seed),
);
it.each(
  (isWhole ? ways : ways.slice(0, 1)).map(
    (names, index) => [names.join(', '), names, 33_000_001 + index * 100_000] as const,
  ),
)(
  `[C26][C27][fault 11] a card with a passkey pulled anywhere has one that key, relying party and record agree on, or none anywhere, ${sampleWithPasskey} cuts in each of %s, seed ${seed}`,
  async (_names, names, firstSerial) => {
    const dialect = seed % 2 === 0 ? 'vendor' : 'strict';
    const { rows, apdus, findings } = await runCampaign(system, {
      ...{ dialect, firstSerial, seed, sample: sampleWithPasskey, lanes: 3, profileName: 'piv-four', parties },
      flows: names,
    });
    expect(findings).toEqual([]);
    expect(rows.filter((row) => row.findings.length > 0 || row.outcome === 'unusable' || row.wrongPuks > 1)).toEqual(
      [],
    );
    for (const { cuts, notReached, newGood, oldGood } of figuresOf(rows, apdus)) {
      expect(newGood + oldGood + notReached).toBe(cuts);
      expect(newGood).toBeGreaterThan(0);
    }
  },
);

describe.each([
  ['vendor', 31_000_001, asked.slice(0, half)],
  ['strict', 32_000_001, asked.slice(half)],
] as const)(
  `[A15][A16][I2][I5][I6][fault 11][fault 12][fault 13] a card of the %s dialect pulled anywhere, seed ${seed}`,
  (dialect, firstSerial, chosen) => {
    it(`goes on and ends well, ${sample} cuts in each of ${chosen.join(', ')}`, async () => {
      const { rows, apdus, findings } = await runCampaign(system, {
        ...{ dialect, firstSerial, seed, sample, lanes: 4, profileName: 'piv-four', others, lookEvery: 2 },
        flows: chosen,
      });
      expect(findings).toEqual([]);
      const broken = rows.filter((row) => row.findings.length > 0 || row.outcome === 'unusable' || row.wrongPuks > 1);
      expect(broken).toEqual([]);
      for (const { cuts, notReached, newGood, oldGood } of figuresOf(rows, apdus)) {
        expect(newGood + oldGood + notReached).toBe(cuts);
        // The others are cuts in the reads before a request is accepted: most of them, in a flow that writes little.
        expect(newGood).toBeGreaterThan(0);
      }
    });

    const offered = shuffled(offeredIn(dialect), seededRandom(seed)).slice(0, isWhole ? 2 : 1);
    it(`[B03][B04][B05][B06][B07] the same in what its holder is offered (${offered.join(', ')}), with the offer done at the end`, async () => {
      const { rows, findings } = await runCampaign(system, {
        ...{ dialect, firstSerial: firstSerial + 500_000, seed, sample: sampleOfOffered, lanes: 3 },
        ...{ profileName: 'piv-four', flows: offered },
      });
      expect(findings).toEqual([]);
      const broken = rows.filter((row) => row.findings.length > 0 || row.outcome === 'unusable' || row.wrongPuks > 1);
      expect(broken).toEqual([]);
      expect(rows.map(({ flow }) => flow).sort()).toEqual(
        offered.flatMap((name) => Array<string>(sampleOfOffered).fill(name)).sort(),
      );
      expect(new Set(rows.filter(({ outcome }) => outcome === 'new-good').map(({ flow }) => flow))).toEqual(
        new Set(offered),
      );
    });
  },
);
