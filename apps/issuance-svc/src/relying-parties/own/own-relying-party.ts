/**
 * Our own portal as a relying party: the passkeys by which people sign in to it (docs/relying-parties.md). Nobody else is called; a registration that is
 * repeated is found by its credential id.
 */
import type { X509Certificate } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { OwnRelyingParty as OwnRow } from '@cardwright/service-kit/config/relying-parties';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { EntityManager } from 'typeorm';
import type {
  MadePasskey,
  PasskeyObstacle,
  PasskeyOptions,
  PasskeyPerson,
  RegisteredPasskey,
  RelyingParty,
  RelyingPartyContext,
  SoughtPasskey,
} from '../relying-party.port.js';
import type { OwnPasskeyRow, OwnPasskeys, OwnUser } from './own-passkeys.js';
import { challengeIn, checkRegistration, modelObstacles, ownAlgorithms, refused } from './registration-check.js';

type Registration = { user: OwnUser; displayName: string; made: MadePasskey };

export class OwnRelyingParty implements RelyingParty {
  readonly inPortal = true;

  constructor(
    private readonly row: OwnRow,
    private readonly passkeys: OwnPasskeys,
    /** Of vendors of keys; absent: nobody has to vouch for a key. */
    private readonly roots?: readonly X509Certificate[],
  ) {}

  obstacles(_context: RelyingPartyContext, _person: PasskeyPerson, aaguid: string | null): Promise<PasskeyObstacle[]> {
    return Promise.resolve(modelObstacles(this.row, aaguid));
  }

  async options(context: RelyingPartyContext, person: PasskeyPerson): Promise<PasskeyOptions> {
    const { rpId, name, origins } = this.row;
    const user = this.userOf(context, person);
    const userIdBase64url = await this.passkeys.userHandle(user);
    const { challenge, issuedAt, expiresAt } = await this.passkeys.newChallenge(user);
    return {
      challengeBase64url: challenge,
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      relyingPartyId: rpId,
      relyingPartyName: name,
      origin: origins[0]!,
      userIdBase64url,
      userName: person.userName,
      userDisplayName: person.displayName,
      algorithms: ownAlgorithms,
      // A key on which it is switched on says its serial number, too.
      enterpriseAttestation: true,
      excludeBase64url: (await this.passkeys.list(user)).map(({ credentialId }) => credentialId),
    };
  }

  /** A challenge is good for one registration, and used up by one that is refused. */
  async register(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    displayName: string,
    made: MadePasskey,
  ): Promise<RegisteredPasskey> {
    const registration = { user: this.userOf(context, person), displayName, made };
    const outcome = await inTransaction(this.passkeys.database, (manager) => this.registerIn(manager, registration));
    if (outcome instanceof CardwrightError) throw outcome;
    return registeredOf(outcome);
  }

  async list(context: RelyingPartyContext, person: PasskeyPerson): Promise<RegisteredPasskey[]> {
    return (await this.passkeys.list(this.userOf(context, person))).map(registeredOf);
  }

  async find(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    { credentialIdBase64url }: SoughtPasskey,
  ): Promise<RegisteredPasskey[]> {
    const rows = await this.passkeys.list(this.userOf(context, person));
    return rows.filter(({ credentialId }) => credentialId === credentialIdBase64url).map(registeredOf);
  }

  delete(context: RelyingPartyContext, person: PasskeyPerson, providerId: string): Promise<boolean> {
    return this.passkeys.delete(this.userOf(context, person), providerId);
  }

  /** Answers a refusal instead of throwing it, so that the challenge stays used up. */
  private async registerIn(
    manager: EntityManager,
    { user, displayName, made }: Registration,
  ): Promise<OwnPasskeyRow | CardwrightError> {
    const challenge = challengeIn(made.clientDataJsonBase64url) ?? '';
    const isFresh = await this.passkeys.useChallenge(manager, user, challenge);
    const known = await this.passkeys.find(manager, user, made.credentialIdBase64url);
    // Registered before, and the answer was lost.
    if (known?.personId === user.personId) return known;
    if (!isFresh) return new CardwrightError('RELYING_PARTY_CHALLENGE_EXPIRED');
    if (known !== null) return refused('credential-known', { sentence: say('own-passkey.credential-known') });
    try {
      const checked = await checkRegistration(this.row, made, this.roots);
      return await this.passkeys.insert(manager, user, { ...checked, displayName });
    } catch (error) {
      if (error instanceof CardwrightError) return error;
      throw error;
    }
  }

  private userOf({ tenantId }: RelyingPartyContext, { personId }: PasskeyPerson): OwnUser {
    return { tenantId, personId, relyingParty: this.row.id };
  }
}

const registeredOf = ({
  providerId,
  displayName,
  aaguid,
  createdAt,
  credentialId,
}: OwnPasskeyRow): RegisteredPasskey => ({
  ...{ providerId, displayName, aaguid },
  createdAt: createdAt.toISOString(),
  credentialIds: [credentialId],
});
