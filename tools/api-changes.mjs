/**
 * What breaks clients of the REST API and of the feed of events since the last release: openapi.json and asyncapi.json of apps/gateway against
 * api-of-last-release.json, which has the same without texts. Answers may grow: a field or an enum value more is no breach there; inputs are
 * taken as named, so a field less is one. What was agreed to stands, with its reason, in `agreed` of the stored file.
 * `node tools/api-changes.mjs` lists, and fails on what is not agreed; `--release` stores what is now, at a release.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const currentFile = resolve(root, 'apps/gateway/openapi.json');
const eventsFile = resolve(root, 'apps/gateway/asyncapi.json');
const releasedFile = resolve(root, 'apps/gateway/api-of-last-release.json');
const methods = ['get', 'post', 'put', 'patch', 'delete'];
/** Of a smaller and of a larger document: what a client sends, and what it is answered. */
const asks = 'request';
const answers = 'answer';

/** Sentences, each once; empty: every client of `before` goes on with `after`. */
export function breakingChanges(before, after) {
  const found = new Set();
  for (const [path, item] of Object.entries(before.paths))
    for (const method of methods.filter((each) => each in item)) {
      const name = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now === undefined) found.add(`${name} is gone`);
      else operation(name, item[method], now);
    }
  return [...found];

  function operation(name, was, is) {
    if (was.security?.length === 0 && is.security?.length !== 0) found.add(`${name} needs a sign-in now`);
    parameters(name, was.parameters ?? [], is.parameters ?? []);
    if (was.requestBody === undefined && is.requestBody?.required) found.add(`${name} needs a body now`);
    contents(`${name} body`, was.requestBody?.content, is.requestBody?.content, asks);
    for (const [status, { content }] of Object.entries(was.responses).filter(([each]) => each.startsWith('2')))
      if (is.responses[status] === undefined) found.add(`${name} answers no ${status} any more`);
      else contents(`${name} answer`, content, is.responses[status].content, answers);
  }

  function parameters(name, were, are) {
    const same = (one) => (other) => one.name === other.name && one.in === other.in;
    for (const was of were) {
      const is = are.find(same(was));
      if (is === undefined) found.add(`${name} does not take ${was.name} any more`);
      else schema(`${name} ${was.name}`, was.schema, is.schema, asks, new Set());
    }
    for (const is of are) if (is.required && !were.find(same(is))?.required) found.add(`${name} needs ${is.name} now`);
  }

  function contents(name, were = {}, are = {}, side) {
    for (const [type, { schema: was }] of Object.entries(were))
      if (are[type] === undefined) found.add(`${name} is no ${type} any more`);
      else schema(name, was, are[type].schema, side, new Set());
  }

  function schema(place, was, is, side, seen) {
    const pair = `${was?.$ref} ${is?.$ref}`;
    if (was?.$ref !== undefined && seen.has(pair)) return;
    const below = new Set(seen).add(pair);
    const [old, now] = [resolved(before, was), resolved(after, is)];
    const [olds, nows] = [variants(before, old), variants(after, now)];
    if (olds.length > 1 || nows.length > 1) return oneOf(place, olds, nows, side, below);
    types(place, old, now, side);
    if (old.items && now.items) schema(`${place}[]`, old.items, now.items, side, below);
    const [olders, newers] = [old.properties ?? {}, now.properties ?? {}];
    for (const [key, value] of Object.entries(olders))
      if (newers[key] === undefined) found.add(`${place}.${key} is gone`);
      else schema(`${place}.${key}`, value, newers[key], side, below);
    const [needed, needs] = [old.required ?? [], now.required ?? []];
    if (side === asks)
      for (const key of needs.filter((each) => !needed.includes(each))) found.add(`${place}.${key} is needed now`);
    else
      for (const key of needed.filter((each) => each in newers && !needs.includes(each)))
        found.add(`${place}.${key} may be absent now`);
  }

  /** Each variant of what is sent must be taken still, and each of what is answered be known. */
  function oneOf(place, olds, nows, side, seen) {
    const [theirs, ours] = side === asks ? [olds, nows] : [nows, olds];
    for (const each of theirs) {
      const fits = ours.some((other) => {
        const [old, now] = side === asks ? [each, other] : [other, each];
        const known = new Set(found);
        schema(place, old, now, side, seen);
        const broke = found.size > known.size;
        for (const sentence of found) if (!known.has(sentence)) found.delete(sentence);
        return !broke;
      });
      if (!fits) found.add(`${place}: ${side === asks ? 'a variant is not taken any more' : 'there is a new variant'}`);
    }
  }

  function types(place, old, now, side) {
    const [were, are] = [typesOf(old), typesOf(now)];
    const lost =
      side === asks ? were.filter((each) => !are.includes(each)) : are.filter((each) => !were.includes(each));
    if (were.length > 0 && are.length > 0 && lost.length > 0)
      found.add(`${place}: ${side === asks ? `no ${lost.join(', ')} any more` : `may be ${lost.join(', ')} now`}`);
    if (side === answers) return;
    if (now.enum) {
      const gone = (old.enum ?? ['any other value']).filter((each) => !now.enum.includes(each));
      if (gone.length > 0) found.add(`${place} does not take ${gone.join(', ')} any more`);
    }
    for (const [limit, narrower] of Object.entries(limits))
      if (now[limit] !== undefined && narrower(now[limit], old[limit]))
        found.add(`${place}: ${limit} is ${now[limit]} now`);
  }
}

