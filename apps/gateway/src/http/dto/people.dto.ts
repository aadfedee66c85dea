/** Inputs of /people. */
import { personSorts, type PersonSort, type SortOrder } from '@cardwright/contracts/nats/list-filters';
import { OmitType } from '@nestjs/swagger';
import { Flag, OneOf, Text, TextOrNone, Uuid, Whole } from './fields.js';
import { Order, SearchQuery, UpdatedSince } from './common.dto.js';

const encodingDescription =
  'Encoding of the file where it does not say so itself and is not UTF-8, such as windows-1252 or windows-1250';

export class PeopleQuery extends SearchQuery {
  @Text(200, { optional: true, description: 'Exactly this external id: one row or none' })
  externalId?: string;

  @Text(200, { optional: true, description: 'This unit and those below it: `Sales` has `Sales/North`' })
  organizationalUnit?: string;

  @UpdatedSince()
  updatedSince?: string;

  @OneOf(personSorts, { optional: true, description: '`name` without it' })
  sort?: PersonSort;

  @Order()
  order?: SortOrder;
}
export class PeopleExportQuery extends OmitType(PeopleQuery, ['limit', 'cursor']) {}

/** Longer than any value: what is too long is said by the field's own rule. */
const fieldLength = 400;

export class ChangePersonBody {
  @TextOrNone(fieldLength, { description: 'A person with one name leaves this or `surname` empty' })
  givenName?: string | null;

  @TextOrNone(fieldLength)
  surname?: string | null;

  @TextOrNone(fieldLength, { description: 'null: made of the two names' })
  displayName?: string | null;

  @TextOrNone(fieldLength, { description: 'No two people share one' })
  email?: string | null;

  @TextOrNone(fieldLength, { description: 'User principal name; no two people share one' })
  upn?: string | null;

  @TextOrNone(fieldLength, { description: 'Windows security identifier, `S-1-5-...`; no two people share one' })
  sid?: string | null;

  @TextOrNone(fieldLength, {
    description:
      'Object id of the person in Entra ID or Keycloak, a UUID: passkeys are registered by it; no two people share one',
  })
  objectId?: string | null;

  @TextOrNone(fieldLength, { description: '`Engineering/Compilers`: a role scoped to `Engineering` reaches it' })
  organizationalUnit?: string | null;

  @Flag({ optional: true, description: 'false: the person has no rights and gets no card' })
  enabled?: boolean;
}
export class CreatePersonBody extends ChangePersonBody {
  @Text(fieldLength, { description: 'Key of the source system; never changes' })
  externalId: string;
}
export class ImportPeopleBody {
  @Text(5_000_000, {
    optional: true,
    description:
      'CSV with a header line (external_id, given_name, surname, display_name, email, upn, sid, object_id, organizational_unit, enabled), separated by commas, semicolons or tabs; may also be sent as it is, as text/csv',
  })
  csv?: string;

  @Text(5_000_000, { optional: true, description: 'Instead of csv: the bytes of the file in base64' })
  fileBase64?: string;

  @Text(40, { optional: true, description: encodingDescription })
  encoding?: string;
}
export class ImportPeopleQuery {
  @Flag({ optional: true, description: 'Only check, and say how each column was understood: nothing is imported' })
  dryRun?: boolean;

  @Text(40, { optional: true, description: encodingDescription })
  encoding?: string;
}
export class StagedImportParam {
  @Uuid()
  importId: string;
}
export class ImportPieceParam extends StagedImportParam {
  @Whole(1, 32, { description: 'Counting from 1' })
  number: number;
}
export class ImportPieceBody {
  @Text(1_400_000, {
    description: 'A piece of the file in base64; may also be sent as it is, as application/octet-stream',
  })
  dataBase64: string;
}
export class PersonPhotoBody {
  @Text(280_000, {
    description: 'The photo in base64; may also be sent as it is, as image/jpeg, image/png or image/webp',
  })
  dataBase64: string;
}
export class PersonPhotoQuery {
  @Text(40, {
    optional: true,
    description: 'Of the photo, as `GET` of the person names it: a new photo has a new address',
  })
  version?: string;
}
export class CommitImportBody {
  @Whole(1, 32, { description: 'How many pieces the file has' })
  pieces: number;

  @Text(40, { optional: true, description: encodingDescription })
  encoding?: string;

  @Flag({ optional: true, description: 'Only check: nothing is imported, and the pieces stay' })
  dryRun?: boolean;
}
