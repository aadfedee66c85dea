/**
 * Publishes CRLs: soon after a change, and again at half of a CRL's life. One CRL at a time per issuer, its number taken under
 * the issuer's row lock, so numbers only grow and `thisUpdate` never moves back (faults.md 20, 24). A CRL is signed and stored
 * in pieces as its entries are read: however long it is, no more than a piece of it is in memory.
 */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Clock } from '../config/clock.js';
import { PKI_CONFIG, type PkiConfig } from '../config/config.js';
import { bitString, tagAndLength } from '../der/der-writer.js';
import { Signer } from '../signer/signer.port.js';
import { tbsCertListAround } from './crl.js';
import { isComplete } from './crl-lists.js';
import { IssuingCa } from './issuing-ca.js';

export interface PublishedCrl {
  crlList: string;
  crlNumber: number;
  thisUpdate: Date;
  nextUpdate: Date;
  pieces: number;
}

interface CrlRecord {
  crl_list: string;
  crl_number: string;
  this_update: Date;
  next_update: Date;
  pieces: number;
}

/**
 * A list is in use while a certificate names it that a CRL may still have; the complete one and the vault's own always. Looked up each
 * time and never stored: a clock that was wrong for a while must not take a list away for good.
 */
const inUse = (cutOff: string): string =>
  `(l.crl_list in (l.issuer_id, l.issuer_id || '.0')
     or exists (select from certificates c where c.crl_list = l.crl_list and c.not_after > ${cutOff}))`;
const columns = 's.crl_list, s.crl_number, s.this_update, s.next_update, s.pieces';
/** An entry leaves the CRL this long after its certificate has expired (RFC 5280 section 3.3 asks for one CRL more). */
const keptAfterExpiryMs = 30 * 86_400_000;
/** Of a piece: some 400 kB, which one message on the bus carries with room to spare. */
const entriesPerPiece = 8_000;
/** A complete list with more entries than a list of its own can have is made anew this often at most, not after each change. */
const longList = { entries: 100_000, everyMs: 10 * 60_000 };

