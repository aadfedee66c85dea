/** `profiles`, `stock`: what is there before a card is issued. */
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { sealStockBatch, type StockBatchSecrets } from '@cardwright/sealing/vault-box';
import type { Runner } from './context.js';
import { readSecretFromFd } from '../pin/pin-source.js';
import { proposalCommands } from './profile-proposals.commands.js';
import { parseJson, readJson, readText } from './read-file.js';
import { fileDescriptor, wholeNumber } from './options.js';

export function profileCommands(program: Command, run: Runner): void {
  const profiles = program.command('profiles').description('credential profiles: what an issued card holds');
  profiles
    .command('list')
    .description('list the newest version of every profile')
    .action(
      run(async ({ api, output }) =>
        output.table(await api.rows('/api/v1/profiles', {}, 1000), {
          name: (profile) => profile.name,
          version: (profile) => profile.version,
          title: (profile) => profile.title,
          published: (profile) => profile.publishedAt,
          withdrawn: (profile) => profile.withdrawnAt ?? '',
        }),
      ),
    );
  profiles
    .command('show')
    .description('print the definition of a profile')
    .argument('<name>')
    .option('--version-number <n>', 'this version, not the newest', wholeNumber)
    .action(
      run(async ({ api, output }, name: string, options: { versionNumber?: number }) => {
        const query = { version: options.versionNumber };
        const { profile } = await api.get('/api/v1/profiles/{name}', { params: { path: { name }, query } });
        output.result(profile, () => output.line(JSON.stringify(profile.definition, null, 2)));
      }),
    );
  profiles
    .command('relying-parties')
    .description('list where passkeys are registered: what "passkey" of a profile may name')
    .action(
      run(async ({ api, output }) => {
        const { relyingParties } = await api.get('/api/v1/relying-parties');
        output.table(relyingParties, { id: ({ id }) => id, 'made by': ({ makers = [] }) => makers.join(', ') });
      }),
    );
  profiles
    .command('validate')
    .description('check a profile definition without publishing it')
    .argument('<file>', 'JSON; - for standard input')
    .action(
      run(async ({ api, output }, file: string) => {
        const reply = await api.post('/api/v1/profiles/validate', { body: { definition: readJson(file) } });
        if (!reply.valid) throw new CardwrightError('PROFILE_INVALID', undefined, { problems: reply.problems });
        output.result(reply, () => {
          output.line('The profile is valid.');
          if (!reply.preview) return;
          const { basedOnVersion, changes, cards, approvalNeeded } = reply.preview;
          output.line(
            basedOnVersion === null ? 'It is new.' : `Against version ${basedOnVersion}: ${changes.length} changes.`,
          );
          for (const { path, before, after } of changes)
            output.line(`${path}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
          output.line(`Cards with this profile: ${cards}.`);
          if (approvalNeeded) output.line('Another person approves it: propose it.');
        });
      }),
    );
  profiles
    .command('publish')
    .description('publish a profile definition as a new version; the same content is no new version')
    .argument('<file>', 'JSON; - for standard input')
    .action(
      run(async ({ api, output }, file: string) => {
        const reply = await api.post('/api/v1/profiles', { body: { definition: readJson(file) } });
        const { name, version } = reply.profile;
        output.result(reply, () =>
          output.line(
            reply.changed ? `Published ${name} version ${version}.` : `${name} version ${version} says the same.`,
          ),
        );
      }),
    );
  profiles
    .command('withdraw')
    .description('issue and reprovision no card with this profile any more, until it is published again')
    .argument('<name>')
    .requiredOption('--reason-text <text>', 'why, for the audit trail')
    .action(
      run(async ({ api, output }, name: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/profiles/{name}/withdraw', {
          params: { path: { name } },
          body: { reasonText },
        });
        output.result(reply, () => output.line(reply.changed ? `Withdrew ${name}.` : `${name} is withdrawn already.`));
      }),
    );
  profiles
    .command('versions')
    .description('the versions of a profile, newest first, and how many cards in use have each')
    .argument('<name>')
    .action(
      run(async ({ api, output }, name: string) =>
        output.table(await api.rows('/api/v1/profiles/{name}/versions', { path: { name } }, 1000), {
          version: ({ version }) => version,
          cards: ({ cards }) => cards,
          published: ({ publishedAt }) => publishedAt,
          by: ({ publishedBy }) => publishedBy,
        }),
      ),
    );
  profiles
    .command('diff')
    .description('what changed between two versions')
    .argument('<name>')
    .argument('<from>', 'version', wholeNumber)
    .argument('<to>', 'version', wholeNumber)
    .action(
      run(async ({ api, output }, name: string, from: number, to: number) => {
        const { changes } = await api.get('/api/v1/profiles/{name}/diff', {
          params: { path: { name }, query: { from, to } },
        });
        const columns = {
          path: (change: (typeof changes)[number]) => change.path,
          before: (change: (typeof changes)[number]) => JSON.stringify(change.before),
          after: (change: (typeof changes)[number]) => JSON.stringify(change.after),
        };
        output.table(changes, columns, 'No difference.');
      }),
    );
  proposalCommands(profiles, run);
}

interface StockImportOptions {
  name: string;
  model: string;
  serialsFile: string;
  secretsFile?: string;
  secretsFd?: number;
}

export function stockCommands(program: Command, run: Runner): void {
  const stock = program.command('stock').description('batches of blank cards');
  stock
    .command('list')
    .description('list stock batches')
    .action(
      run(async ({ api, output }) =>
        output.table(await api.rows('/api/v1/stock-batches', {}, 1000), {
          name: (batch) => batch.name,
          model: (batch) => batch.modelId,
          imported: (batch) => batch.createdAt,
          id: (batch) => batch.stockBatchId,
        }),
      ),
    );
  stock
    .command('import')
    .description(
      'import a batch; its initial management key, PIN and PUK are sealed to the vault before they leave this machine',
    )
    .requiredOption('--name <name>', 'name of the batch')
    .requiredOption('--model <id>', 'card model')
    .requiredOption('--serials-file <file>', 'one card identity per line: <scheme>:<value>')
    .option('--secrets-file <file>', 'JSON: managementKeyHex, managementKeyAlgorithm, pin, puk')
    .option('--secrets-fd <n>', 'open file descriptor with that JSON on one line', fileDescriptor)
    .action(
      run(async ({ api, output }, options: StockImportOptions) => {
        const serials = readText(options.serialsFile)
          .split(/\s+/)
          .filter((line) => line !== '');
        const { publicJwk } = await api.get('/api/v1/vault-key');
        const jwe = await sealStockBatch(stockSecrets(options), publicJwk);
        const body = { name: options.name, modelId: options.model, serials, jwe };
        const reply = await api.post('/api/v1/stock-batches', { body });
        output.fields(reply, { ...reply });
      }),
    );
}

function stockSecrets({ secretsFd, secretsFile }: StockImportOptions): StockBatchSecrets {
  if (secretsFd === undefined && secretsFile === undefined)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Name the secrets by --secrets-file or --secrets-fd'));
  const text = secretsFd === undefined ? readText(secretsFile!) : readSecretFromFd(secretsFd);
  const { managementKeyHex, managementKeyAlgorithm, pin, puk } = parseJson(text) as StockBatchSecrets;
  if ([managementKeyHex, managementKeyAlgorithm, pin, puk].some((value) => typeof value !== 'string'))
    throw new CardwrightError(
      'REQUEST_INVALID',
      onlyInEnglish('The secrets need managementKeyHex, managementKeyAlgorithm, pin and puk'),
    );
  return { managementKeyHex, managementKeyAlgorithm, pin, puk };
}
