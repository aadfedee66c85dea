/** Inputs of /people. */
import { Flag, Text } from '../fields.js';
import { SearchQuery } from './common.dto.js';

export class PeopleQuery extends SearchQuery {
  @Text(200, { optional: true, description: 'Exactly this external id: one row or none' })
  externalId?: string;
}
export class ImportPeopleBody {
  @Text(5_000_000, {
    description:
      'CSV with a header line (external_id, given_name, surname, display_name, email, upn, sid, organizational_unit, enabled); may also be sent as text/csv',
  })
  csv: string;
}
export class ImportPeopleQuery {
  @Flag({ optional: true, description: 'Only check: nothing is imported' })
  dryRun?: boolean;
}
