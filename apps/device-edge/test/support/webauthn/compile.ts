/** The double of webauthn.dll, for Windows. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('webauthn-double.c', import.meta.url));

export function compileWebauthn(library: string): void {
  execFileSync('x86_64-w64-mingw32-gcc', ['-shared', '-Wall', '-Werror', '-o', library, source]);
}
