/** The signature of what is offered for a card. Technology only; when one is asked for is said in offers/. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';

export interface OfferSignature {
  contentSha256: Buffer;
  signedOffer: string;
  expiresAt: Date;
}

@Injectable()
export class OfferSignatureRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(tenantId: string, deviceId: string): Promise<OfferSignature | null> {
    const [row] = await preparedIn<OfferSignature>(
      this.dataSource.manager,
      'offer-signature',
      `select content_sha256 as "contentSha256", signed_offer as "signedOffer", expires_at as "expiresAt"
       from offer_signature where tenant_id = $1 and device_id = $2`,
      [tenantId, deviceId],
    );
    return row ?? null;
  }

  async save(
    tenantId: string,
    deviceId: string,
    { contentSha256, signedOffer, expiresAt }: OfferSignature,
  ): Promise<void> {
    await this.dataSource.query(
      `insert into offer_signature (tenant_id, device_id, content_sha256, signed_offer, expires_at) values ($1, $2, $3, $4, $5)
       on conflict (tenant_id, device_id) do update
         set content_sha256 = excluded.content_sha256, signed_offer = excluded.signed_offer, expires_at = excluded.expires_at`,
      [tenantId, deviceId, contentSha256, signedOffer, expiresAt],
    );
  }
}
