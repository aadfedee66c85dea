/** What the list of devices is narrowed by, and sorted by, as SQL over `device` and its `person`. */
import type { DeviceFilter, DeviceSort } from '@cardwright/contracts/nats/list-filters';
import { isUuid } from '@cardwright/contracts/uuid';
import { timeOf } from '../../persistence/columns.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { SortableList } from '../../persistence/sorted-page.js';
import type { SelectQueryBuilder } from 'typeorm';
import { asked } from './replacement-ask.repository.js';
import { livingStates } from './due-facts.js';

/** A card in use that ends by its own date from today on; as in the index `device_expiring`. days: a placeholder. */
export const expiresWithin = (days: string): string => `(device.state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED')
  AND device.expires_on BETWEEN CURRENT_DATE AND CURRENT_DATE + CAST(${days} AS integer))`;

export const deviceList: SortableList<DeviceSort, DeviceEntity> = {
  columns: {
    created: { by: 'device.created_at', type: 'time' },
    label: { by: 'device.label COLLATE names', type: 'text' },
    holder: {
      by: 'person.display_name COLLATE names',
      type: 'text',
      has: 'person.person_id IS NOT NULL',
      lacks: 'device.person_id IS NULL',
    },
    state: { by: 'device.state', type: 'text' },
    profile: {
      by: 'device.profile_name',
      type: 'text',
      has: 'device.profile_name IS NOT NULL',
      lacks: 'device.profile_name IS NULL',
    },
    'card-expiry': {
      by: 'device.expires_on',
      type: 'day',
      has: 'device.expires_on IS NOT NULL',
      lacks: 'device.expires_on IS NULL',
    },
    'certificate-expiry': {
      by: 'earliest.not_after',
      type: 'time',
      has: 'earliest.not_after IS NOT NULL',
      lacks: 'earliest.not_after IS NULL',
    },
    updated: { by: 'device.updated_at', type: 'time' },
  },
  usual: 'created',
  key: 'device.device_id',
  id: ({ deviceId }) => deviceId,
  isId: isUuid,
};

/** Joins `earliest`, the row that says when the first current certificate of the card ends, where the list is sorted or narrowed by it. */
export function joinEarliest(
  query: SelectQueryBuilder<DeviceEntity>,
  sort: DeviceSort | undefined,
  filter: Pick<DeviceFilter, 'certificatesExpireWithinDays' | 'certificatesExpireBefore'>,
): void {
  const { certificatesExpireWithinDays: within, certificatesExpireBefore: before } = filter;
  if (sort !== 'certificate-expiry' && within === undefined && before === undefined) return;
  query.innerJoin(
    'certificate_end',
    'earliest',
    'earliest.tenant_id = :tenantId AND earliest.device_id = device.device_id',
  );
}

/** The first one may have ended already. */
const endsWithin = `earliest.not_after <= now() + CAST(:within AS integer) * CAST('1 day' AS interval)
  AND EXISTS (SELECT FROM credential WHERE credential.device_id = device.device_id
    AND credential.state IN (${livingStates.map((state) => `'${state}'`).join(', ')})
    AND credential.not_after BETWEEN now() AND now() + CAST(:within AS integer) * CAST('1 day' AS interval))`;

/** After joinEarliest. personId: null: of somebody who is nobody here. */
export function narrowDevices(
  query: SelectQueryBuilder<DeviceEntity>,
  filter: Omit<DeviceFilter, 'personId' | 'query'> & { personId?: string | null | undefined },
): void {
  const { state, personId, identity, label, profileName, modelId, updatedSince } = filter;
  if (state !== undefined) query.andWhere('device.state = ANY (:states)', { states: [state].flat() });
  if (personId !== undefined) query.andWhere('device.personId = :personId', { personId });
  if (identity !== undefined) query.andWhere('device.identityText = :identity', { identity });
  if (label !== undefined) query.andWhere('device.label = :label', { label });
  if (profileName !== undefined) query.andWhere('device.profileName = :profileName', { profileName });
  if (modelId !== undefined) query.andWhere('device.modelId = :modelId', { modelId });
  if (updatedSince !== undefined)
    query.andWhere('device.updatedAt >= :updatedSince', { updatedSince: timeOf(updatedSince, 'updatedSince') });
  if (filter.replacementAsked === true) query.andWhere(asked);
  const { expiresWithinDays: days, certificatesExpireWithinDays: within, certificatesExpireBefore: before } = filter;
  if (days !== undefined) query.andWhere(expiresWithin(':expiresWithinDays'), { expiresWithinDays: days });
  if (within !== undefined) query.andWhere(endsWithin, { within });
  if (before !== undefined)
    query.andWhere('earliest.not_after < :before', {
      before: timeOf(`${before}T00:00:00Z`, 'certificatesExpireBefore'),
    });
}
