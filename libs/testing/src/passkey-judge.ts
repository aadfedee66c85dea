/**
 * What python-fido2 says of a passkey on a card in a reader: it looks for it, signs in with it, and verifies that by the public key that the relying
 * party holds. It sends the PIN twice, and changes nothing on the card.
 */
import type { IndependentClients } from './independent-clients.js';

export interface PasskeyFacts {
  /** Credentials of this relying party on the card: id, and the name of the account. */
  found: { idHex: string; account: string }[];
  /** The card says the same public key as the relying party holds. */
  sameKey: boolean;
  /** The answer to a challenge of python-fido2's own, by the relying party's key: with the PIN, with a touch. */
  signedIn: { verified: boolean; userVerified: boolean; userPresent: boolean };
  /** Another challenge, or another key than the relying party's. */
  otherChallenge: 'accepted' | 'refused';
  otherKey: 'accepted' | 'refused';
}

interface Passkey {
  relyingPartyId: string;
  pin: string;
  /** COSE. */
  publicKey: Uint8Array;
}

export async function judgePasskey(
  clients: IndependentClients,
  { relyingPartyId, pin, publicKey }: Passkey,
): Promise<PasskeyFacts> {
  const key = Buffer.from(publicKey).toString('hex');
  const { exitCode, text, stdout } = await clients.python(script, relyingPartyId, pin, key);
  if (exitCode !== 0) throw new Error(`python-fido2: ${text}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as PasskeyFacts;
}

const script = `
import hashlib, json, os, sys
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey, ES256
from fido2.ctap2 import ClientPin, CredentialManagement, Ctap2
from fido2.ctap2.pin import PinProtocolV2
from fido2.pcsc import CtapPcscDevice

reader, rp_id, pin, key_hex = sys.argv[1:5]
ctap = Ctap2(next(iter(CtapPcscDevice.list_devices(reader))))
held = CoseKey.parse(cbor.decode(bytes.fromhex(key_hex)))
P = ClientPin.PERMISSION
token_for = lambda permissions, rp: ClientPin(ctap, PinProtocolV2()).get_pin_token(pin, permissions, rp)

manager = CredentialManagement(ctap, PinProtocolV2(), token_for(P.CREDENTIAL_MGMT, None))
rp_id_hash = hashlib.sha256(rp_id.encode()).digest()
stored = manager.enumerate_creds(rp_id_hash)
challenge = os.urandom(32)
token = token_for(P.GET_ASSERTION, rp_id)
assertion = ctap.get_assertion(rp_id, challenge, None, None, None, PinProtocolV2().authenticate(token, challenge), 2)

def outcome(data, key):
    try:
        assertion.verify(data, key)
        return 'accepted'
    except InvalidSignature:
        return 'refused'

verified = assertion.auth_data.rp_id_hash == rp_id_hash and outcome(challenge, held) == 'accepted'
print(json.dumps({
    'found': [{'idHex': each[7]['id'].hex(), 'account': each[6]['name']} for each in stored],
    'sameKey': [CoseKey.parse(each[8]) for each in stored] == [held],
    'signedIn': {'verified': verified, 'userVerified': bool(assertion.auth_data.flags & 4), 'userPresent': bool(assertion.auth_data.flags & 1)},
    'otherChallenge': outcome(os.urandom(32), held),
    'otherKey': outcome(challenge, ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())),
}))
`;
