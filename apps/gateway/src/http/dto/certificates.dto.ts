/** Inputs of /certificates. */
import {
  certificatesLatestFirst,
  certificateSorts,
  certificateStandings,
  type CertificateSort,
  type CertificateStanding,
} from '@cardwright/contracts/nats/certificate-list';
import type { SortOrder } from '@cardwright/contracts/nats/list-filters';
import { OmitType } from '@nestjs/swagger';
import { Order, PageQuery, UpdatedSince } from './common.dto.js';
import { AnyOf, OneOf, Text, Uuid, Whole } from './fields.js';

export class CertificatesQuery extends PageQuery {
  @Text(200, {
    optional: true,
    description:
      'The beginning of a serial number, or part of the label or identity of the card or of a name or id of the holder',
  })
  query?: string;

  @AnyOf(certificateStandings, { optional: true, description: 'Any of these; several by repeating the name' })
  status?: CertificateStanding | CertificateStanding[];

  @Text(64, { optional: true, description: 'Exactly the credential profile by which it was made' })
  profileName?: string;

  @Text(64, { optional: true, description: 'Exactly this certificate profile: `piv-authentication`' })
  certificateProfile?: string;

  @Text(2, { optional: true, pattern: /^[0-9A-F]{2}$/, description: 'Exactly this key reference: `9A`' })
  keyReference?: string;

  @Text(64, { optional: true, description: 'Exactly the CA with this id' })
  issuerId?: string;

  @Uuid({ optional: true })
  deviceId?: string;

  @Uuid({ optional: true, description: 'Made for this person, whoever has the card now' })
  personId?: string;

  @Whole(0, 3660, {
    optional: true,
    description: 'Only those that are neither revoked nor expired, and end within so many days from now',
  })
  expiresWithinDays?: number;

  @UpdatedSince()
  updatedSince?: string;

  @OneOf(certificateSorts, { optional: true, description: '`created` without it' })
  sort?: CertificateSort;

  @Order(certificatesLatestFirst)
  order?: SortOrder;
}

export class CertificatesExportQuery extends OmitType(CertificatesQuery, ['limit', 'cursor']) {}
