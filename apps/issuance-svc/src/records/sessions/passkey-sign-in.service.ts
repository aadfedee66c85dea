/**
 * Sign-in with a passkey of our own portal: the proof, whose passkey it is, and whether the record lets that card and person in now. What is wrong with
 * a proof stands in the audit trail; whoever asks learns that it is wrong, as of a passkey that nobody has.
 */
import { cardIdentityIssuer } from '@cardwright/contracts/access/card-sign-in';
import type { PasskeyAssertion, PasskeySignInRefusal } from '@cardwright/contracts/access/passkey-sign-in';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { type OwnRelyingParty, ownRelyingParty } from '@cardwright/service-kit/config/relying-parties';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { passkeySignInRefusal } from '../../domain/passkey-sign-in.js';
import type { ChangeContext } from '../../persistence/change-context.js';
import { PersonEntity } from '../../persistence/person.entity.js';
import { checkAssertion, isGrown } from '../../relying-parties/own/assertion-check.js';
import { OwnPasskeys, type OwnPasskeyRow } from '../../relying-parties/own/own-passkeys.js';

/** As the trail says it. */
type Cause = PasskeySignInRefusal | 'wrong' | 'counter';
const told: Partial<Record<Cause, PasskeySignInRefusal>> = { wrong: 'unknown', counter: 'unknown' };

interface Card {
  deviceId: string;
  state: DeviceState;
  personId: string | null;
}
type Outcome = { person: PersonEntity } | { cause: Cause; object: string };

@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly database: DataSource,
    private readonly passkeys: OwnPasskeys,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'relyingParties'>,
  ) {}

  /** As the contract says. */
  async redeem(
    challenge: string,
    assertion: PasskeyAssertion,
    context: ChangeContext,
  ): Promise<ReplyOf<IssuanceApi, 'passkey-sign-in.redeem'>> {
    const party = ownRelyingParty(this.config.relyingParties);
    if (party === null) throw new CardwrightError('RELYING_PARTY_NOT_CONFIGURED');
    // A refusal is no exception in there: that its challenge is used up, and its counter, stay.
    const outcome = await inTransaction(this.database, (manager) =>
      this.outcome(manager, party, { challenge, assertion, tenantId: context.tenantId }),
    );
    if ('cause' in outcome) throw await this.refused(outcome, party, context);
    const { personId, linkedIss, linkedSub, externalId, displayName } = outcome.person;
    // One identity for every way to sign in, so that "sign out everywhere" and the audit trail mean the same person.
    const linked = linkedIss !== null && linkedSub !== null;
    const identity = linked ? { iss: linkedIss, sub: linkedSub } : { iss: cardIdentityIssuer, sub: personId };
    return { ...identity, externalId, displayName };
  }

  private async outcome(
    manager: EntityManager,
    party: OwnRelyingParty,
    { challenge, assertion, tenantId }: { challenge: string; assertion: PasskeyAssertion; tenantId: string },
  ): Promise<Outcome> {
    const of = { tenantId, relyingParty: party.id };
    const row = await this.passkeys.find(manager, of, assertion.credentialId);
    if (row === null) return { cause: 'unknown', object: 'passkey-sign-in' };
    const card = await cardOf(manager, { ...of, row });
    const object = card === null ? `person:${row.personId}` : `device:${card.deviceId}`;
    const handle = await this.passkeys.handleOf(manager, { ...of, personId: row.personId });
    const proved = assertion.userHandle === handle && (await checkAssertion(party, row, challenge, assertion));
    if (!proved) return { cause: 'wrong', object };
    if (!(await this.passkeys.answerChallenge(manager, challenge))) return { cause: 'challenge', object };
    if (!isGrown(row.signCount, proved.signCount)) return { cause: 'counter', object };
    await this.passkeys.used(manager, row.providerId, proved.signCount);
    const person = await manager.findOneBy(PersonEntity, { tenantId, personId: row.personId });
    const cause = passkeySignInRefusal({ device: card, person });
    return cause === null ? { person: person! } : { cause, object };
  }

  private async refused(
    { cause, object }: { cause: Cause; object: string },
    { id }: OwnRelyingParty,
    context: ChangeContext,
  ): Promise<CardwrightError> {
    const { manager } = this.database;
    const entry = { ...context, object, details: { cause, relyingParty: id } };
    // Only who has the key, or a copy of it, comes that far: never one among many.
    if (cause === 'counter') await appendAudit(manager, { ...entry, action: 'passkey-sign-in.copied' });
    else await appendRepeatable(manager, { ...entry, action: 'passkey-sign-in.refused' });
    return new CardwrightError('AUTH_PASSKEY_REFUSED', undefined, { cause: told[cause] ?? cause });
  }
}

/** The card whose issue registered it; null: none did, or it is to be deleted. */
async function cardOf(
  manager: EntityManager,
  { tenantId, relyingParty, row }: { tenantId: string; relyingParty: string; row: OwnPasskeyRow },
): Promise<Card | null> {
  const [card]: [Card?] = await manager.query(
    `SELECT device.device_id AS "deviceId", device.state, device.person_id AS "personId"
     FROM passkey JOIN device ON device.device_id = passkey.device_id
     WHERE passkey.tenant_id = $1 AND passkey.relying_party = $2 AND passkey.provider_id = $3 AND passkey.state = 'REGISTERED'`,
    [tenantId, relyingParty, row.providerId],
  );
  return card ?? null;
}
