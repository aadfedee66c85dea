/**
 * The AsyncAPI 3.0 document of the feed of events, made from the contracts' types as the OpenAPI document is. apps/gateway/asyncapi.json is its committed
 * copy. The channel is read by HTTP: `GET /events` of the REST API, which describes the request.
 */
import { feedEventTypes, type FeedEventType, feedKeptDays, sourceOf } from '@cardwright/contracts/nats/event-feed';
import { version } from '../config/version.js';
import { eventSchemas } from './generated/event-schemas.js';

interface ObjectSchema {
  type: string;
  description?: string;
  properties: Record<string, object>;
  required: string[];
}

const description = `What happened in Cardwright, for programs that ask for it by GET /api/v1/events. Every message is an event in the shape of CloudEvents 1.0 (JSON
format). It is told at least once, with the same id, and kept for ${feedKeptDays} days. New types and new fields may come.`;

export function asyncApiDocument(): object {
  const types = [...feedEventTypes].sort();
  const byType = <Value>(value: (type: FeedEventType) => Value): Record<string, Value> =>
    Object.fromEntries(types.map((type) => [type, value(type)]));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Cardwright events',
      version,
      description: description.replaceAll('\n', ' '),
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      gateway: {
        host: '{host}',
        protocol: 'https',
        pathname: '/api/v1',
        variables: { host: { description: 'Name, and port if it is another one than 443, of the gateway' } },
        security: [{ $ref: '#/components/securitySchemes/bearer' }],
      },
    },
    channels: {
      events: {
        address: '/events',
        title: 'The feed of events',
        description: 'One for the whole installation: cards, requests, certificates and profiles in one order.',
        servers: [{ $ref: '#/servers/gateway' }],
        messages: byType((type) => ({ $ref: `#/components/messages/${type}` })),
      },
    },
    operations: {
      readEvents: {
        action: 'send',
        channel: { $ref: '#/channels/events' },
        summary: 'Read what happened',
        description:
          'The messages stand in `rows` of the answer, oldest first. The next request takes its `nextCursor`.',
        bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
      },
    },
    components: {
      messages: byType((type) => ({
        name: type,
        contentType: 'application/json',
        payload: { $ref: `#/components/schemas/${type}` },
      })),
      schemas: { ...eventSchemas.components, ...byType(payload) },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

/** The envelope, narrowed to one type. */
function payload(type: FeedEventType): ObjectSchema {
  const { properties, ...envelope } = eventSchemas.envelope as unknown as ObjectSchema;
  const { description: says, ...data } = eventSchemas.events[type] as ObjectSchema;
  return {
    ...envelope,
    ...(says === undefined ? {} : { description: says }),
    properties: {
      ...properties,
      id: { ...properties['id'], format: 'uuid' },
      time: { ...properties['time'], format: 'date-time' },
      type: { type: 'string', const: type },
      source: { type: 'string', description: 'The service in which it happened.', const: sourceOf(type) },
      data,
    },
  };
}