@Injectable()
export class CrlPublisher {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ca: IssuingCa,
    private readonly signer: Signer,
    private readonly clock: Clock,
    @Inject(PKI_CONFIG) private readonly config: PkiConfig,
  ) {}

  /** The newest CRL of a list; a change that is not on one yet makes one first. Throws REQUEST_NOT_FOUND. */
  async newest(crlList: string): Promise<PublishedCrl> {
    if ((await this.due(crlList)).length > 0) await this.publish(crlList);
    const [record] = await this.newestRecords(crlList);
    if (!record) throw new CardwrightError('REQUEST_NOT_FOUND');
    return published(record);
  }

  /** Throws REQUEST_NOT_FOUND also where it is too old to be kept. */
  async numbered(crlList: string, crlNumber: number): Promise<PublishedCrl> {
    if (!Number.isSafeInteger(crlNumber))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such CRL number'));
    const [record]: CrlRecord[] = await this.dataSource.query(
      `select ${columns} from crls s where crl_list = $1 and crl_number = $2`,
      [crlList, crlNumber],
    );
    if (!record) throw new CardwrightError('REQUEST_NOT_FOUND');
    return published(record);
  }

  /** DER of one piece, or of all. Throws REQUEST_NOT_FOUND. */
  async read({ crlList, crlNumber }: PublishedCrl, piece?: number): Promise<Buffer> {
    if (piece !== undefined && !(piece >= 0 && piece < 1e6))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('no such piece'));
    const rows: { der: Buffer }[] = await this.dataSource.query(
      `select der from crl_pieces where crl_list = $1 and crl_number = $2 and ($3::integer is null or piece = $3) order by piece`,
      [crlList, crlNumber, piece ?? null],
    );
    if (rows.length === 0) throw new CardwrightError('REQUEST_NOT_FOUND');
    return Buffer.concat(rows.map(({ der }) => der));
  }

  async list(): Promise<PublishedCrl[]> {
    return (await this.newestRecords()).map(published);
  }

  /** Publishes every CRL that is due because of a change or of its age. */
  async publishDue(): Promise<void> {
    for (const crlList of await this.due()) await this.publish(crlList);
  }

  private async due(crlList?: string, manager = this.dataSource.manager): Promise<string[]> {
    const now = this.clock.now();
    const halfLife = new Date(now + (this.config.crlValidityHours * 3_600_000) / 2);
    const rows: { crl_list: string }[] = await manager.query(
      `select l.crl_list from crl_lists l join issuers i using (issuer_id)
        where i.not_after > $1 and ${inUse('$6')} and ($3::text is null or l.crl_list = $3)
          and (exists (select from crl_changes c where c.crl_list = l.crl_list)
                 and not exists (select from crls s where s.crl_list = l.crl_list and s.entries > $4 and s.this_update > $5)
               or not exists (select from crls s where s.crl_list = l.crl_list and s.next_update > $2))
        order by l.crl_list`,
      [new Date(now), halfLife, crlList ?? null, longList.entries, new Date(now - longList.everyMs), this.cutOff(now)],
    );
    return rows.map((row) => row.crl_list);
  }

  async publish(crlList: string): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const [row]: { issuer_id: string; crl_number: string }[] = await manager.query(
        `select issuer_id, crl_number from issuers
          where issuer_id = (select issuer_id from crl_lists where crl_list = $1) for update`,
        [crlList],
      );
      // Whoever waited for the lock while another copy, or another request, published it has nothing left to do.
      if ((await this.due(crlList, manager)).length === 0) return;
      const list = { crlList, issuerId: row!.issuer_id };
      // This CRL contains the changes that are visible now. A change that commits later keeps its row and leads to the next CRL.
      await manager.query('delete from crl_changes where crl_list = $1', [crlList]);
      const [previous]: CrlRecord[] = await manager.query(
        'select this_update from crls where crl_list = $1 order by crl_number desc limit 1',
        [crlList],
      );
      const thisUpdate = new Date(Math.max(this.clock.now(), previous?.this_update.getTime() ?? 0));
      const number = Number(row!.crl_number) + 1;
      await manager.query('update issuers set crl_number = $2 where issuer_id = $1', [list.issuerId, number]);
      const entries = await this.write(list, number, thisUpdate, manager);
      // Old CRLs are kept so that somebody can look back, long ones only for whoever is reading them; relying parties do not use them.
      await manager.query(
        `delete from crls where crl_list = $1 and crl_number not in
           (select crl_number from crls where crl_list = $1 order by crl_number desc limit $2)`,
        [crlList, entries > entriesPerPiece ? 3 : 20],
      );
    });
  }

  /** Signs and stores one. Returns how many entries it has. */
  private async write(
    list: { crlList: string; issuerId: string },
    number: number,
    thisUpdate: Date,
    manager: EntityManager,
  ): Promise<number> {
    const issuer = await this.ca.byId(list.issuerId, manager);
    const nextUpdate = new Date(thisUpdate.getTime() + this.config.crlValidityHours * 3_600_000);
    await manager.query('insert into crls values ($1, $2, $3, $4, 0, 0)', [
      list.crlList,
      number,
      thisUpdate,
      nextUpdate,
    ]);
    const store = (piece: number, ...der: Buffer[]): Promise<unknown> =>
      manager.query('insert into crl_pieces values ($1, $2, $3, $4)', [
        list.crlList,
        number,
        piece,
        Buffer.concat(der),
      ]);
    const reader = await entryPieces(list, this.cutOff(this.clock.now()), manager);
    const { before, after } = tbsCertListAround({
      issuer,
      number,
      thisUpdate,
      nextUpdate,
      distributionPoint: isComplete(list) ? null : this.ca.urls(list.issuerId, list.crlList).crl,
      entriesBytes: reader.bytes,
    });
    /** The first piece waits for the length of the signature, which stands in its first bytes. */
    let head = before;
    let pieces = 1;
    async function* tbs(): AsyncGenerator<Buffer> {
      yield before;
      for (let piece = reader.first; piece; piece = await reader.next()) {
        if (head === before) head = Buffer.concat([before, piece]);
        else await store(pieces++, piece);
        yield piece;
      }
      yield after;
    }
    const signature = await this.signer.signPieces(issuer.keyId, tbs(), manager);
    const tail = Buffer.concat([after, issuer.signatureAlgorithm.identifier, bitString(signature)]);
    const outer = tagAndLength(0x30, before.length + reader.bytes + tail.length);
    if (pieces === 1) await store(0, outer, head, tail);
    else {
      await store(0, outer, head);
      await store(pieces++, tail);
    }
    await manager.query('update crls set entries = $3, pieces = $4 where crl_list = $1 and crl_number = $2', [
      ...[list.crlList, number],
      ...[reader.entries, pieces],
    ]);
    return reader.entries;
  }

  /** Certificates that ended before this stand on no CRL that is made then. */
  private cutOff(now: number): Date {
    return new Date(now - keptAfterExpiryMs);
  }

  /** The newest of each list that is in use, or of one. */
  private newestRecords(crlList?: string): Promise<CrlRecord[]> {
    return this.dataSource.query(
      `select distinct on (s.crl_list) ${columns}
         from crls s join crl_lists l using (crl_list) join issuers i using (issuer_id)
        where i.not_after > $1 and ${inUse('$3')} and ($2::text is null or s.crl_list = $2)
        order by s.crl_list, s.crl_number desc`,
      [new Date(this.clock.now()), crlList ?? null, this.cutOff(this.clock.now())],
    );
  }
}

/** Entries one after the other, in pieces, as they stood at one moment; the sums come first. */
async function entryPieces(list: { crlList: string; issuerId: string }, cutOff: Date, manager: EntityManager) {
  const where = isComplete(list) ? 'issuer_id' : 'crl_list';
  await manager.query(
    `declare crl_pieces_of_one no scroll cursor for
     select string_agg(entry, '' order by certificate_id) as piece,
            sum(sum(length(entry))) over () as bytes, sum(count(*)) over () as entries
       from (select certificate_id, entry, (row_number() over (order by certificate_id) - 1) / ${entriesPerPiece} as nth
               from crl_entries where ${where} = $1 and not_after > $2) numbered
      group by nth order by nth`,
    [list.crlList, cutOff],
  );
  const fetch = async () => {
    const [row]: { piece: Buffer; bytes: string; entries: string }[] = await manager.query(
      'fetch 1 from crl_pieces_of_one',
    );
    return row;
  };
  const first = await fetch();
  return {
    first: first?.piece,
    next: async () => (await fetch())?.piece,
    bytes: Number(first?.bytes ?? 0),
    entries: Number(first?.entries ?? 0),
  };
}

function published(record: CrlRecord): PublishedCrl {
  return {
    crlList: record.crl_list,
    crlNumber: Number(record.crl_number),
    thisUpdate: record.this_update,
    nextUpdate: record.next_update,
    pieces: record.pieces,
  };
}
