/** The trace that an agent answers with (F05): nothing secret in it, and a fresh card answers its commands the same. */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseApdu, type TracedApdu } from '@cardwright/contracts/card/apdu-trace';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';
import { AttestationRoot } from '@cardwright/simulated-card/attestation/attestation';
import { replayTrace } from '@cardwright/simulated-card/replay-trace';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { issue, pinRule } from '../../test/support/issue-flow.js';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';

const identityText = 'ykserial:10000001';
const holderPin = '73920518';
let attestationRoot: AttestationRoot;
let bench: Workbench;

beforeAll(async () => {
  attestationRoot = await AttestationRoot.create();
});
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});

async function tracedIssue(): Promise<{ results: BatchResult[]; secrets: Buffer[]; lines: string[] }> {
  bench = await makeWorkbench([{ attestationRoot }]);
  const lease = bench.lease();
  const { results, sealedOperationPin } = await issue({
    lease,
    identityText,
    vault: bench.vault,
    send: (batch) => bench.operations.execute({ ...batch, trace: true }),
    holderPin,
    supplyPin: (jwe) =>
      bench.operations.sessionOf(lease.deviceId)!.takeHolderPin(jwe, 'holder-pin', pinRule, Date.now()),
  });
  const operationPin = await bench.vault.openPin(sealedOperationPin, lease);
  const secrets = [holderPin, operationPin, '123456', '12345678'].map((text) => Buffer.from(text));
  secrets.push(...[...bench.vault.secrets.values()].map((secret) => Buffer.from(secret)));
  return { results, secrets, lines: results.flatMap(({ trace }) => trace!.apdus) };
}

describe('[F05] the trace of an issue', () => {
  it('shows every APDU with header, lengths, status and time, and holds no PIN, PUK or key', async () => {
    const { results, secrets, lines } = await tracedIssue();
    expect(lines).toHaveLength(results.reduce((sum, { apdus }) => sum + apdus, 0));
    for (const line of lines) expect(parseApdu(line)).not.toBeNull();
    const text = lines.join('\n').toLowerCase();
    for (const secret of secrets) {
      expect(text).not.toContain(secret.toString('hex'));
      expect(text).not.toContain(secret.toString('base64').toLowerCase());
    }
    const apdus = lines.map((line) => parseApdu(line)!);
    const shown = (ins: string): TracedApdu[] =>
      apdus.filter(({ headerHex, dataHex }) => headerHex.slice(2, 4) === ins && dataHex !== null);
    // VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, GENERAL AUTHENTICATE, IMPORT KEY: never any data.
    for (const ins of ['20', '24', '2C', '87', 'FE']) expect(shown(ins)).toEqual([]);
    // SET MANAGEMENT KEY: algorithm, 9B and length. PUT DATA: tag and length.
    expect(shown('FF').every(({ dataHex }) => dataHex!.length === 6)).toBe(true);
    expect(shown('DB').every(({ dataHex }) => dataHex!.length <= 18)).toBe(true);
    expect(shown('CB').length).toBeGreaterThan(5);
  });

  it('is sent again with the answer of a batch, as long as the agent runs, and only when it is asked for', async () => {
    bench = await makeWorkbench([{ attestationRoot }]);
    const opening = bench.batch({ open: { identityText }, steps: [{ kind: 'request-witness' }] });
    const first = await bench.operations.execute({ ...opening, trace: true });
    expect(first.trace!.apdus).toHaveLength(first.apdus);
    const again = await bench.operations.execute({ ...opening, trace: true });
    expect([again.replayed, again.trace]).toEqual([true, first.trace]);
    const asked = await bench.operations.resultOf(opening.lease, opening.batchId, true);
    expect(asked).toMatchObject({ state: 'done', result: { replayed: true, trace: first.trace } });
    expect((await bench.operations.execute(opening)).trace).toBeUndefined();
    const plain = await bench.operations.resultOf(opening.lease, opening.batchId);
    expect(plain).not.toHaveProperty('result.trace');
  });

  it('is not in the journal', async () => {
    bench = await makeWorkbench([{ attestationRoot }]);
    const opening = bench.batch({ open: { identityText }, steps: [{ kind: 'request-witness' }], trace: true });
    await bench.operations.execute(opening);
    await bench.restart();
    const after = await bench.operations.resultOf(opening.lease, opening.batchId, true);
    expect(after.state).toBe('done');
    expect(after).not.toHaveProperty('result.trace');
  });

  it('is replayed into a fresh card: the same status words, and what was skipped is said', async () => {
    const { lines } = await tracedIssue();
    const card = new SimulatedCard({ serial: 10000001, attestationRoot });
    const rows = await replayTrace(
      card,
      lines.map((line) => parseApdu(line)!),
    );
    expect(rows.filter(({ outcome }) => outcome === 'different')).toEqual([]);
    const skipped = rows.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped.length).toBeLessThan(rows.length / 4);
    expect(new Set(skipped.map(({ note }) => note))).toEqual(new Set(['use of a private key']));
    const { keys, objects } = await card.snapshot();
    expect(Object.keys(keys)).toEqual(expect.arrayContaining(['9A', '9C', '9D', '9E']));
    expect(Object.keys(objects)).toEqual(expect.arrayContaining(['5FC105', '5FC102', '5FC106']));
  });

  it('a fresh card that is another one answers otherwise', async () => {
    const { lines } = await tracedIssue();
    const rows = await replayTrace(
      new SimulatedCard({ dialect: 'strict' }),
      lines.map((line) => parseApdu(line)!),
    );
    expect(rows.some(({ outcome }) => outcome === 'different')).toBe(true);
  });
});
