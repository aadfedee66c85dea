/**
 * PUKs that a card refused. Each presentation of a wrong one costs a try that only a right one gives back, so the next attempt presents the
 * other one. A note retires nothing, because a card may have refused for a reason of its own: the PUK that is proved decides, and ends every note
 * about the card. Governed by faults.md rule 5.
 */
import type { EntityManager } from 'typeorm';
import type { PukName } from '@cardwright/contracts/nats/pki.api';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import type { KeySetEntity } from '../persistence/entities.js';

type Rows = readonly Pick<KeySetEntity, 'version' | 'pukState'>[];

/** Of the value that the batch secrets give by the same name (batch-secrets.ts). 0: the stock batch's. */
function versionOf(name: PukName, rows: Rows): number {
  const current = rows.find(({ pukState }) => pukState === 'current')?.version ?? 0;
  if (name === 'puk.factory') return 0;
  return name === 'puk.current' ? current : (rows.find(({ pukState }) => pukState === 'pending')?.version ?? current);
}

/** Answers the key set version; undefined if that is noted already. */
export async function noteWrongPuk(
  manager: EntityManager,
  { deviceId, tenantId, name, rows }: { deviceId: string; tenantId: string; name: PukName; rows: Rows },
): Promise<number | undefined> {
  const version = versionOf(name, rows);
  const noted = await preparedIn(
    manager,
    'note-wrong-puk',
    `insert into wrong_puks (device_id, key_set_version, tenant_id) values ($1, $2, $3)
     on conflict do nothing returning key_set_version`,
    [deviceId, version, tenantId],
  );
  return noted.length === 0 ? undefined : version;
}

/** By the names that they have now. A version that is retired has none. */
export async function wrongPuks(manager: EntityManager, deviceId: string, rows: Rows): Promise<PukName[]> {
  const noted = await preparedIn<{ version: number }>(
    manager,
    'wrong-puks',
    'select key_set_version as version from wrong_puks where device_id = $1',
    [deviceId],
  );
  const nameOf = (version: number): PukName | undefined => {
    if (version === 0) return 'puk.factory';
    const state = rows.find((row) => row.version === version)?.pukState;
    return state === 'current' || state === 'pending' ? `puk.${state}` : undefined;
  };
  return noted
    .map(({ version }) => nameOf(version))
    .filter((name) => name !== undefined)
    .sort();
}

/** Of one version, or of all: the card has shown which PUK it has. */
export async function forgetWrongPuks(manager: EntityManager, deviceId: string, version?: number): Promise<void> {
  await preparedIn(
    manager,
    'forget-wrong-puks',
    'delete from wrong_puks where device_id = $1 and key_set_version = coalesce($2::int, key_set_version)',
    [deviceId, version ?? null],
  );
}
