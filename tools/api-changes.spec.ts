import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { breakingChanges, contractOf, openBreaches, withEvents } from './api-changes.mjs';

type Schema = Record<string, unknown>;
const text = (more: Schema = {}): Schema => ({ type: 'string', ...more });
/** One operation: what it takes and what it answers. */
const api = (body: Schema, answer: Schema, more: Schema = {}) => ({
  info: { version: '1.0.0' },
  paths: {
    '/cards': {
      post: {
        parameters: [{ name: 'dryRun', in: 'query', required: false, schema: { type: 'boolean' } }],
        requestBody: { required: true, content: { 'application/json': { schema: body } } },
        responses: { 201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Card' } } } } },
        ...more,
      },
    },
  },
  components: { schemas: { Card: answer } },
});
const object = (properties: Schema, ...required: string[]): Schema => ({ type: 'object', properties, required });
const taken = object({ label: text({ maxLength: 100 }), kind: text({ enum: ['A', 'B'] }) }, 'label');
const answered = object(
  { id: text(), state: text({ enum: ['NEW'] }), inside: { $ref: '#/components/schemas/Card' } },
  'id',
);
const now = (body: Schema, answer: Schema = answered, more: Schema = {}) =>
  breakingChanges(api(taken, answered), api(body, answer, more));
const { label, kind } = taken.properties as Record<string, Schema>;
const { id, state, inside } = answered.properties as Record<string, Schema>;

describe('a change of the API breaks clients of the last release', () => {
  it.each([
    ['the operation is gone', breakingChanges(api(taken, answered), { paths: {} }), ['POST /cards is gone']],
    ['a field of an answer is gone', now(taken, object({ id, inside }, 'id')), ['POST /cards answer.state is gone']],
    [
      'a field of an answer may be absent',
      now(taken, object({ id, state, inside })),
      ['POST /cards answer.id may be absent now'],
    ],
    [
      'a field of an answer may be null',
      now(taken, object({ id: { type: ['string', 'null'] }, state, inside }, 'id')),
      ['POST /cards answer.id: may be null now'],
    ],
    [
      'a field of a request is needed',
      now(object({ label, kind }, 'label', 'kind')),
      ['POST /cards body.kind is needed now'],
    ],
    ['a field of a request is not taken', now(object({ label }, 'label')), ['POST /cards body.kind is gone']],
    [
      'an enum is narrower',
      now(object({ label, kind: text({ enum: ['A'] }) }, 'label')),
      ['POST /cards body.kind does not take B any more'],
    ],
    [
      'a limit is narrower',
      now(object({ label: text({ maxLength: 50 }), kind }, 'label')),
      ['POST /cards body.label: maxLength is 50 now'],
    ],
    ['a parameter is gone', now(taken, answered, { parameters: [] }), ['POST /cards does not take dryRun any more']],
    [
      'another status is answered',
      now(taken, answered, { responses: { 202: {} } }),
      ['POST /cards answers no 201 any more'],
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('and not where it grows, or says the same in other words', () => {
    const more = object(
      { ...(answered.properties as Schema), state: text({ enum: ['NEW', 'OLD'] }), since: text() },
      'id',
    );
    const wider = object({ label: text({ maxLength: 200, description: 'In words' }), kind, note: text() }, 'label');
    expect(now(wider, more)).toEqual([]);
    expect(now(taken, answered, { summary: 'Other words' })).toEqual([]);
  });

  it('unless it is agreed to', () => {
    const released = {
      ...contractOf(api(taken, answered)),
      agreed: { 'POST /cards body.kind is gone': 'Nobody sent it' },
    };
    expect(openBreaches(released, api(object({ label }, 'label'), object({ id, inside }, 'id')))).toEqual([
      'POST /cards answer.state is gone',
    ]);
  });
});

describe('[Issue 13] a change of an event breaks whoever reads the feed', () => {
  const feed = (events: Record<string, Schema>) =>
    withEvents(api(taken, answered), {
      components: {
        messages: Object.fromEntries(
          Object.keys(events).map((type) => [type, { payload: { $ref: `#/components/schemas/${type}` } }]),
        ),
        schemas: events,
      },
    });
  const was = { 'card.issued': object({ data: object({ id, state }, 'id', 'state') }, 'data') };

  it.each([
    ['a type is gone', {}, ['GET /events#card.issued is gone']],
    [
      'a field is gone',
      { 'card.issued': object({ data: object({ id }, 'id') }, 'data') },
      ['GET /events#card.issued answer.data.state is gone'],
    ],
    [
      'a type and a field are new',
      {
        ...was,
        'card.eaten': object({}),
        'card.issued': object({ data: object({ id, state, label }, 'id', 'state') }, 'data'),
      },
      [],
    ],
  ])('%s', (_, events, broken) => {
    expect(breakingChanges(feed(was), feed(events as typeof was))).toEqual(broken);
  });
});

it('[Issue 13] nothing breaks clients of the last release (node tools/api-changes.mjs)', () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('./api-changes.mjs', import.meta.url))]);
}, 30_000);
