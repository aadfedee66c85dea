/**
 * Which CRL a certificate stands on. Each certificate names the URL of one list, and a list has room for so many certificates, so that no
 * CRL grows without end (RFC 5280 section 5.2.5). Lists are named as they stand in the URL: `issuing-1.3`. The list with the issuer's
 * own name is complete: certificates of before there were others name it, and servers that are told one CRL file by hand.
 */
import type { EntityManager } from 'typeorm';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import { encodeCrlEntry, type CrlEntry } from './crl.js';

/** Entries are some 50 bytes each: 5 MB at most. */
const certificatesPerList = 100_000;

/** Of the certificates that the vault has of an issuing CA for itself. */
export const ownList = (issuerId: string): string => `${issuerId}.0`;

export const isComplete = (list: { crlList: string; issuerId: string }): boolean => list.crlList === list.issuerId;

/** The lists of the next certificates, in order. A place that is taken and not used stays empty. */
export async function nextLists(manager: EntityManager, issuerId: string, count: number): Promise<string[]> {
  const rows = await preparedIn<{ place: string }>(
    manager,
    'next-crl-places',
    `select nextval('crl_places') as place from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ place }) => `${issuerId}.${1 + Math.floor(Number(place) / certificatesPerList)}`);
}

/** A list that is new has its first CRL before anybody can ask for it: at once. */
export async function ensureList(manager: EntityManager, issuerId: string, crlList: string): Promise<void> {
  await preparedIn(
    manager,
    'ensure-crl-list',
    `with made as (insert into crl_lists (crl_list, issuer_id) values ($1, $2) on conflict do nothing returning crl_list)
     insert into crl_changes (crl_list) select crl_list from made`,
    [crlList, issuerId],
  );
}

interface Listed {
  id: string;
  issuerId: string;
  crlList: string | null;
  serialNumber: Buffer;
  notAfter: Date;
}

/** Puts a certificate on its CRLs, changes what they say of it, or takes it off (null), in the transaction of its status. */
export async function setCrlEntry(
  manager: EntityManager,
  certificate: Listed,
  entry: Omit<CrlEntry, 'serialNumber'> | null,
): Promise<void> {
  const { id, issuerId, serialNumber, notAfter } = certificate;
  const crlList = certificate.crlList ?? issuerId;
  if (entry === null) await manager.query('delete from crl_entries where certificate_id = $1', [id]);
  else
    await manager.query(
      `insert into crl_entries (certificate_id, issuer_id, crl_list, not_after, entry) values ($1, $2, $3, $4, $5)
       on conflict (certificate_id) do update set entry = excluded.entry`,
      [id, issuerId, crlList, notAfter, encodeCrlEntry({ serialNumber, ...entry })],
    );
  const changed = [...new Set([crlList, issuerId])];
  await manager.query('insert into crl_changes (crl_list) select unnest($1::text[])', [changed]);
}
