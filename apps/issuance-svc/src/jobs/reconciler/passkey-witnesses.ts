/**
 * What key and relying party say of the passkeys that the record calls registered on a card that was just read. Neither is written: a relying party
 * lists, by an assertion that the vault signs for a comparison, and the key is asked without a touch and without its PIN. Whoever does not answer in
 * time says nothing: an inspection does not wait longer for it.
 */
import { Injectable, Logger } from '@nestjs/common';
import { identityText, type CardImage } from '@cardwright/contracts/card/card-image';
import type { FidoImage, PasskeyName } from '@cardwright/contracts/card/fido-image';
import type { PasskeyFacts } from '@cardwright/card-plan/reconcile/facts';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { PasskeyRecords, type RecordedPasskey } from '../../records/passkeys/passkey-records.js';
import { PeopleService } from '../../records/people/people.service.js';
import { inTime } from '../../relying-parties/in-time.js';
import { isRecorded, recordedIdOf } from '../../relying-parties/recorded-passkey.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import type { RegisteredPasskey } from '../../relying-parties/relying-party.port.js';
import { withoutLease } from '../../relying-parties/without-lease.js';

/** A card as just read, and where it is. */
export interface CardAtHand {
  image: CardImage;
  workstationId: string;
}

/** What is listed comes with a token that is asked for first, by an assertion. */
const providerPatienceMs = 5_000;
/** The card is read once more, with its FIDO application. */
const keyPatienceMs = 10_000;

interface Listed {
  row: RecordedPasskey;
  /** null: there is none. undefined: nobody answered, or it is too new to be listed for certain. */
  found: RegisteredPasskey | null | undefined;
}

@Injectable()
export class PasskeyWitnesses {
  private readonly logger = new Logger(PasskeyWitnesses.name);

  constructor(
    private readonly rpc: RpcClient,
    private readonly passkeys: PasskeyRecords,
    private readonly people: PeopleService,
    private readonly parties: RelyingParties,
  ) {}

  /** In the order in which they were registered; a card without one costs no question. */
  async of(deviceId: string, card: CardAtHand, context: ChangeContext): Promise<PasskeyFacts[]> {
    const rows = await this.passkeys.registeredOn(deviceId);
    if (rows.length === 0) return [];
    const listed = await Promise.all(rows.map(async (row) => ({ row, found: await this.listed(row, context) })));
    const onKey = await this.onKey(listed, card, context);
    return listed.map(({ row: { requestId, relyingParty }, found }, index) => ({
      requestId,
      relyingParty,
      onKey: onKey[index] ?? null,
      listed: found === undefined ? null : found !== null,
    }));
  }

  private async listed(row: RecordedPasskey, { correlationId }: ChangeContext): Promise<Listed['found']> {
    const { relyingParty, requestId, deviceId } = row;
    try {
      const person = await this.people.get(row.tenantId, row.personId);
      const { context, holder } = withoutLease({ ...row, correlationId }, person, 'comparisonOf');
      const party = this.parties.get(relyingParty);
      const all = await inTime(party.list(context, holder), providerPatienceMs);
      const found = all.find((each) => isRecorded(each, row));
      const isSettled = row.registeredAt.getTime() + (party.settlesMs ?? 0) <= Date.now();
      return found ?? (isSettled ? null : undefined);
    } catch (error) {
      this.logger.warn({ err: error, requestId, deviceId, relyingParty }, 'a passkey was not compared');
      return undefined;
    }
  }

  /** null: the key says nothing of it, or what it is called there is not known. */
  private async onKey(
    listed: readonly Listed[],
    { image: { identity, readerName }, workstationId }: CardAtHand,
    context: ChangeContext,
  ): Promise<(boolean | null)[]> {
    const names = listed.map(nameOf);
    const asked = names.filter((name) => name !== null);
    try {
      const { image } = await this.rpc.edge(
        workstationId,
        'card.inspect',
        { identityText: identityText(identity!), readerName, applications: ['FIDO2'], passkeys: asked },
        callContextOf(context),
        { timeoutMs: keyPatienceMs },
      );
      const fido = image.applications?.FIDO2;
      return names.map((name) => (fido === undefined ? null : isOn(fido, name === null ? -1 : asked.indexOf(name))));
    } catch (error) {
      this.logger.warn({ err: error, workstationId }, 'passkeys were not compared with their key');
      return [];
    }
  }
}

/** index: of the question about it; -1: there was none. A key loses its PIN by a reset alone, and every passkey with it. */
const isOn = ({ pinSet, holds = [] }: FidoImage, index: number): boolean | null =>
  pinSet ? (holds[index] ?? null) : false;

/** The record has the hash of the credential's id alone: the relying party says the id. */
function nameOf({ row, found }: Listed): PasskeyName | null {
  const credentialIdBase64url = found == null ? undefined : recordedIdOf(found, row);
  const { rpId } = row;
  return credentialIdBase64url === undefined || rpId === null ? null : { relyingPartyId: rpId, credentialIdBase64url };
}
