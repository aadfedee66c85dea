/**
 * The port by the system's own libraries, through koffi, which is optional and loaded on Windows alone. Whose process holds the other end of a pipe is said by the token
 * that the system gave it: the service takes it on for as long as it takes to read it (ImpersonateNamedPipeClient). A process id would not do: it is free again
 * when its process ends, and the next one may be another person's.
 */
import { randomBytes } from 'node:crypto';
import type { ProofPipe, WindowsAccount, WindowsSystem } from './windows-system.port.js';

const pipeAccessDuplex = 0x3;
const firstInstance = 0x8_0000;
const rejectRemoteClients = 0x8;
const oneInstance = 1;
/** Any signed-in user may: who it was is what is asked. The name is no secret of the two, because names of pipes can be listed; the content is. */
const anyUser = 'D:P(A;;GRGW;;;AU)';
const sddlRevision = 1;
const bufferBytes = 4_096;
const queryLimited = 0x1000;
const tokenQuery = 0x8;
const tokenUser = 1;
const tokenSessionId = 12;
/** A SID has 68 bytes at most, and what points to it 16. */
const tokenBytes = 128;
const noSession = 0xffff_ffff;
const sessionInfoEx = 25;
/** WTSINFOEXW: Level, and Data from 8 on, of which SessionFlags is the third number. */
const sessionFlagsAt = 16;
const sessionLocked = 0;

/** Rejects where koffi cannot be loaded. */
export async function loadWindowsSystem(): Promise<WindowsSystem> {
  const native = await load();
  return {
    own: () => ownAccount(native),
    inFront: () => inFront(native),
    startOf: (pid) => startOf(native, pid),
    openProof: () => openProof(native),
  };
}

type Native = Awaited<ReturnType<typeof load>>;

async function load() {
  const { default: koffi } = await import('koffi');
  const [kernel, security, terminal] = ['kernel32.dll', 'advapi32.dll', 'wtsapi32.dll'].map((name) => koffi.load(name));
  type Type = Parameters<typeof koffi.sizeof>[0];
  const out = (type: string) => koffi.out(koffi.pointer(type));
  const attributes = koffi.struct({ nLength: 'uint32', lpSecurityDescriptor: 'void *', bInheritHandle: 'int32' });
  const of = (library: typeof kernel, name: string, result: string, types: Type[]) =>
    library!.func('__stdcall', name, result, types);
  return {
    closeHandle: of(kernel, 'CloseHandle', 'int', ['void *']),
    localFree: of(kernel, 'LocalFree', 'void *', ['void *']),
    currentProcess: of(kernel, 'GetCurrentProcess', 'void *', []),
    currentThread: of(kernel, 'GetCurrentThread', 'void *', []),
    openProcess: of(kernel, 'OpenProcess', 'void *', ['uint32', 'int', 'uint32']),
    processTimes: of(kernel, 'GetProcessTimes', 'int', ['void *', ...Array<Type>(4).fill(koffi.pointer('uint8_t'))]),
    createPipe: of(kernel, 'CreateNamedPipeW', 'void *', [
      ...['str16', 'uint32', 'uint32', 'uint32', 'uint32', 'uint32', 'uint32'],
      koffi.pointer(attributes),
    ]),
    peekPipe: of(kernel, 'PeekNamedPipe', 'int', ['void *', 'void *', 'uint32', 'void *', out('uint32'), 'void *']),
    readFile: of(kernel, 'ReadFile', 'int', ['void *', koffi.pointer('uint8_t'), 'uint32', out('uint32'), 'void *']),
    consoleSession: of(kernel, 'WTSGetActiveConsoleSessionId', 'uint32', []),
    impersonate: of(security, 'ImpersonateNamedPipeClient', 'int', ['void *']),
    revert: of(security, 'RevertToSelf', 'int', []),
    threadToken: of(security, 'OpenThreadToken', 'int', ['void *', 'uint32', 'int', out('void *')]),
    processToken: of(security, 'OpenProcessToken', 'int', ['void *', 'uint32', out('void *')]),
    tokenInformation: of(security, 'GetTokenInformation', 'int', [
      ...['void *', 'int', koffi.pointer('uint8_t'), 'uint32', out('uint32')],
    ]),
    sidText: of(security, 'ConvertSidToStringSidW', 'int', ['void *', out('void *')]),
    descriptor: of(security, 'ConvertStringSecurityDescriptorToSecurityDescriptorW', 'int', [
      ...['str16', 'uint32', out('void *'), 'void *'],
    ]),
    userToken: of(terminal, 'WTSQueryUserToken', 'int', ['uint32', out('void *')]),
    sessionInformation: of(terminal, 'WTSQuerySessionInformationW', 'int', [
      ...['void *', 'uint32', 'int', out('void *'), out('uint32')],
    ]),
    freeMemory: of(terminal, 'WTSFreeMemory', 'void', ['void *']),
    pointerIn: (bytes: Buffer): unknown => koffi.decode(bytes, 'void *'),
    textAt: (at: unknown): string => koffi.decode(at, 'char16_t', -1) as string,
    numberAt: (at: unknown, offset: number): number => koffi.decode(at, offset, 'uint32') as number,
  };
}

