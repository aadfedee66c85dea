/** Photos of people, in a table of their own: a person is read often, their photo seldom. It goes when the person goes. */
import { createHash } from 'node:crypto';
import type { PersonPhoto, PhotoType } from '@cardwright/contracts/access/person-photo';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import { photoFileOf } from './photo-file.js';

interface PhotoRow {
  media_type: PhotoType;
  bytes: number;
  width: number;
  height: number;
  version: string;
  updated_at: Date;
}

const columns = 'media_type, octet_length(data) AS bytes, width, height, version, updated_at';

@Injectable()
export class PersonPhotos {
  constructor(private readonly database: DataSource) {}

  /** null: none is on record. */
  async of(tenantId: string, personId: string): Promise<PersonPhoto | null> {
    const [row]: PhotoRow[] = await this.database.query(
      `SELECT ${columns} FROM person_photo WHERE tenant_id = $1 AND person_id = $2`,
      [tenantId, personId],
    );
    return row === undefined ? null : photoOf(row);
  }

  /** Throws PERSON_PHOTO_NOT_FOUND. */
  async read(tenantId: string, personId: string): Promise<{ photo: PersonPhoto; dataBase64: string }> {
    const [row]: (PhotoRow & { data: Buffer })[] = await this.database.query(
      `SELECT ${columns}, data FROM person_photo WHERE tenant_id = $1 AND person_id = $2`,
      [tenantId, personId],
    );
    if (row === undefined) throw new CardwrightError('PERSON_PHOTO_NOT_FOUND', undefined, { personId });
    return { photo: photoOf(row), dataBase64: row.data.toString('base64') };
  }

  /** Throws PERSON_PHOTO_INVALID {problem}. */
  async keep(personId: string, data: Buffer, context: ChangeContext): Promise<PersonPhoto> {
    const { mediaType, width, height } = photoFileOf(data);
    const version = createHash('sha256').update(data).digest('base64url').slice(0, 22);
    return inTransaction(this.database, async (manager) => {
      const [row]: PhotoRow[] = await manager.query(
        `INSERT INTO person_photo (person_id, tenant_id, media_type, width, height, version, data, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now())
         ON CONFLICT (person_id) DO UPDATE SET media_type = EXCLUDED.media_type, width = EXCLUDED.width,
           height = EXCLUDED.height, version = EXCLUDED.version, data = EXCLUDED.data, updated_at = now()
         RETURNING ${columns}`,
        [personId, context.tenantId, mediaType, width, height, version, data],
      );
      const details = { mediaType, bytes: data.length, width, height };
      await appendAudit(manager, { ...context, action: 'person.photo-set', object: `person:${personId}`, details });
      return photoOf(row!);
    });
  }

  /** false: there was none. */
  remove(personId: string, context: ChangeContext): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      const removed: [unknown[], number] = await manager.query(
        'DELETE FROM person_photo WHERE tenant_id = $1 AND person_id = $2',
        [context.tenantId, personId],
      );
      if (removed[1] === 0) return false;
      await appendAudit(manager, {
        ...context,
        action: 'person.photo-removed',
        object: `person:${personId}`,
        details: {},
      });
      return true;
    });
  }
}

const photoOf = ({
  media_type: mediaType,
  bytes,
  width,
  height,
  version,
  updated_at: updatedAt,
}: PhotoRow): PersonPhoto => ({
  ...{ mediaType, bytes, width, height, version },
  updatedAt: updatedAt.toISOString(),
});
