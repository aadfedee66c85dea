/** `npm run lab`: pulls, inserts and swaps the simulated cards of a running `npm start`, for scripts and for whoever has no free hand there. */
import { homeDirectory } from './start/home.mjs';
import { describe, handle, labSocket, labUsage } from './start/lab.mjs';
import { newSignInLinkOfRun } from './start/sign-in-link.mjs';

const words = process.argv.slice(2);
if (words.includes('--help')) console.log(labUsage);
else
  await (
    words.join(' ') === 'link'
      ? newSignInLinkOfRun(homeDirectory())
      : handle(labSocket(homeDirectory()), words).then(describe)
  ).then(
    (said) => console.log(said),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