/** Of whom a token is. The caller closes it. */
function accountOf(native: Native, token: unknown): WindowsAccount {
  const user = tokenField(native, token, tokenUser);
  const text: [unknown] = [null];
  const isRead = native.sidText(native.pointerIn(user), text) as number;
  // What points to the SID points into these bytes: they have to be there until now.
  user.fill(0);
  if (!isRead) throw new Error('a token has no user');
  try {
    const sessionId = String(tokenField(native, token, tokenSessionId).readUInt32LE(0));
    return { userId: native.textAt(text[0]), sessionId };
  } finally {
    native.localFree(text[0]);
  }
}

function tokenField(native: Native, token: unknown, field: number): Buffer {
  const bytes = Buffer.alloc(tokenBytes);
  if (!native.tokenInformation(token, field, bytes, tokenBytes, [0])) throw new Error(`a token has no field ${field}`);
  return bytes;
}

function ownAccount(native: Native): WindowsAccount {
  const token: [unknown] = [null];
  if (!native.processToken(native.currentProcess(), tokenQuery, token)) throw new Error('this process has no token');
  try {
    return accountOf(native, token[0]);
  } finally {
    native.closeHandle(token[0]);
  }
}

function startOf(native: Native, pid: number): string | undefined {
  const process: unknown = native.openProcess(queryLimited, 0, pid);
  if (process === null) return undefined;
  const [began, ...others] = [8, 8, 8, 8].map((bytes) => Buffer.alloc(bytes));
  const known = native.processTimes(process, began, ...others) as number;
  native.closeHandle(process);
  return known ? String(began!.readBigUInt64LE()) : undefined;
}

function inFront(native: Native): (WindowsAccount & { locked: boolean }) | null {
  const session = native.consoleSession() as number;
  if (session === noSession) return null;
  const sessionId = String(session);
  const userId = userOf(native, session) ?? ownUserIn(native, sessionId);
  return userId === undefined ? null : { userId, sessionId, locked: isLocked(native, session) };
}

/** Only a service that runs as LocalSystem may ask. undefined: it may not, or nobody is signed in. */
function userOf(native: Native, session: number): string | undefined {
  const token: [unknown] = [null];
  if (!native.userToken(session, token)) return undefined;
  try {
    return accountOf(native, token[0]).userId;
  } finally {
    native.closeHandle(token[0]);
  }
}

function ownUserIn(native: Native, sessionId: string): string | undefined {
  const own = ownAccount(native);
  return own.sessionId === sessionId ? own.userId : undefined;
}

function isLocked(native: Native, session: number): boolean {
  const [at, length]: [[unknown], [number]] = [[null], [0]];
  if (!native.sessionInformation(null, session, sessionInfoEx, at, length)) return false;
  try {
    return native.numberAt(at[0], 0) === 1 && native.numberAt(at[0], sessionFlagsAt) === sessionLocked;
  } finally {
    native.freeMemory(at[0]);
  }
}

function openProof(native: Native): ProofPipe {
  const name = `cardwright-proof-${randomBytes(16).toString('hex')}`;
  const descriptor: [unknown] = [null];
  if (!native.descriptor(anyUser, sddlRevision, descriptor, null)) throw new Error('no descriptor for a pipe');
  const attributes = { nLength: 24, lpSecurityDescriptor: descriptor[0], bInheritHandle: 0 };
  const limits = [oneInstance, bufferBytes, bufferBytes, 0];
  const mode = [pipeAccessDuplex | firstInstance, rejectRemoteClients];
  const pipe: unknown = native.createPipe(`\\\\.\\pipe\\${name}`, ...mode, ...limits, attributes);
  native.localFree(descriptor[0]);
  if (pipe === null || BigInt.asIntN(64, BigInt(pipe as bigint)) === -1n) throw new Error('no pipe can be opened');
  let isOpen = true;
  return {
    name,
    writer: (content) => (isOpen && hasWritten(native, pipe, content) ? clientOf(native, pipe) : undefined),
    close: () => {
      if (isOpen) native.closeHandle(pipe);
      isOpen = false;
    },
  };
}

/** Reads only what is there, so that nobody is waited for. */
function hasWritten(native: Native, pipe: unknown, content: string): boolean {
  const there: [number] = [0];
  if (!native.peekPipe(pipe, null, 0, null, there, null) || there[0] !== content.length) return false;
  const bytes = Buffer.alloc(content.length);
  const read: [number] = [0];
  return Boolean(native.readFile(pipe, bytes, bytes.length, read, null)) && bytes.toString('latin1') === content;
}

function clientOf(native: Native, pipe: unknown): WindowsAccount | undefined {
  const token: [unknown] = [null];
  if (!native.impersonate(pipe)) return undefined;
  try {
    if (!native.threadToken(native.currentThread(), tokenQuery, 1, token)) return undefined;
  } finally {
    // Nothing may go on as somebody else.
    if (!native.revert()) process.abort();
  }
  try {
    return accountOf(native, token[0]);
  } finally {
    native.closeHandle(token[0]);
  }
}
