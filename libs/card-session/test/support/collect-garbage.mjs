/**
 * A program with the reader monitor, as an agent has it, that collects its garbage after the service was restarted: says each event by its kind,
 * "collected", and ends by itself. Run with --expose-gc, and PCSCLITE_CSOCK_NAME of the service.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openPcsc } from '../../dist/transports/pcsc.transport.js';

async function untilBack() {
  const monitor = await openPcsc();
  const events = monitor.events();
  process.send('open');
  let back = false;
  for await (const { kind } of events) {
    process.send(kind);
    back ||= kind === 'service-up';
    if (back && kind === 'reader-added') break;
  }
  await monitor.close();
}

// An agent is kept alive by its connections.
process.on('message', () => {});
await untilBack();
// What one round lets go of is collected in the next; the binding cleans up behind it.
for (let round = 0; round < 20; round++) {
  globalThis.gc();
  await delay(20);
}
process.send('collected');
process.disconnect();
