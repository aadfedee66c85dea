/**
 * The policy templates of the agent (apps/device-edge/policies: ADMX, ADML, an example of a macOS profile) against the settings that it reads, and
 * against themselves: every text and every presentation in every language, none that nothing names, each setting with its values and bounds.
 * `node tools/check-policy-templates.mjs` prints one line per mistake and ends with 1 when there is one; needs a build.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/**
 * @typedef {{ registry: { state: string, value?: string }, range?: readonly [number, number] }} Setting
 * @typedef {{ settingsTable: Readonly<Record<string, Setting>>, registryKey: string, preferenceDomain: string }} Agent
 * @typedef {any} Element what fast-xml-parser makes of one
 */

export const languages = ['en-US', 'de-DE'];
export const templatesFolder = fileURLToPath(new URL('../apps/device-edge/policies', import.meta.url));
const profile = 'macos/cardwright-agent.mobileconfig';
const admxFile = 'cardwright-agent.admx';

/** Group policies of others are not let in here, by Intune or by Windows. */
const forbiddenKeys = /^(System|Software\\Microsoft|Software\\Policies\\Microsoft)(\\|$)/i;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => ['policy', 'string', 'presentation', 'category', 'definition'].includes(name),
});

/**
 * @param {Agent} agent
 * @param {(name: string) => string} read  by the path below the folder of templates
 * @returns {string[]} a line per mistake
 */
export function templateProblems(agent, read = (name) => readFileSync(join(templatesFolder, name), 'utf8')) {
  /** @type {string[]} */
  const problems = [];
  const names = [admxFile, ...languages.map((language) => `${language}/cardwright-agent.adml`), profile];
  const texts = names.map((name) => ({ name, text: read(name) }));
  for (const { name, text } of texts) {
    const valid = XMLValidator.validate(text);
    if (valid !== true) problems.push(`${name}, line ${valid.err.line}, column ${valid.err.col}: ${valid.err.msg}`);
  }
  if (problems.length > 0) return problems;
  const [admx, ...rest] = texts.map(({ text }) => text);
  const { policyDefinitions } = parser.parse(/** @type {string} */ (admx));
  problems.push(...policyProblems(policyDefinitions, agent));
  for (const [index, language] of languages.entries())
    problems.push(
      ...languageProblems(policyDefinitions, parser.parse(/** @type {string} */ (rest[index])), admx ?? '').map(
        (problem) => `${language}: ${problem}`,
      ),
    );
  problems.push(...profileProblems(/** @type {string} */ (rest.at(-1)), agent));
  return problems;
}

/** @param {Element} definitions @param {Agent} agent @returns {string[]} */
function policyProblems(definitions, { settingsTable, registryKey }) {
  /** @type {string[]} */
  const problems = [];
  /** @type {Element[]} */
  const policies = definitions.policies.policy;
  for (const policy of policies) {
    if (policy['@key'] !== registryKey) problems.push(`${policy['@name']}: its key is not ${registryKey}`);
    if (forbiddenKeys.test(policy['@key']))
      problems.push(`${policy['@name']}: templates may not write below ${policy['@key']}`);
    if (policy['@class'] !== 'Both') problems.push(`${policy['@name']}: not for computers and users both`);
    if (policy.enabledValue?.decimal?.['@value'] !== '1' || policy.disabledValue?.decimal?.['@value'] !== '0')
      problems.push(`${policy['@name']}: enabled is not 1, or disabled is not 0`);
  }
  for (const [name, { registry, range }] of Object.entries(settingsTable)) {
    const policy = policies.find((each) => each['@valueName'] === registry.state);
    if (policy === undefined) {
      problems.push(`${name}: no policy writes ${registry.state}`);
      continue;
    }
    const { text, decimal } = policy.elements ?? {};
    const element = range === undefined ? text : decimal;
    if (element?.['@valueName'] !== registry.value)
      problems.push(`${name}: its policy does not write ${registry.value}`);
    if (registry.value !== undefined && element?.['@required'] !== 'true')
      problems.push(`${name}: its policy can be enabled without a value`);
    const bounds = [decimal?.['@minValue'], decimal?.['@maxValue']].map(Number);
    if (range !== undefined && (bounds[0] !== range[0] || bounds[1] !== range[1]))
      problems.push(`${name}: its policy allows ${bounds.join(' to ')}, the agent ${range.join(' to ')}`);
  }
  const states = Object.values(settingsTable).map(({ registry }) => registry.state);
  for (const { '@name': name, '@valueName': value } of policies)
    if (!states.includes(value)) problems.push(`${name}: the agent does not read ${value}`);
  return problems;
}

/** @param {Element} definitions @param {Element} document @param {string} admx @returns {string[]} */
function languageProblems(definitions, document, admx) {
  /** @type {string[]} */
  const problems = [];
  const { stringTable, presentationTable } = document.policyDefinitionResources.resources;
  const tables = { string: stringTable.string, presentation: presentationTable.presentation };
  for (const [kind, table] of Object.entries(tables)) {
    const there = table.map((/** @type {Element} */ each) => each['@id']);
    const wanted = [...admx.matchAll(new RegExp(`\\$\\(${kind}\\.(\\w+)\\)`, 'g'))].map((match) => match[1]);
    for (const id of new Set(wanted)) if (!there.includes(id)) problems.push(`there is no ${kind} ${id}`);
    for (const id of there) if (!wanted.includes(id)) problems.push(`nothing names the ${kind} ${id}`);
    if (new Set(there).size !== there.length) problems.push(`a ${kind} is there twice`);
  }
  for (const text of tables.string)
    if (String(text['#text'] ?? '').trim() === '') problems.push(`the string ${text['@id']} is empty`);
  for (const policy of definitions.policies.policy) {
    const id = /^\$\(presentation\.(\w+)\)$/.exec(policy['@presentation'] ?? '')?.[1];
    const presentation = tables.presentation.find((/** @type {Element} */ each) => each['@id'] === id);
    const wanted = idsIn(policy.elements, '@id');
    const shown = idsIn(presentation, '@refId');
    if (wanted.join() !== shown.join())
      problems.push(
        `the presentation of ${policy['@name']} shows ${shown.join() || 'nothing'}, not ${wanted.join() || 'nothing'}`,
      );
  }
  return problems;
}

/** @param {Element} parent @param {string} attribute @returns {string[]} */
const idsIn = (parent, attribute) =>
  Object.values(parent ?? {}).flatMap((child) =>
    [child]
      .flat()
      .map((each) => each?.[attribute])
      .filter(Boolean),
  );

/** @param {string} text @param {Agent} agent @returns {string[]} */
function profileProblems(text, { settingsTable, preferenceDomain }) {
  const { plist } = parser.parse(text);
  const payload = plist.dict.array.dict;
  const keys = payload.key.filter((/** @type {string} */ key) => !key.startsWith('Payload'));
  const settings = Object.keys(settingsTable);
  return [
    ...(payload.string.includes(preferenceDomain)
      ? []
      : [`${profile}: its payload is not of the type ${preferenceDomain}`]),
    ...keys
      .filter((/** @type {string} */ key) => !settings.includes(key))
      .map((/** @type {string} */ key) => `${profile}: there is no setting ${key}`),
    ...settings.filter((name) => !keys.includes(name)).map((name) => `${profile}: it does not show ${name}`),
  ];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const built = new URL('../apps/device-edge/dist/policies/', import.meta.url);
  const { settingsTable, registryKey } = await import(new URL('settings-table.js', built).href);
  const { preferenceDomain } = await import(new URL('managed-preferences.js', built).href);
  const problems = templateProblems({ settingsTable, registryKey, preferenceDomain });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
