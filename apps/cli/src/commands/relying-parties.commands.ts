/** `relying-parties`: what has to be known of this installation where passkeys are registered. */
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Runner } from './context.js';
import { jwkOf } from './jwk-of.js';

interface Wanted {
  current?: boolean;
  jwks?: boolean;
}

export function relyingPartyCommands(program: Command, run: Runner): void {
  program
    .command('relying-parties')
    .description('services at which passkeys are registered')
    .command('certificate')
    .description('print the certificate to be uploaded at the application of a relying party, as PEM: the newest one')
    .argument('<name>', 'as profiles name it')
    .option('--current', 'the one that signs now; it is another one while its successor is made known')
    .option(
      '--jwks',
      'every one that is valid, as a JSON Web Key Set: for a relying party that takes several in that form',
    )
    .action(
      run(async ({ api, output }, relyingPartyId: string, { current = false, jwks = false }: Wanted) => {
        const { certificates } = await api.get('/api/v1/relying-parties/{relyingPartyId}/certificates', {
          params: { path: { relyingPartyId } },
        });
        if (jwks) {
          const keys = certificates.map(({ certificatePem }) => jwkOf(certificatePem));
          return output.result({ keys }, () => output.line(JSON.stringify({ keys })));
        }
        const certificate = certificates.at(current ? 0 : -1);
        if (certificate === undefined) throw new CardwrightError('PKI_SIGNER_UNAVAILABLE');
        output.result(certificate, () => output.line(certificate.certificatePem.trimEnd()));
      }),
    );
}
