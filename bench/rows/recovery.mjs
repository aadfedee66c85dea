/**
 * How long a card that was pulled takes to be well again: from its reinsertion until the saga is COMPLETED and card, record and CA
 * agree, over cuts spread through every flow and both dialects (the fault harness; docs/faults.md). The PIN is given at once when it is asked for.
 */
import { runCampaign } from '@cardwright/testing/faults/campaign';
import { percentile } from '../lib/figures.mjs';

/** faults.md asks for it of kills; a cut has no excuse for more. */
const barSeconds = 60;
const flows = /** @type {const} */ (['issue', 'reprovision', 'pin-reset', 'recycle']);
/** Which cuts: the same in every run. */
const seed = 4;

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function recovery(stand, { quick }) {
  const rows = [];
  for (const [index, dialect] of /** @type {const} */ (['vendor', 'strict']).entries()) {
    const campaign = await runCampaign(stand.system, {
      ...{ dialect, flows: [...flows], profileName: 'piv-four', seed, lanes: 2 },
      sample: quick ? 3 : 20,
      firstSerial: 34_000_000 + index * 100_000,
    });
    if (campaign.findings.length > 0) throw new Error(campaign.findings.join('; '));
    rows.push(...campaign.rows);
  }
  return [...flows, undefined].map((flow) => {
    // A cut that was not reached is no recovery.
    const cuts = rows.filter((row) => row.outcome !== 'not-reached' && (flow === undefined || row.flow === flow));
    const seconds = cuts.map(({ recoveryMs }) => recoveryMs / 1000);
    const [p50, p95, most] = [percentile(seconds, 0.5), percentile(seconds, 0.95), Math.max(...seconds)];
    const broken = cuts.filter(({ outcome, findings }) => outcome === 'unusable' || findings.length > 0);
    return {
      row: `recovery after a cut, ${flow ?? 'all flows'}`,
      measured: `p50 ${p50.toFixed(1)} s, p95 ${p95.toFixed(1)} s, at most ${most.toFixed(1)} s`,
      reference: `${cuts.length} cuts, ${broken.length} not well`,
      ratio: p95 / barSeconds,
      bar: `p95 <= ${barSeconds} s`,
      ok: p95 <= barSeconds && broken.length === 0,
    };
  });
}
