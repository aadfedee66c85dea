/**
 * People, devices and workstations by what a person would type: our id, or the external id, the card's identity or label, the name.
 * Exactly that: what only resembles it is named in the refusal, and several matches are listed; none of them is ever chosen here.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Device } from '@cardwright/contracts/nats/issuance.api';
import { isUuid } from '@cardwright/contracts/uuid';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { ApiClient } from '../api/api-client.js';

/** As issuance-svc makes them, and gives to no name. */
const workstationId = /^ws-[0-9a-f]{12}$/;
/** As many as one reads. */
const shown = 10;

export async function personIdOf(api: ApiClient, text: string): Promise<string> {
  if (isUuid(text)) return text;
  const [person] = await api.rows('/api/v1/people', { query: { externalId: text } }, 1);
  if (person !== undefined) return person.personId;
  const similar = await api.rows('/api/v1/people', { query: { query: text } }, shown);
  throw new CardwrightError(
    'PERSON_NOT_FOUND',
    onlyInEnglish(`Nobody has the external id ${text}`),
    similar.length === 0 ? {} : { similar: similar.map((one) => `${one.externalId} (${one.displayName})`) },
  );
}

export async function deviceIdOf(api: ApiClient, text: string): Promise<string> {
  if (isUuid(text)) return text;
  const byIdentity = /^[a-z0-9]+:[\x21-\x7e]+$/.test(text)
    ? await api.rows('/api/v1/devices', { query: { identity: text } }, 1)
    : [];
  const byLabel = await api.rows('/api/v1/devices', { query: { label: text } }, shown);
  const found = new Map([...byIdentity, ...byLabel].map((device) => [device.deviceId, device]));
  const [only, ...others] = found.values();
  if (only !== undefined && others.length === 0) return only.deviceId;
  if (only !== undefined)
    throw new CardwrightError('REQUEST_CONFLICT', onlyInEnglish(`${text} fits several devices: name one by its id`), {
      matches: [...found.values()].map(describeDevice),
    });
  const similar = await api.rows('/api/v1/devices', { query: { query: text } }, shown);
  throw new CardwrightError(
    'LIFECYCLE_DEVICE_NOT_FOUND',
    onlyInEnglish(`No device has the identity or label ${text}`),
    similar.length === 0 ? {} : { similar: similar.map(describeDevice) },
  );
}

/** One that is not revoked: a name is given to one at a time. */
export async function workstationIdOf(api: ApiClient, text: string): Promise<string> {
  if (workstationId.test(text)) return text;
  const [workstation] = await api.rows('/api/v1/workstations', { query: { name: text } }, 1);
  if (workstation !== undefined) return workstation.workstationId;
  const known = (await api.rows('/api/v1/workstations', {}, 1000)).filter(({ revokedAt }) => revokedAt === null);
  throw new CardwrightError('REQUEST_NOT_FOUND', onlyInEnglish(`No workstation is called ${text}`), {
    workstations: known.slice(0, shown).map(({ name }) => name),
  });
}

const describeDevice = ({ deviceId, identityText, state, personName }: Device): string =>
  `${deviceId} (${[identityText, state, personName].filter(Boolean).join(', ')})`;
