/**
 * The door to simulated readers for whoever runs the agent: a socket in its folder (folder 0700, socket 0600), one JSON command per line,
 * one JSON answer per line. Nothing of it is reachable over a network.
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { SimulatedControl } from './simulated-control.js';

/** The caller holds the lock of the folder: a socket that is there was left behind. */
export async function listenOnSocket(file: string, control: SimulatedControl): Promise<() => Promise<void>> {
  await rm(file, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serve(socket, control);
  });
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(file, listening));
  await chmod(file, 0o600);
  // The door alone must not keep the agent alive.
  server.unref();
  return () =>
    new Promise((closed) => {
      server.close(() => closed());
      for (const socket of sockets) socket.destroy();
    });
}

async function serve(socket: Socket, control: SimulatedControl): Promise<void> {
  // Whoever hangs up early does not want to know.
  socket.on('error', () => undefined);
  for await (const line of createInterface({ input: socket })) {
    const answer = await control.answer(parse(line));
    socket.write(`${JSON.stringify(answer ?? { simulated: 'failed', id: 0, reason: 'not a command' })}\n`);
  }
  socket.end();
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
