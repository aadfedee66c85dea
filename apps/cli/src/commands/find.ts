/** People and devices by what a person would type: our id, or the external id, or the card's identity or label. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Device, Person } from '@cardwright/contracts/nats/issuance.api';
import type { ApiClient } from '../api-client.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function personIdOf(api: ApiClient, text: string): Promise<string> {
  if (uuid.test(text)) return text;
  const people = await api.rows<Person>('/people', { query: text }, 500);
  return only(
    people.filter((person) => person.externalId === text),
    text,
    'PERSON_NOT_FOUND',
  ).personId;
}

export async function deviceIdOf(api: ApiClient, text: string): Promise<string> {
  if (uuid.test(text)) return text;
  const devices = await api.rows<Device>('/devices', { query: text }, 500);
  return only(
    devices.filter((device) => device.identityText === text || device.label === text),
    text,
    'LIFECYCLE_DEVICE_NOT_FOUND',
  ).deviceId;
}

function only<Row>(rows: Row[], text: string, notFound: 'PERSON_NOT_FOUND' | 'LIFECYCLE_DEVICE_NOT_FOUND'): Row {
  if (rows.length > 1) throw new CardwrightError('REQUEST_CONFLICT', `${text} names more than one: give the id`);
  if (!rows[0]) throw new CardwrightError(notFound, `Nothing is called ${text}`);
  return rows[0];
}
