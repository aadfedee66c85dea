#!/usr/bin/env node
/**
 * `cardwright-simulated-card`: keeps one simulated card, its state in a file, in a reader of vpcd until it is stopped.
 * Not for real credentials: the state file holds private keys in clear.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { symmetricAlgorithm } from '@cardwright/card-protocol/piv/algorithm';
import { touchNamed } from './fido/authenticator/touch.js';
import { openAttestationRoot } from './attestation/attestation-root-file.js';
import { quirkCatalogue } from './quirks/catalogue.js';
import { replayTrace, type TracedCommand } from './replay-trace.js';
import { SimulatedCard, type SimulatedCardOptions } from './simulated-card.js';
import { VpcdClient } from './vpcd-client.js';

const usage = `cardwright-simulated-card: a PIV card in software, with a FIDO application if wanted, in a reader of vpcd

  --state FILE                       where the card lives (default: simulated-card.json); made if it is not there
  --vpcd HOST:PORT                   default CARDWRIGHT_VPCD, else 127.0.0.1:35963
  --dialect vendor|strict            of a new card; default vendor
  --serial N                         of a new card
  --management-key-algorithm NAME    of a new card: 3DES, AES128, AES192, AES256
  --puk-change                       strict: the PUK can be changed
  --fido                             the card has a FIDO application too; it stays
  --fido-pin separate|shared         its PIN is its own, or the one of PIV; default separate
  --fido-version VERSION             of a new application: FIDO_2_1, or FIDO_2_1_PRE as keys before CTAP 2.1; default FIDO_2_1
  --touch given|refused|late[:N]     what comes of a touch that the card asks for: at once, never, or after N polls (default 20)
  --attestation-root FILE            PEM with certificate and key, shared by several cards; made if it is not there
  --cut N:before|inside|after        the power goes at APDU N (from 0), once
  --reinsert-ms N                    put the card in again so long after a power cut
  --quirk NAME                       a way in which this card differs from its family; several times for several; none: no more
  --fsync                            survive a power cut of this machine too
  --stock                            print what this card was delivered with, as \`cardwright stock import\` takes it, and end
  --show                             print what is on the card, without secrets, and end
  --replay FILE                      the trace of a saga (\`cardwright sagas trace --json\`) into this card, and end; 1: it answered otherwise
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string', default: 'simulated-card.json' },
      vpcd: { type: 'string', default: process.env['CARDWRIGHT_VPCD'] || '127.0.0.1:35963' },
      dialect: { type: 'string', default: 'vendor' },
      serial: { type: 'string' },
      'management-key-algorithm': { type: 'string' },
      'puk-change': { type: 'boolean', default: false },
      fido: { type: 'boolean', default: false },
      'fido-pin': { type: 'string' },
      'fido-version': { type: 'string', default: 'FIDO_2_1' },
      touch: { type: 'string', default: 'given' },
      'attestation-root': { type: 'string' },
      cut: { type: 'string' },
      'reinsert-ms': { type: 'string' },
      quirk: { type: 'string', multiple: true },
      fsync: { type: 'boolean', default: false },
      stock: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
      replay: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${usage}\n${quirkTable()}`);
  if (values.dialect !== 'vendor' && values.dialect !== 'strict') throw new TypeError('--dialect is vendor or strict');
  const fidoPin = values['fido-pin'] ?? 'separate';
  if (fidoPin !== 'separate' && fidoPin !== 'shared') throw new TypeError('--fido-pin is separate or shared');
  const version = values['fido-version'];
  if (version !== 'FIDO_2_1' && version !== 'FIDO_2_1_PRE')
    throw new TypeError('--fido-version is FIDO_2_1 or FIDO_2_1_PRE');
  const touch = touchNamed(values.touch);
  const algorithm = values['management-key-algorithm'];
  const options: SimulatedCardOptions & { fsync: boolean } = {
    dialect: values.dialect,
    pukChange: values['puk-change'],
    fsync: values.fsync,
    touch: () => touch !== 'refused',
    fido: { add: values.fido || values['fido-pin'] !== undefined, pin: fidoPin, version, touch },
    ...(values.serial === undefined ? {} : { serial: number(values.serial) }),
    ...(algorithm === undefined ? {} : { factory: { managementKeyAlgorithm: symmetricAlgorithm(algorithm).name } }),
    ...(values.cut === undefined ? {} : { cutAt: cut(values.cut) }),
    ...(values.quirk === undefined ? {} : { quirks: values.quirk.filter((name) => name !== 'none') }),
  };
  const rootFile = values['attestation-root'];
  if (rootFile !== undefined) options.attestationRoot = await openAttestationRoot(rootFile);

  const card = await SimulatedCard.open(values.state, options);
  if (values.stock) return void process.stdout.write(`${JSON.stringify(await card.stock(), null, 2)}\n`);
  if (values.show) {
    const text = JSON.stringify(
      await card.snapshot(),
      (_, value: unknown) => (value instanceof Uint8Array ? hex(value) : value),
      2,
    );
    return void process.stdout.write(`${text}\n`);
  }
  if (values.replay !== undefined) return replay(card, values.replay);
  const [host, port] = hostAndPort(values.vpcd);
  const client = new VpcdClient(card, {
    host,
    port,
    ...(values['reinsert-ms'] === undefined ? {} : { reinsertMs: number(values['reinsert-ms']) }),
    onEvent: (event) => process.stderr.write(`${event}\n`),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void client.remove());
  await client.insert();
}

/** Each opening of the card in the trace begins with a reset, as it did. */
async function replay(card: SimulatedCard, file: string): Promise<void> {
  type Batch = { apdus: (TracedCommand & { step: string; command: string })[] };
  const { batches } = JSON.parse(await readFile(file, 'utf8')) as { batches: Batch[] };
  for (const { apdus } of batches) {
    if (apdus[0]?.step === 'open') await card.reset();
    for (const [index, row] of (await replayTrace(card, apdus)).entries()) {
      const { headerHex, statusHex, replayedStatusHex, outcome, note } = row;
      const words = [headerHex, statusHex ?? '----', replayedStatusHex ?? '----', outcome, apdus[index]!.command];
      process.stdout.write(`${words.join(' ')}${note === null ? '' : ` (${note})`}\n`);
      if (outcome === 'different') process.exitCode = 1;
    }
  }
}

function quirkTable(): string {
  const rows = Object.entries(quirkCatalogue).map(
    ([name, { title, argument }]) => `  ${name.padEnd(25)} ${title}${argument === undefined ? '' : `: ${argument}`}\n`,
  );
  return `quirks\n${rows.join('')}`;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`not a number: ${text}`);
  return Number(text);
}

function hostAndPort(text: string): [string, number] {
  const at = text.lastIndexOf(':');
  if (at < 1) throw new TypeError(`--vpcd is HOST:PORT, not ${text}`);
  return [text.slice(0, at), number(text.slice(at + 1))];
}

function cut(text: string): { apdu: number; when: 'before' | 'inside' | 'after' } {
  const [apdu = '', when = ''] = text.split(':');
  if (when !== 'before' && when !== 'inside' && when !== 'after') throw new TypeError('--cut is N:before|inside|after');
  return { apdu: number(apdu), when };
}

await main().catch((error: unknown) => {
  process.stderr.write(`cardwright-simulated-card: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
