/** `npm run lab`: pulls, inserts and swaps the simulated cards of a running `npm start`, for scripts and for whoever has no free hand there. */
import { homeDirectory } from './start/home.mjs';
import { describe, handle, labSocket, labUsage } from './start/lab.mjs';

const words = process.argv.slice(2);
if (words.includes('--help')) console.log(labUsage);
else
  await handle(labSocket(homeDirectory()), words).then(
    (lab) => console.log(describe(lab)),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
