import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { feedEventTypes } from '@cardwright/contracts/nats/event-feed';
import { asyncApiText } from '../openapi-text.js';

type Node = Record<string, unknown>;

const text = asyncApiText();
const document = JSON.parse(text) as {
  asyncapi: string;
  channels: Record<string, { address: string; messages: Node }>;
  operations: Record<string, { action: string; channel: { $ref: string } }>;
  components: { schemas: Record<string, Node> };
};
/** What a `$ref` points to (RFC 6901). */
const resolved = (ref: string): unknown =>
  ref
    .split('/')
    .slice(1)
    .reduce<unknown>((node, key) => (node as Node | undefined)?.[key], document);

describe('[Issue 13] AsyncAPI document', () => {
  it('is committed as it is now (node apps/gateway/dist/write-openapi.js)', () => {
    const committed = fileURLToPath(new URL('../../asyncapi.json', import.meta.url));
    expect(readFileSync(committed, 'utf8')).toBe(text);
  });

  it('is AsyncAPI 3.0 and refers to nothing that it does not have', () => {
    expect(document.asyncapi).toBe('3.0.0');
    const references = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, ref]) => ref!);
    expect(references.length).toBeGreaterThan(30);
    expect(references.filter((ref) => typeof resolved(ref) !== 'object')).toEqual([]);
  });

  it('has a message for each type of the feed, on the one channel that is read', () => {
    expect(Object.keys(document.channels)).toEqual(['events']);
    expect(document.channels['events']!.address).toBe('/events');
    expect(Object.keys(document.channels['events']!.messages)).toEqual([...feedEventTypes].sort());
    expect(Object.values(document.operations)).toEqual([
      expect.objectContaining({ action: 'send', channel: { $ref: '#/channels/events' } }),
    ]);
  });

  it('describes a message by its envelope and by what is in it', () => {
    expect(document.components.schemas['certificate.revoked']).toMatchObject({
      type: 'object',
      required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'correlationid', 'data'],
      properties: {
        specversion: { type: 'string', enum: ['1.0'] },
        id: { type: 'string', format: 'uuid' },
        source: { type: 'string', const: '/cardwright/pki' },
        type: { type: 'string', const: 'certificate.revoked' },
        time: { type: 'string', format: 'date-time' },
        data: {
          type: 'object',
          required: ['serialNumberHex', 'issuerId', 'deviceId', 'reason'],
          properties: { serialNumberHex: { type: 'string' }, reason: { type: 'string' } },
        },
      },
    });
  });
});
