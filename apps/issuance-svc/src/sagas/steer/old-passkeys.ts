/**
 * Whether the page of a relying party would make no new passkey on a card in use, because the card has one that the person is known by there: a browser
 * leaves out whatever key holds one of excludeCredentials (WebAuthn Level 3 section 5.1.3), and the old one is kept until the new one is there.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { PasskeyRecords } from '../../records/passkeys/passkey-records.js';
import { passkeyPersonOf, type ImportedPerson } from '../../relying-parties/passkey-person.js';
import { isRecorded } from '../../relying-parties/recorded-passkey.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { RelyingPartyContext } from '../../relying-parties/relying-party.port.js';
import { withoutLease } from '../../relying-parties/without-lease.js';

@Injectable()
export class OldPasskeys {
  constructor(
    private readonly passkeys: PasskeyRecords,
    private readonly parties: RelyingParties,
  ) {}

  /**
   * What the request of the lease has registered itself, in an attempt before, is the new one. Throws FIDO_CREDENTIAL_EXCLUDED {relyingParty}, and what a
   * list of the relying party throws.
   */
  async requireNone(
    { lease, ...context }: RelyingPartyContext,
    relyingParty: string,
    person: ImportedPerson,
    deviceId: string,
  ): Promise<void> {
    for (const row of await this.passkeys.registeredOn(deviceId)) {
      if (row.relyingParty !== relyingParty || row.requestId === lease?.requestId) continue;
      const asked =
        lease === null
          ? withoutLease({ ...row, correlationId: context.correlationId }, person, 'comparisonOf')
          : { context: { ...context, lease }, holder: passkeyPersonOf(person) };
      const listed = await this.parties.get(relyingParty).list(asked.context, asked.holder);
      if (listed.some((each) => isRecorded(each, row)))
        throw new CardwrightError('FIDO_CREDENTIAL_EXCLUDED', say('passkey.old-on-page', { relyingParty }), {
          relyingParty,
        });
    }
  }
}
