/** A key whose FIDO application does not answer in its reader: the agent reaches it by the key's USB interface, and it is the same device. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import type { PinRule } from '@cardwright/contracts/card/credential-profile';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import type { HidDevice, UsbKeys } from '@cardwright/card-session/ctap/hid-device.port';
import { sealPin } from '@cardwright/sealing/sealed-pin';
import { SimulatedHidKey } from '@cardwright/simulated-card/hid/simulated-hid-key';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { passkeyFor } from '../../test/support/passkey-bench.js';
import { makeWorkbench, type Workbench } from '../../test/support/workbench.js';

const identityText = 'ykserial:10000001';
const pinRule: PinRule = { minLength: 4, maxLength: 63, alphabet: 'ascii' };
const turn = (): Promise<void> => new Promise(setImmediate);

let bench: Workbench;
/** The FIDO half of the device, which its reader does not show. */
let half: SimulatedCard;
let opened: number;
let asked: [string, readonly string[]][];
afterEach(async () => {
  await bench.operations.stop();
  await bench.remove();
});

async function start(open: UsbKeys['open'] = openKey, open_: Partial<BatchRequest['open']> = {}): Promise<BatchResult> {
  half = new SimulatedCard({ fido: {} });
  opened = 0;
  asked = [];
  bench = await makeWorkbench([{}, null], { usbKeys: { open } });
  return run([{ kind: 'request-witness' }], 1, { open: { identityText, applications: ['FIDO2'], ...open_ } });
}
const key = (): SimulatedHidKey => new SimulatedHidKey(half, { pause: turn });
function openKey(readerName: string, readerNames: readonly string[]): Promise<HidDevice> {
  asked.push([readerName, readerNames]);
  const handle = key().open();
  opened += 1;
  return Promise.resolve({
    write: (report) => handle.write(report),
    read: (timeoutMs) => handle.read(timeoutMs),
    close: () => {
      opened -= 1;
      return handle.close();
    },
  });
}
const run = (steps: CardStep[], sequence: number, change: Partial<BatchRequest> = {}): Promise<BatchResult> =>
  bench.operations.execute(bench.batch({ batchId: `r-1/1/${sequence}`, steps, ...change }));

describe('a FIDO application that answers at USB alone', () => {
  it('is read with the card of its reader, and gets its PIN and a passkey', async () => {
    const before = await start();
    expect(before.failure).toBeUndefined();
    expect(before.image).toMatchObject({
      identity: { scheme: 'ykserial' },
      applications: { FIDO2: { aaguid: '7ca5d7a1-c0de-4f1d-8001-000000000001', pinSet: false, credentialsLeft: 25 } },
    });
    expect(asked).toEqual([['Reader 0', ['Reader 0', 'Reader 1']]]);
    const jwe = await sealPin({
      ...{ pin: '482916', sessionKey: before.sessionKey!, purpose: 'fido-pin', now: Date.now() },
    });
    await bench.operations.sessionOf('d-1')!.takeHolderPin(jwe, 'fido-pin', pinRule, Date.now());
    const made = await run([{ kind: 'set-fido-pin', pin: 'pin.fido' }, passkeyFor()], 2);
    expect(made.failure).toBeUndefined();
    expect(made.results.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['set-fido-pin', 'done'],
      ['make-credential', 'done'],
    ]);
    const { fido } = await half.snapshot();
    expect(fido!.credentials.map(({ rpId, userName }) => [rpId, userName])).toEqual([
      ['example.org', 'ada@example.org'],
    ]);
    expect((await bench.readers.cardIn('Reader 0')!.snapshot()).fido).toBeUndefined();
    expect([asked.length, opened]).toEqual([1, 1]);
    await bench.operations.stop();
    expect(opened).toBe(0);
  });

  it('is not asked for where nobody wants it', async () => {
    await start(openKey, { applications: [] });
    expect([asked, opened]).toEqual([[], 0]);
  });

  it('is none where the reader is of no key, and what is in the way is said', async () => {
    const none = await start(() => Promise.resolve(undefined));
    expect(none.image!.applications).toEqual({});
    await bench.operations.stop();
    await bench.remove();
    const forbidden = start(() => Promise.reject(new CardwrightError('EDGE_USB_KEY_FORBIDDEN')));
    await expect(forbidden).rejects.toMatchObject({ code: 'EDGE_USB_KEY_FORBIDDEN' });
  });
});
