/** `models`: the card model registry, where a site adds rows of its own. */
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { Runner } from './context.js';
import { readJson } from './read-file.js';

export function modelCommands(program: Command, run: Runner): void {
  const models = program
    .command('models')
    .description('card models: how a kind of card is recognised and what it can do');
  models
    .command('list')
    .description('list card models in the order in which they are matched')
    .action(
      run(async ({ api, output }) => {
        const { models: rows, site = [] } = await api.get('/api/v1/models');
        output.table(rows, {
          id: (model) => model.id,
          title: (model) => model.title,
          'variant of': (model) => model.variantOf ?? '',
          from: (model) => (site.includes(model.id) ? 'this installation' : 'Cardwright'),
        });
      }),
    );
  models
    .command('show')
    .description('print the definition of a card model')
    .argument('<id>')
    .action(
      run(async ({ api, output }, id: string) => {
        const { models: rows } = await api.get('/api/v1/models');
        const model = rows.find((row) => row.id === id);
        if (model === undefined)
          throw new CardwrightError('REQUEST_NOT_FOUND', onlyInEnglish(`No card model is called ${id}`));
        output.result(model, () => output.line(JSON.stringify(model, null, 2)));
      }),
    );
  models
    .command('validate')
    .description('check a card model without publishing it')
    .argument('<file>', 'JSON; - for standard input')
    .action(
      run(async ({ api, output }, file: string) => {
        const reply = await api.post('/api/v1/models/validate', { body: { definition: readJson(file) } });
        if (!reply.valid) throw new CardwrightError('MODEL_INVALID', undefined, { problems: reply.problems });
        output.result(reply, () => output.line('The card model is valid.'));
      }),
    );
  models
    .command('publish')
    .description('add a card model of your own, or change it under its id')
    .argument('<file>', 'JSON; - for standard input')
    .action(
      run(async ({ api, output }, file: string) => {
        const reply = await api.post('/api/v1/models', { body: { definition: readJson(file) } });
        const { id } = reply.model;
        output.result(reply, () => output.line(reply.changed ? `Published ${id}.` : `${id} says the same.`));
      }),
    );
  models
    .command('withdraw')
    .description('match no card with this model any more, until it is published again; only when no card has it')
    .argument('<id>')
    .requiredOption('--reason-text <text>', 'why, for the audit trail')
    .action(
      run(async ({ api, output }, id: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/models/{modelId}/withdraw', {
          params: { path: { modelId: id } },
          body: { reasonText },
        });
        output.result(reply, () => output.line(reply.changed ? `Withdrew ${id}.` : `${id} is withdrawn already.`));
      }),
    );
}
