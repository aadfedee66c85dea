/**
 * What the Temporal UI says of the workflow of a request: which work, on which card, whose it is, for which reason and where. Temporal has both texts
 * as payloads, which are encrypted; the search attributes, which are not, hold ids only.
 */
import type { DataSource } from 'typeorm';
import { reasonOf } from '@cardwright/contracts/card/reasons';
import type { RequestEntity } from '../../persistence/request.entity.js';

interface Named {
  label: string;
  externalId: string | null;
  workstation: string | null;
}

export async function sagaTitle(
  database: DataSource,
  request: RequestEntity,
): Promise<{ staticSummary: string; staticDetails: string }> {
  const { requestId, type, profileName, reason, deviceId, personId, workstationId } = request;
  const rows: Named[] = await database.query(
    `SELECT device.label, person.external_id AS "externalId", workstation.name AS workstation FROM device
     LEFT JOIN person ON person.person_id = $2 LEFT JOIN workstation ON workstation.workstation_id = $3
     WHERE device.device_id = $1`,
    [deviceId, personId, workstationId],
  );
  const { label, externalId, workstation } = rows[0] ?? { label: deviceId, externalId: null, workstation: null };
  const work = type.toLowerCase().replace('_', ' ');
  // A reason in somebody's own words may speak of people: only a code of the catalogue is shown.
  const why = reason !== null && reasonOf(reason) !== undefined ? `, ${reason}` : '';
  return {
    staticSummary: `${work}: card ${label}${externalId === null ? '' : ` of ${externalId}`}${why}`,
    staticDetails: `At ${workstation ?? workstationId}. Request ${requestId}. Profile ${profileName ?? 'none'}. Allowed from here: the updates retry, cancel and moveToWorkstation.`,
  };
}
