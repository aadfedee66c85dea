/** authenticatorReset: everything of the application but its attestation; a PIN that is shared stays the device's. Governing document: CTAP 2.1 section 6.6. */
import { refuseCtap } from '../authenticator/ctap-error.js';
import type { FidoCard } from '../authenticator/fido-card.js';
import { deliveredFido } from '../../card/fido-state.js';
import { resetWindowMs } from '../authenticator/power-cycle.js';

export async function reset(card: FidoCard): Promise<undefined> {
  const { fido, session, power } = card;
  if (card.now() - power.since >= resetWindowMs) refuseCtap('CTAP2_ERR_NOT_ALLOWED');
  await card.userPresence();
  // The credentials go first, so that a power cut never leaves one without its PIN.
  fido.credentials = [];
  await card.checkpoint();
  Object.assign(fido, deliveredFido());
  delete fido.pin;
  delete fido.forceChangeOfHashHex;
  session.token = undefined;
  session.renewKeyAgreement();
  power.pinFailures = 0;
}
