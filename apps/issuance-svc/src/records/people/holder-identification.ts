/** How the holder of a card was identified by whoever issues it, by what this installation asks for (HOLDER_IDENTIFICATION). */
import type { Identification } from '@cardwright/contracts/access/identification';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import { Inject, Injectable } from '@nestjs/common';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { identificationOf } from '../../domain/identification.js';
import { PersonPhotos } from './person-photos.js';

type Asked = Pick<
  RequestEnvelope<{ pinChange: 'holder' | 'none'; identifiedBy?: Identification }>,
  'actor' | 'tenantId' | 'body'
>;

@Injectable()
export class HolderIdentification {
  constructor(
    private readonly photos: PersonPhotos,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'identification'>,
  ) {}

  /** What is recorded. own: whoever issues it is the holder. Throws PERSON_NOT_IDENTIFIED, REQUEST_INVALID {field}. */
  of({ actor, tenantId, body }: Asked, personId: string, own: boolean): Promise<Identification | null> {
    const { pinChange, identifiedBy } = body;
    return identificationOf({
      ...{ policy: this.config.identification, actor, own, pinChange, identifiedBy },
      hasPhoto: async () => (await this.photos.of(tenantId, personId)) !== null,
    });
  }
}
