/**
 * Loaded before the desk part: what the double of webauthn.dll answers, as a file says (WINDOW_ANSWER); once it is asked there is another file (WINDOW_OPEN).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import koffi from 'koffi';

const { attestationObjectHex, credentialIdHex, waits } = JSON.parse(readFileSync(process.env['WINDOW_ANSWER'], 'utf8'));
const [object, id] = [attestationObjectHex, credentialIdHex].map((hex) => Buffer.from(hex, 'hex'));
const double = koffi.load('webauthn.dll');
const set = double.func('void DoubleSet(uint32_t, int32_t, int, uint8_t *, uint32_t, uint8_t *, uint32_t)');
const told = double.func('const char *DoubleTold(void)');
set(4, 0, waits ? 1 : 0, object, object.length, id, id.length);
setInterval(() => told() !== '' && writeFileSync(process.env['WINDOW_OPEN'], told()), 50).unref();