const less = (now, was) => was === undefined || now < was;
const more = (now, was) => now > (was ?? -Infinity);
/** What only narrows what is taken; a limit that was not there is one. */
const limits = {
  ...{ maxLength: less, maximum: less, maxItems: less, minLength: more, minimum: more, minItems: more },
  pattern: (now, was) => now !== was,
};

function resolved(document, schema = {}) {
  if (schema.$ref === undefined) return schema;
  return resolved(document, document.components.schemas[schema.$ref.split('/').at(-1)]);
}
const variants = (document, schema) =>
  (schema.anyOf ?? schema.oneOf ?? [schema]).map((each) => resolved(document, each));
const typesOf = ({ type }) => (type === undefined ? [] : [type].flat());

const texts = new Set(['description', 'summary', 'example', 'examples', 'title', 'tags', 'operationId']);
/** Without what no client reads: texts, and answers that are problems. */
export function contractOf({ info, paths, components }) {
  const bare = (value, inNames) => {
    if (Array.isArray(value)) return value.map((each) => bare(each, false));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => inNames || !texts.has(key));
    return Object.fromEntries(kept.map(([key, each]) => [key, bare(each, !inNames && key === 'properties')]));
  };
  const good = ([status]) => status.startsWith('2');
  const operations = (item) =>
    Object.fromEntries(
      Object.entries(item).map(([method, { responses, ...rest }]) => [
        method,
        { ...bare(rest, false), responses: bare(Object.fromEntries(Object.entries(responses).filter(good)), false) },
      ]),
    );
  return {
    version: info.version,
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, operations(item)])),
    components: { schemas: bare(components.schemas, true) },
  };
}

/** With the events of the feed, each as an answer of its own: what a client reads of one may grow, and nothing of it may go. */
export function withEvents(openApi, asyncApi) {
  const events = Object.entries(asyncApi.components.messages).map(([type, { payload }]) => [
    `/events#${type}`,
    { get: { responses: { 200: { content: { 'application/json': { schema: payload } } } } } },
  ]);
  return {
    ...openApi,
    paths: { ...openApi.paths, ...Object.fromEntries(events) },
    components: { schemas: { ...asyncApi.components.schemas, ...openApi.components.schemas } },
  };
}

/** The documents as they are committed. */
const currentApi = () =>
  withEvents(JSON.parse(readFileSync(currentFile, 'utf8')), JSON.parse(readFileSync(eventsFile, 'utf8')));

/** What breaks clients and is not agreed to. */
export function openBreaches(released, current) {
  return breakingChanges(released, contractOf(current)).filter((each) => !(each in released.agreed));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const current = currentApi();
  if (process.argv.includes('--release'))
    writeFileSync(releasedFile, `${JSON.stringify({ agreed: {}, ...contractOf(current) })}\n`);
  else {
    const open = openBreaches(JSON.parse(readFileSync(releasedFile, 'utf8')), current);
    for (const each of open) console.error(each);
    if (open.length > 0) {
      console.error(
        'Clients of the last release break. Keep what they use, or agree to it in api-of-last-release.json.',
      );
      process.exitCode = 1;
    }
  }
}
