/** Finds people, cards, certificates, requests and workstations by a text: exact ones first, then what begins with it, then what contains it. */
import type { CertificateRow } from '@cardwright/contracts/nats/pki.api';
import {
  exactFirst,
  type CardHit,
  type Found,
  type PersonHit,
  type RequestHit,
  type SearchHit,
  type SearchKind,
  type WorkstationHit,
} from '@cardwright/contracts/nats/search';
import { isUuid } from '@cardwright/contracts/uuid';
import { likePart, lookedFor } from '@cardwright/service-kit/database/text-search';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { searchText } from '@cardwright/service-kit/subject-fields/canonical-text';
import { fieldKey } from '@cardwright/service-kit/subject-fields/subject-fields';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scopes } from '../../domain/authorisation.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { scopeParameters } from '../../persistence/scope.js';
import { cardsSql, mostCompared, peopleSql, requestsSql, workstationsSql } from './found-rows.js';
import { CertificateRepository } from '../credentials/certificate.repository.js';
import { requestIdsFrom } from './request-ids.js';

/** By kind, how far the actor sees; a kind whose list they may not see is not among them. */
export type Seen = ReadonlyMap<SearchKind, Scopes>;
/** Less than the gateway waits, so that the certificates are what did not answer and nothing else. */
const certificatesMs = 1_500;
const schemes = ['ykserial', 'cplc', 'cuid'] as const;

interface Candidate {
  hit: SearchHit;
  /** What is compared with the text. */
  names: readonly (string | null)[];
}

@Injectable()
export class SearchService {
  constructor(
    private readonly database: DataSource,
    private readonly records: CertificateRepository,
    private readonly rpc: RpcClient,
  ) {}

  /** query: what was typed. limit: per kind. Rejects as the vault does where certificates are asked for and it does not answer. */
  async find(query: string, seen: Seen, limit: number, context: ChangeContext): Promise<Found> {
    const text = query.trim().normalize('NFC');
    const by = {
      person: (scopes: Scopes) => this.people(text, scopes, context),
      card: (scopes: Scopes) => this.cards(text, scopes, context),
      certificate: (scopes: Scopes) => this.certificates(text, scopes, context),
      request: (scopes: Scopes) => this.requests(text, scopes, context),
      workstation: () => this.workstations(text, context),
    } satisfies Record<SearchKind, (scopes: Scopes) => Promise<Candidate[]>>;
    const found = await Promise.all(
      [...seen].map(async ([kind, scopes]) => ({ kind, candidates: await by[kind](scopes) })),
    );
    const hits = found.flatMap(({ candidates }) => bestOf(candidates, text).slice(0, limit));
    return {
      hits: exactFirst(hits),
      more: found.filter(({ candidates }) => candidates.length > limit).map(({ kind }) => kind),
    };
  }

  private async people(text: string, scopes: Scopes, { tenantId }: ChangeContext): Promise<Candidate[]> {
    const looked = lookedFor(searchText(text));
    if (looked === null) return [];
    const rows: (Omit<PersonHit, 'kind'> & { email: string | null; upn: string | null })[] = await this.database.query(
      peopleSql,
      [
        tenantId,
        ...scopeParameters(scopes),
        looked.trigrams,
        looked.needle,
        text,
        fieldKey('externalId', text),
        uuidOf(text),
      ],
    );
    return rows.map(({ email, upn, ...person }) => ({
      hit: { kind: 'person', ...person, exact: false },
      names: [person.externalId, person.displayName, email, upn, person.personId],
    }));
  }

  private async cards(text: string, scopes: Scopes, { tenantId }: ChangeContext): Promise<Candidate[]> {
    const looked = lookedFor(text.toLowerCase());
    if (looked === null) return [];
    const identities = [
      text,
      ...schemes.map((scheme) => `${scheme}:${scheme === 'ykserial' ? text : text.toUpperCase()}`),
    ];
    const rows: Omit<CardHit, 'kind'>[] = await this.database.query(cardsSql, [
      ...[tenantId, ...scopeParameters(scopes), looked.trigrams, looked.needle, text, identities, uuidOf(text)],
    ]);
    return rows.map((card) => ({
      hit: { kind: 'card', ...card, exact: false },
      names: [
        card.identityText,
        card.identityText.slice(card.identityText.indexOf(':') + 1),
        card.label,
        card.deviceId,
      ],
    }));
  }

  private async requests(text: string, scopes: Scopes, { tenantId }: ChangeContext): Promise<Candidate[]> {
    const ids = requestIdsFrom(text);
    if (ids === null) return [];
    const rows: Omit<RequestHit, 'kind'>[] = await this.database.query(requestsSql, [
      ...[tenantId, ...scopeParameters(scopes), ids.first, ids.last],
    ]);
    return rows.map((request) => ({ hit: { kind: 'request', ...request, exact: false }, names: [request.requestId] }));
  }

  private async workstations(text: string, { tenantId }: ChangeContext): Promise<Candidate[]> {
    const rows: Omit<WorkstationHit, 'kind'>[] = await this.database.query(workstationsSql, [
      tenantId,
      likePart(text),
      text,
    ]);
    return rows.map((workstation) => ({
      hit: { kind: 'workstation', ...workstation, exact: false },
      names: [workstation.name, workstation.workstationId],
    }));
  }

  /** The vault knows certificates, and not who may see them: our own record says whose they are. */
  private async certificates(text: string, scopes: Scopes, context: ChangeContext): Promise<Candidate[]> {
    const { certificates } = await this.rpc.pki(
      'certificates.search',
      { query: text, limit: mostCompared },
      callContextOf(context),
      { timeoutMs: certificatesMs },
    );
    if (certificates.length === 0) return [];
    const serialNumbers = certificates.map(({ serialNumberHex }) => serialNumberHex);
    const labels = await this.records.labels(context.tenantId, scopes, serialNumbers);
    return certificates.flatMap((row) => {
      const label = labels.get(row.serialNumberHex);
      return label === undefined ? [] : [certificateOf(row, label)];
    });
  }
}

function certificateOf(
  { serialNumberHex, subjectText, status, keyReference, deviceId }: CertificateRow,
  label: string,
): Candidate {
  const hit = {
    kind: 'certificate' as const,
    serialNumberHex,
    subjectText,
    status,
    keyReference,
    deviceId,
    label,
    exact: false,
  };
  return { hit, names: [serialNumberHex, (serialNumberHex.match(/../g) ?? []).join(':'), subjectText] };
}

/** 0: it is that; 1: begins with it; 2: contains it. */
function rankOf(names: readonly (string | null)[], folded: string): number {
  const all = names.flatMap((name) => (name === null ? [] : [searchText(name)]));
  if (all.includes(folded)) return 0;
  return all.some((name) => name.startsWith(folded)) ? 1 : 2;
}

function bestOf(candidates: readonly Candidate[], text: string): SearchHit[] {
  const folded = searchText(text);
  return candidates
    .map(({ hit, names }) => ({ hit, rank: rankOf(names, folded), name: names[1] ?? names[0] ?? '' }))
    .toSorted((a, b) => a.rank - b.rank || inOrder.compare(a.name, b.name))
    .map(({ hit, rank }) => ({ ...hit, exact: rank === 0 }));
}
const inOrder = new Intl.Collator('und', { numeric: true });

const uuidOf = (text: string): string | null => (isUuid(text) ? text : null);
