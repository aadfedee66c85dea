/**
 * In Node for Windows: the window for passkeys, asked as a file says (argv: the library, the file), each case with what the double answers and what it wrote
 * down. Prints what each came to as JSON.
 */
import { readFileSync } from 'node:fs';
import koffi from 'koffi';
import { openWindowsAuthenticator } from '../../../dist/platform-webauthn/windows-authenticator.js';

const [library, file] = process.argv.slice(2);
const { attestationObjectHex, credentialIdHex, cases } = JSON.parse(readFileSync(file, 'utf8'));
const loaded = koffi.load(library);
const set = loaded.func('void DoubleSet(uint32_t, int32_t, int, uint8_t *, uint32_t, uint8_t *, uint32_t)');
const told = loaded.func('const char *DoubleTold(void)');
const freed = loaded.func('int DoubleFreed(void)');
const [object, id] = [attestationObjectHex, credentialIdHex].map((hex) => Buffer.from(hex, 'hex'));

const outcomes = [];
for (const { api = 4, result = 0, options, stop } of cases) {
  set(api, result | 0, stop === 'late' ? 1 : 0, object, object.length, id, id.length);
  const aborted = new AbortController();
  if (stop === 'early') aborted.abort();
  const outcome = await openWindowsAuthenticator({ webauthn: library, user: library })
    .then((windows) => {
      const making = windows.makeCredential(options, aborted.signal);
      if (stop === 'late') aborted.abort();
      return making;
    })
    .then(
      (made) => ({ made }),
      ({ code, details }) => ({ failed: { code, details } }),
    );
  outcomes.push({ ...outcome, told: told(), freed: freed() });
}
console.log(JSON.stringify(outcomes));
