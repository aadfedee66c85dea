/**
 * Which rows of the audit trail a limited grant reaches: those about a person, a card, a request or a certificate in its scope. What is
 * about the system as a whole (imports, profiles, workstations, refusals) is shown to whoever sees everything.
 */
import { scopeSql } from '../../persistence/scope.js';

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** The id in `<noun>:<id>`; null for another noun, so that nothing else is cast. */
const idOf = (noun: string): string =>
  `CASE WHEN object ~ '^${noun}:${uuid}$' THEN substring(object FROM ${noun.length + 2})::uuid END`;
const inScope = (columns: { profileName?: string }): string =>
  scopeSql({ personId: 'person.person_id', organizationalUnit: 'person.organizational_unit', ...columns }, '$6', '$7');

/** SQL over `audit_log`; $6 and $7 are the parameters of `scopeParameters`. */
export const objectInScope = `(
  EXISTS (SELECT 1 FROM person WHERE person.person_id = ${idOf('person')} AND ${inScope({})})
  OR EXISTS (SELECT 1 FROM device LEFT JOIN person ON person.person_id = device.person_id
    WHERE device.device_id = ${idOf('device')} AND ${inScope({ profileName: 'device.profile_name' })})
  OR EXISTS (SELECT 1 FROM request LEFT JOIN person ON person.person_id = request.person_id
    WHERE request.request_id = ${idOf('request')} AND ${inScope({ profileName: 'request.profile_name' })})
  OR EXISTS (SELECT 1 FROM credential JOIN request USING (request_id) LEFT JOIN person ON person.person_id = request.person_id
    WHERE object LIKE 'certificate:%' AND credential.serial_number_hex = substring(object FROM 13)
      AND ${inScope({ profileName: 'request.profile_name' })}))`;
