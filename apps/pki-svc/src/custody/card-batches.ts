/**
 * Everything that one batch of card steps needs from the vault: one request before the batch and one after it, each with one check of the
 * lease. The results that a batch proved are stored in one transaction behind the fence. Order and meaning: contracts nats/pki.api.ts;
 * design.md sections 2 and 3.
 */
import { Injectable } from '@nestjs/common';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { LeaseToken } from '@cardwright/contracts/nats/edge.api';
import type { PkiApi } from '@cardwright/contracts/nats/pki.api';
import type { ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { CallOrigin } from '../audit/call-origin.js';
import { ContentSigner } from '../content-signer/content-signer.js';
import { BatchSecrets } from './batch-secrets.js';
import { CardAuthentication } from './card-authentication.js';
import { DeviceFence } from './device-fence.js';
import { KeySets } from './key-sets.js';
import { OperationPins } from './operation-pins.js';

type Opening = RequestOf<PkiApi, 'vault.batch.open'>;
type Settlement = Omit<RequestOf<PkiApi, 'vault.batch.settle'>, 'lease'>;

@Injectable()
export class CardBatches {
  constructor(
    private readonly fence: DeviceFence,
    private readonly authentication: CardAuthentication,
    private readonly keySets: KeySets,
    private readonly secrets: BatchSecrets,
    private readonly operationPins: OperationPins,
    private readonly contentSigner: ContentSigner,
  ) {}

  async open(asked: Opening, origin: CallOrigin): Promise<ReplyOf<PkiApi, 'vault.batch.open'>> {
    const { lease, stockBatchId, keySet, witness, secrets, sign } = asked;
    const { deviceId } = lease;
    if (sign !== undefined && sign.kind !== 'chuid' && sign.kind !== 'security-object')
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such content'));
    // The pending set is stored before anything of it is sealed.
    if (keySet !== undefined) await this.keySets.prepare(lease, keySet, origin);
    const answer = await this.authentication.answer({ ...witness, deviceId, stockBatchId }, witness.witnessHex);
    const signed = sign && (await this.contentSigner.sign(sign.kind, Buffer.from(sign.contentBase64, 'base64')));
    return {
      ...answer,
      ...(secrets && {
        sealedSecrets: await this.secrets.seal(
          { ...secrets, lease, stockBatchId, managementKeyAlgorithm: keySet?.managementKeyAlgorithm },
          origin,
        ),
      }),
      ...(signed && { cmsDerBase64: signed.cms.toString('base64') }),
    };
  }

  async settle(lease: LeaseToken, done: Settlement, origin: CallOrigin): Promise<void> {
    const { deviceId } = lease;
    const { response, sealedOperationPin, operationPinReplaced, stockValuesRestored } = done;
    const { pukChanged, pukRefused, wrongPuk } = done;
    const stockBatchId = done.stockBatchId ?? '';
    if (response !== undefined) {
      const { challengeHex, responseHex } = response;
      await this.authentication.verify({ ...response, deviceId, stockBatchId }, challengeHex, responseHex, origin);
    }
    const received = sealedOperationPin && (await this.operationPins.receive(lease, sealedOperationPin));
    const shown = response?.keySet === 'pending';
    const ofPuk = pukChanged || pukRefused || wrongPuk !== undefined;
    if (!shown && !received && !ofPuk && !operationPinReplaced && !stockValuesRestored) return;
    await this.fence.behind(lease, origin, async (manager) => {
      if (shown) await this.keySets.confirm(manager, deviceId, 'management-key', origin, response.algorithm);
      if (pukChanged) await this.keySets.confirm(manager, deviceId, 'puk', origin);
      if (pukRefused) await this.keySets.refusePuk(manager, deviceId, origin);
      if (wrongPuk) await this.keySets.noteWrongPuk(manager, lease, wrongPuk, origin);
      if (received) await this.operationPins.store(manager, lease, received, origin);
      if (operationPinReplaced) await this.operationPins.forget(manager, deviceId, origin);
      if (stockValuesRestored) await this.keySets.forget(manager, deviceId, origin);
    });
  }
}
