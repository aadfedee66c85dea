import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { AuditQuery, DecodeBody } from '../http/dto/audit.dto.js';
import { ImportStockBatchBody, ProfileDefinitionBody, ProfileDiffQuery } from '../http/dto/catalogue.dto.js';
import { ProfileParam, WorkstationParam } from '../http/dto/common.dto.js';
import { DevicesQuery, IssueBody, RecycleBody } from '../http/dto/devices.dto.js';
import { RevealInitialPinBody, SagasQuery, SupplyPinBody } from '../http/dto/sagas.dto.js';
import { EnrolBody } from '../http/dto/workstations.dto.js';
import { inputValidation } from './validation.pipe.js';

const pipe = inputValidation();
type Input = new () => object;
const take = (type: Input, value: unknown): Promise<unknown> =>
  pipe.transform(value, { type: 'body', metatype: type }) as Promise<unknown>;
async function fields(type: Input, value: unknown): Promise<string[]> {
  const error = (await take(type, value).catch((thrown: unknown) => thrown)) as CardwrightError;
  expect(error.code).toBe('REQUEST_INVALID');
  return (error.details.fields as { field: string }[]).map(({ field }) => field).toSorted();
}

const id = '4f3c1f9e-6d0b-4a43-9f2b-6c1a5b1d2e3f';
const coordinate = 'A'.repeat(43);
/** SEC 2 section 2.4.2: the base point of P-256. */
const point = { x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY', y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU' };
const jwe = 'eyJh..aXY.Y3Q.dGFn';
const issue = { personId: id, profileName: 'piv', workstationId: 'ws-1', pinChange: 'none' };

describe('inputs', () => {
  it.each<[string, Input, object]>([
    ['an issue request', IssueBody, { ...issue, planHash: 'AB', readerName: 'Reader 00', reasonText: 'new' }],
    ['a sealed PIN', SupplyPinBody, { jwe }],
    ['a recipient key', RevealInitialPinBody, { reasonText: 'r', recipientJwk: { kty: 'EC', crv: 'P-256', ...point } }],
    ['an enrolment', EnrolBody, { code: 'one-time', agentNkey: `U${'A'.repeat(55)}`, agentVersion: '0.1.0' }],
    [
      'an enrolment with its proof',
      EnrolBody,
      { code: 'one-time', agentNkey: `U${'A'.repeat(55)}`, agentVersion: '1', proofBase64Url: 'A'.repeat(86) },
    ],
    ['a stock batch', ImportStockBatchBody, { name: 'b', modelId: 'm', serials: ['ykserial:1'], jwe }],
    ['a profile', ProfileDefinitionBody, { definition: { name: 'x', anything: [1] } }],
    ['payloads', DecodeBody, { payloads: [{ data: 'AA==' }] }],
  ])('takes %s as it is', async (_, type, value) => expect(await take(type, value)).toEqual(value));

  it('reads numbers and flags of a query', async () => {
    expect(await take(DevicesQuery, { limit: '10', mine: 'true', state: 'ACTIVE' })).toEqual({
      limit: 10,
      mine: true,
      state: 'ACTIVE',
    });
    expect(await take(SagasQuery, { stuck: 'false' })).toEqual({ stuck: false });
    expect(await take(ProfileDiffQuery, { from: '1', to: '2' })).toEqual({ from: 1, to: 2 });
  });

  it.each<[string, Input, unknown, string[]]>([
    ['nothing at all', IssueBody, undefined, ['personId', 'pinChange', 'profileName', 'workstationId']],
    ['an id that would widen a NATS subject', WorkstationParam, { workstationId: 'ws.*' }, ['workstationId']],
    ['an id with a blank', WorkstationParam, { workstationId: 'ws 1' }, ['workstationId']],
    ['a path in a profile name', ProfileParam, { name: '../etc' }, ['name']],
    ['a flag that is neither', DevicesQuery, { mine: 'maybe' }, ['mine']],
    ['a page size that is no number', AuditQuery, { limit: 'ten' }, ['limit']],
    ['one query field given twice', DevicesQuery, { query: ['a', 'b'] }, ['query']],
    ['a PIN in clear where a JWE belongs', SupplyPinBody, { jwe: '12345678' }, ['jwe']],
    ['a JWE that is too long', SupplyPinBody, { jwe: `${jwe}${'A'.repeat(4096)}` }, ['jwe']],
    [
      'an account seed where a public key belongs',
      EnrolBody,
      { code: 'c', agentNkey: `SU${'A'.repeat(56)}`, agentVersion: '1' },
      ['agentNkey'],
    ],
    ['no reason for a recycle', RecycleBody, { workstationId: 'ws-1' }, ['reasonText']],
    ['an unknown field', IssueBody, { ...issue, isAdmin: true }, ['isAdmin']],
    [
      'another curve',
      RevealInitialPinBody,
      { reasonText: 'r', recipientJwk: { kty: 'EC', crv: 'P-384', x: coordinate, y: coordinate } },
      ['recipientJwk.crv'],
    ],
    [
      'a recipient key that is no point of the curve',
      RevealInitialPinBody,
      { reasonText: 'r', recipientJwk: { kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate } },
      ['recipientJwk'],
    ],
    ['no object', RevealInitialPinBody, { reasonText: 'r', recipientJwk: 'key' }, ['recipientJwk']],
    ['a list as a definition', ProfileDefinitionBody, { definition: [] }, ['definition']],
    ['null where a field may be left out', IssueBody, { ...issue, idempotencyKey: null }, ['idempotencyKey']],
    ['text with NUL', IssueBody, { ...issue, reasonText: 'a\0b' }, ['reasonText']],
    ['half a surrogate pair deep inside', ProfileDefinitionBody, { definition: { a: ['\ud800'] } }, ['definition.a.0']],
    ['a key with NUL', ProfileDefinitionBody, { definition: { 'a\0': 1 } }, ['definition']],
    ['serials that are no text', ImportStockBatchBody, { name: 'b', modelId: 'm', serials: [1], jwe }, ['serials']],
  ])('refuses %s', async (_, type, value, expected) => {
    expect(await fields(type, value)).toEqual(expect.arrayContaining(expected));
  });

  it('refuses an unknown field without looking at what it holds', async () => {
    const body = Object.defineProperty({ ...issue }, 'strange', {
      enumerable: true,
      get: () => {
        throw new Error('was read');
      },
    });
    expect(await fields(IssueBody, body)).toEqual(['strange']);
  });
});
