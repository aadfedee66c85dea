/**
 * `navigator.credentials.create()` of a page, answered by python-fido2 and the card in a PC/SC reader: Debian's Chromium knows no FIDO cards in readers
 * (WebAuthn Level 3 section 5.1.3). What the page asks for goes there unchanged, and what came of it back.
 */
import type { IndependentClients } from '@cardwright/testing/independent-clients';
import type { Page } from 'playwright-core';

/** key: which card answers at that moment, and the PIN that its holder types. One without a PIN gets this one first. */
export async function bridgeCreate(
  page: Page,
  key: () => { clients: IndependentClients; origin: string; pin: string },
): Promise<void> {
  await page.exposeFunction('createElsewhere', async (options: string): Promise<string> => {
    const { clients, origin, pin } = key();
    const { exitCode, stdout, text } = await clients.python(script, origin, pin, options);
    if (exitCode !== 0) throw new Error(`python-fido2: ${text}`);
    return stdout.trim().split('\n').at(-1)!;
  });
  await page.addInitScript(inPage);
}

/** Bytes go as base64url, as in the JSON forms of WebAuthn Level 3 section 5.1.8. The page looks whether it got a PublicKeyCredential. */
const inPage = `
CredentialsContainer.prototype.create = async ({ publicKey }) => {
  const text = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0)).buffer;
  const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
  const asked = JSON.stringify(publicKey, (_, value) => (isBytes(value) ? text(new Uint8Array(value.buffer ?? value)) : value));
  const made = JSON.parse(await createElsewhere(asked));
  const { clientDataJSON, attestationObject } = made.response;
  return Object.create(PublicKeyCredential.prototype, {
    rawId: { value: bytes(made.rawId) },
    response: { value: { clientDataJSON: bytes(clientDataJSON), attestationObject: bytes(attestationObject) } },
  });
};
`;

const script = `
import json, sys
from fido2.client import DefaultClientDataCollector, Fido2Client, UserInteraction
from fido2.ctap2 import ClientPin, Ctap2
from fido2.pcsc import CtapPcscDevice

reader, origin, pin, options = sys.argv[1:5]
device = next(iter(CtapPcscDevice.list_devices(reader)))
ctap = Ctap2(device)
if not ctap.info.options['clientPin']:
    ClientPin(ctap).set_pin(pin)

class Holder(UserInteraction):
    def request_pin(self, permissions, rp_id):
        return pin

client = Fido2Client(device, DefaultClientDataCollector(origin), Holder())
print(json.dumps(dict(client.make_credential(json.loads(options)))))
`;
