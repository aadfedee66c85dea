/** `sagas trace`: what went over the link to a card, as text or as JSON for a replay (F05). */
import type { Command } from 'commander';
import type { SagaTrace } from '@cardwright/contracts/card/apdu-trace';
import type { Runner } from './context.js';
import { clean, type Output } from '../terminal/output.js';

/** After sagaCommands: it adds to that group. */
export function traceCommand(program: Command, run: Runner): void {
  program.commands
    .find((command) => command.name() === 'sagas')!
    .command('trace')
    .description(
      'show what went over the link to the card, redacted at the agent; --json can be replayed into a simulated card',
    )
    .argument('<saga>', 'request id')
    .action(
      run(async ({ api, output }, requestId: string) => {
        const { trace } = await api.get('/api/v1/sagas/{requestId}/trace', { params: { path: { requestId } } });
        output.result(trace, () => showTrace(output, trace));
      }),
    );
}

function showTrace(output: Output, trace: SagaTrace): void {
  output.line(`${trace.identityText}: ${trace.apdus} APDUs, ${trace.durationMs} ms at the card`);
  for (const { batchId, at, workstationId, dropped, apdus } of trace.batches) {
    output.line();
    output.line(`batch ${batchId.split('/').slice(1).join('/')} at ${clean(workstationId)}, ${at}`);
    output.table(apdus, {
      step: ({ step }) => step,
      header: ({ headerHex }) => headerHex,
      command: ({ command }) => command,
      sent: ({ sent }) => sent,
      received: ({ received }) => received,
      ms: ({ durationMs }) => durationMs.toFixed(1),
      SW: ({ statusHex }) => statusHex,
      status: ({ status }) => status,
    });
    if (dropped > 0) output.line(`and ${dropped} more`);
  }
}
