/**
 * Answers as a system gave them (generated/answer-examples.ts): examples in the document. What a read answers was recorded as a whole; what else is
 * answered is put together of the same parts, where they are all known.
 */
import type { OpenAPIObject } from '@nestjs/swagger';
import { answerExamples } from './generated/answer-examples.js';
import { operationsOf } from './operations.js';
import { componentOf } from './reply.js';

interface Schema {
  $ref?: string;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  type?: unknown;
}
/** Of members that say no more than whether, or how many. */
const plain: Readonly<Record<string, unknown>> = { boolean: true, integer: 1, number: 1 };

/** What a system answers only while a key waits for its touch is sealed as what was recorded. */
const alike: Readonly<Record<string, string>> = { 'Sagas.showTemporaryPin': 'Sagas.revealInitialPin' };

/** What needs something to name that the recorded system is not asked for. */
const byHand: Readonly<Record<string, unknown>> = {
  'Sagas.passkeyOptions': {
    challenge: 'A'.repeat(43),
    expiresAt: '2026-11-30T10:05:00.000Z',
    relyingPartyId: 'portal.example.org',
    relyingPartyName: 'Cardwright',
    userId: 'A'.repeat(43),
    userName: 'ada@example.org',
    userDisplayName: 'Ada Lovelace',
    algorithms: [-7],
    exclude: [],
  },
  'RelyingParties.certificates': {
    certificates: [
      {
        certificatePem: '-----BEGIN CERTIFICATE-----\nMIID...\n-----END CERTIFICATE-----\n',
        sha1Hex: 'c1a09d2f4be77c1a09d2f4be77c1a09d2f4be77a',
        sha256Hex: '5d7c1a09d2f4be775d7c1a09d2f4be775d7c1a09d2f4be775d7c1a09d2f4be77',
        notAfter: '2028-11-29T10:00:00.000Z',
      },
    ],
  },
};

/** Changes the document. */
export function addAnswerExamples(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const answers = operationsOf(document).flatMap(({ operation: { operationId, responses } }) => {
    const [, response] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
    const json = response && 'content' in response ? response.content?.['application/json'] : undefined;
    return json?.schema ? [{ operationId: operationId!, json, schema: json.schema as Schema }] : [];
  });
  const parts = new Map<string, unknown>();
  for (const { operationId, schema } of answers) collect(schema, answerExamples[operationId]);
  for (const { operationId, json, schema } of answers) {
    const example = answerExamples[alike[operationId] ?? operationId] ?? byHand[operationId] ?? composed(schema);
    if (example !== undefined) json.example = example;
  }

  /** The first that is met of each component. */
  function collect(schema: Schema, value: unknown): void {
    if (value === undefined || value === null) return;
    if (schema.$ref !== undefined) {
      const name = componentOf(schema.$ref);
      if (!parts.has(name)) parts.set(name, value);
      return collect(schemas[name] ?? {}, value);
    }
    if (Array.isArray(value)) return value.forEach((each) => collect(schema.items ?? {}, each));
    for (const [member, inner] of Object.entries(schema.properties ?? {}))
      collect(inner, (value as Readonly<Record<string, unknown>>)[member]);
  }

  function composed(schema: Schema): unknown {
    if (schema.$ref !== undefined) {
      const name = componentOf(schema.$ref);
      return parts.get(name) ?? composed(schemas[name] ?? {});
    }
    if (schema.properties === undefined) return plain[String(schema.type)];
    const members = (schema.required ?? []).map((member) => [member, composed(schema.properties![member] ?? {})]);
    return members.every(([, value]) => value !== undefined) ? Object.fromEntries(members) : undefined;
  }
}
