/** Loaded into a process of ours by `--import`: SIGUSR2 starts a CPU profile, the next one writes it to CPU_PROFILE_FILE. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
let running = false;
process.on('SIGUSR2', async () => {
  if (running) {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(process.env.CPU_PROFILE_FILE, JSON.stringify(profile));
  } else {
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
  }
  running = !running;
});
