/**
 * One try of a passkey that the key makes for options that we fetch: what the agent asks it for, by CTAP or by the window of the operating system. A
 * repeated activity goes on with the options that it had.
 */
import { Injectable } from '@nestjs/common';
import type { CardStep, SecretName, StepResult } from '@cardwright/contracts/card/card-step';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { PasskeyCall } from '@cardwright/contracts/workflow/card-activities.contract';
import { say } from '@cardwright/contracts/words/say';
import { PasskeyRecords, type PasskeyRow } from '../../records/passkeys/passkey-records.js';
import { SagaRecords, type CardWork } from '../../records/requests/saga-records.js';
import type { ClientData } from '../../relying-parties/client-data.js';
import { credentialHash } from '../../relying-parties/credential-hash.js';
import { passkeyPersonOf } from '../../relying-parties/passkey-person.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { PasskeyOptions } from '../../relying-parties/relying-party.port.js';
import { partyContext } from './passkey-work.js';

/** Said before one is made. Of every other failure nobody knows how far it had come. */
const madeNone = [
  ...(['FIDO_USER_CANCELLED', 'FIDO_CREDENTIAL_EXCLUDED', 'FIDO_KEY_FULL', 'FIDO_PIN_INCORRECT'] as const),
  ...([
    'FIDO_PIN_BLOCKED',
    'FIDO_PIN_NEEDS_REINSERT',
    'FIDO_PIN_MUST_CHANGE',
    'FIDO_PIN_NOT_SET',
    'FIDO_PIN_REFUSED',
  ] as const),
  'EDGE_WEBAUTHN_UNAVAILABLE' as const,
];

@Injectable()
export class PasskeyTries {
  constructor(
    private readonly records: SagaRecords,
    private readonly passkeys: PasskeyRecords,
    private readonly parties: RelyingParties,
  ) {}

  /** The row with its options. marginMs: a challenge that ends sooner is not begun with. */
  async begin(call: PasskeyCall, work: CardWork, row: PasskeyRow, marginMs: number): Promise<PasskeyRow> {
    const party = this.parties.registering(row.relyingParty);
    const triedBy = `${call.attempt}/${call.round}`;
    if (row.triedBy === triedBy && row.options !== null && !isOld(row.options, marginMs)) return row;
    const person = passkeyPersonOf(await this.records.person(row.personId));
    const options = await party.options(partyContext(call, work), person);
    return this.passkeys.saveOptions(call.input.requestId, triedBy, options, person);
  }

  async failed({ input }: PasskeyCall, error: unknown): Promise<void> {
    if (madeNone.some((code) => isCardwrightError(error, code))) await this.passkeys.saveRefused(input.requestId);
  }
}

const isOld = ({ expiresAt }: PasskeyOptions, marginMs: number): boolean =>
  Date.parse(expiresAt) - marginMs < Date.now();

/** replaces: hashes of what the card had before; null: nothing of it counts. client: with its data where the system's window makes it. */
export function credentialStep(
  options: PasskeyOptions,
  {
    client,
    pin,
    replaces,
    provesCard = false,
  }: {
    client: Pick<ClientData, 'clientDataHashBase64url'> & Partial<ClientData>;
    pin: SecretName;
    replaces: readonly string[] | null;
    /** The key proves its serial number, whether the relying party wants that or not. */
    provesCard?: boolean;
  },
): Extract<CardStep, { kind: 'make-credential' }> {
  const { relyingPartyId, relyingPartyName, userIdBase64url, userName, userDisplayName, algorithms } = options;
  const { hmacSecret } = options;
  // What the card had before is known there until the new one is registered.
  const excludeBase64url = options.excludeBase64url.filter((id) => replaces?.includes(credentialHash(id)) !== true);
  return {
    kind: 'make-credential',
    ...{ relyingPartyId, relyingPartyName, userIdBase64url, userName, userDisplayName, algorithms },
    ...{ ...client, excludeBase64url, pin },
    // Whatever the relying party knows is not ours to delete from the key.
    keepBase64url: excludeBase64url,
    ...(replaces !== null && { replacesSha256Hex: [...replaces] }),
    ...((provesCard || options.enterpriseAttestation) && { enterpriseAttestation: true }),
    ...(hmacSecret && { hmacSecret }),
  };
}

/** Throws CARD_VERIFY_FAILED. */
export function madeIn(results: readonly StepResult[]): NonNullable<StepResult['credential']> {
  const made = results.find(({ kind }) => kind === 'make-credential')?.credential;
  if (made === undefined) throw new CardwrightError('CARD_VERIFY_FAILED', say('record.no-passkey-made'));
  return made;
}
