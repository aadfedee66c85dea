/** CPU of an agent that has nothing to do for 20 s: with a real PC/SC reader and card where pcscd is there, simulated otherwise. */
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { PrivatePcscd, requirePcscd } from '@cardwright/testing/pcscd';
import { cpuSeconds } from '../lib/process-figures.mjs';

const seconds = 20;
/** The card is recognised, the start's garbage collected. */
const settleMs = 8_000;
const barPercent = 1;

/** @param {import('../lib/stand.mjs').Stand} stand */
export async function agentIdle(stand) {
  const pcsc = requirePcscd().available;
  /** @type {{ kind: string, pid: number }[]} */
  const agents = [];
  const simulated = await stand.system.startAgent({
    name: 'idle-simulated',
    args: ['--simulated', '4', '--serial', '32000000'],
  });
  agents.push({ kind: '4 simulated readers', pid: simulated.pid() });
  if (pcsc) {
    const pcscd = await PrivatePcscd.start({ readers: 1 });
    stand.stopLater(() => pcscd.stop());
    await pcscd.insert(new SimulatedCard({ dialect: 'vendor', serial: 32_900_000 }));
    const agent = await stand.system.startAgent({ name: 'idle-pcsc', args: [], env: pcscd.environment });
    agents.push({ kind: 'PC/SC reader with a card', pid: agent.pid() });
  }
  await delay(settleMs);
  const used = await Promise.all(agents.map(({ pid }) => cpuSeconds(pid)));
  const from = performance.now();
  await delay(seconds * 1000);
  const elapsed = (performance.now() - from) / 1000;
  return Promise.all(
    agents.map(async ({ kind, pid }, index) => {
      const percent = (100 * ((await cpuSeconds(pid)) - used[index])) / elapsed;
      return {
        row: `agent idle, ${kind}`,
        measured: `${percent.toFixed(2)} % CPU over ${seconds} s`,
        ratio: percent / barPercent,
        bar: `< ${barPercent} %`,
        ok: percent < barPercent,
      };
    }),
  );
}
