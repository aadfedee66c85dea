/**
 * CRLs in lists of at most 100,000 certificates, each under a URL of its own (ca/crl-lists.ts). The certificates that exist name the URL
 * of their issuer's complete CRL, which stays. What stands on CRLs is kept encoded, and CRLs in pieces, so that none is ever in memory.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As ca/crl.ts encodes them, for what is revoked already: every length is below 128. RFC 5280 section 5.1; UTCTime until 2049. */
const encodedEntry = `
  with parts as (
    select id, issuer_id, not_after,
           case when get_byte(serial_number, 0) > 127 then '\\x00'::bytea || serial_number else serial_number end as number,
           convert_to(to_char(revoked_at at time zone 'UTC', 'YYMMDDHH24MISS') || 'Z', 'UTF8') as moment,
           case revocation_reason when 'unspecified' then null when 'keyCompromise' then 1 when 'affiliationChanged' then 3
             when 'superseded' then 4 when 'cessationOfOperation' then 5 when 'certificateHold' then 6
             when 'privilegeWithdrawn' then 9 end as reason
      from certificates where status in ('held', 'revoked')),
  contents as (
    select id, issuer_id, not_after,
           '\\x02'::bytea || set_byte('\\x00', 0, length(number)) || number || '\\x170d'::bytea || moment
             || case when reason is null then ''::bytea
                     else '\\x300c300a0603551d1504030a01'::bytea || set_byte('\\x00', 0, reason) end as content
      from parts)
  insert into crl_entries (certificate_id, issuer_id, crl_list, not_after, entry)
  select id, issuer_id, issuer_id, not_after, '\\x30'::bytea || set_byte('\\x00', 0, length(content)) || content from contents`;

export class CrlLists1764000800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table crl_lists (
         crl_list text primary key,
         issuer_id text not null references issuers
       )`,
      `insert into crl_lists (crl_list, issuer_id) select issuer_id, issuer_id from issuers where kind <> 'content-signer'`,
      `insert into crl_lists (crl_list, issuer_id) select issuer_id || '.0', issuer_id from issuers where kind = 'issuing-ca'`,
      // Null: the complete one.
      'alter table certificates add column crl_list text references crl_lists',
      'create index certificates_crl_list on certificates (crl_list, not_after desc)',
      // The place of each new certificate: a hundred thousand of them make a list.
      'create sequence crl_places minvalue 0 start 0',
      `create table crl_entries (
         certificate_id bigint primary key references certificates,
         issuer_id text not null references issuers,
         crl_list text not null references crl_lists,
         not_after timestamptz not null,
         entry bytea not null
       )`,
      'create index crl_entries_list on crl_entries (crl_list, certificate_id)',
      'create index crl_entries_issuer on crl_entries (issuer_id, certificate_id)',
      encodedEntry,
      'drop index certificates_on_crl',
      'alter table crl_changes add column crl_list text references crl_lists',
      'update crl_changes set crl_list = issuer_id',
      'alter table crl_changes alter column crl_list set not null, drop column issuer_id',
      'create index crl_changes_list on crl_changes (crl_list)',
      `insert into crl_changes (crl_list) select crl_list from crl_lists where crl_list like '%.0'`,
      'alter table crls rename to old_crls',
      'alter table old_crls rename constraint crls_pkey to old_crls_pkey',
      `create table crls (
         crl_list text not null references crl_lists,
         crl_number bigint not null,
         this_update timestamptz not null,
         next_update timestamptz not null,
         entries integer not null,
         pieces integer not null,
         primary key (crl_list, crl_number)
       )`,
      `create table crl_pieces (
         crl_list text not null,
         crl_number bigint not null,
         piece integer not null,
         der bytea not null,
         primary key (crl_list, crl_number, piece),
         foreign key (crl_list, crl_number) references crls on delete cascade
       )`,
      `insert into crls
       select issuer_id, crl_number, this_update, next_update, 0, (length(der) + 524287) / 524288 from old_crls`,
      `insert into crl_pieces
       select issuer_id, crl_number, piece, substring(der from piece * 524288 + 1 for 524288)
         from old_crls, generate_series(0, (length(der) - 1) / 524288) piece`,
      'drop table old_crls',
    ];
    for (const statement of statements) await runner.query(statement);
  }

  /** Certificates that name a list of their own would name a URL that nobody serves: refused once there is one. */
  async down(runner: QueryRunner): Promise<void> {
    const [{ named }] = await runner.query(
      'select exists (select from certificates where crl_list is not null) as named',
    );
    if (named) throw new Error('there are certificates whose CRL is a list of its own: it cannot be taken away');
    const statements = [
      `create table old_crls (
         issuer_id text not null references issuers,
         crl_number bigint not null,
         this_update timestamptz not null,
         next_update timestamptz not null,
         der bytea not null,
         primary key (issuer_id, crl_number)
       )`,
      `insert into old_crls
       select crl_list, crl_number, this_update, next_update, string_agg(der, '' order by piece)
         from crls join crl_pieces using (crl_list, crl_number)
        where crl_list in (select issuer_id from issuers) group by 1, 2, 3, 4`,
      'drop table crl_pieces, crls, crl_entries',
      'alter table old_crls rename to crls',
      'alter table crls rename constraint old_crls_pkey to crls_pkey',
      'drop sequence crl_places',
      'alter table certificates drop column crl_list',
      `create index certificates_on_crl on certificates (issuer_id, revoked_at) where status in ('held', 'revoked')`,
      'alter table crl_changes add column issuer_id text references issuers',
      `update crl_changes set issuer_id = split_part(crl_list, '.', 1)`,
      'alter table crl_changes alter column issuer_id set not null, drop column crl_list',
      'create index crl_changes_issuer on crl_changes (issuer_id)',
      'drop table crl_lists',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}
