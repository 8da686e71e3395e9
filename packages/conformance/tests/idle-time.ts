import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { vi } from 'vitest';

/**
 * The time of a suite and a server that live in this process. It stands while anybody computes or a
 * message is on its way, and else jumps to where the next pause is over: no case can depend on how busy
 * the machine is, and nobody waits.
 */
let now = 1_000;
let pauses: { readonly until: number; readonly over: () => void }[] = [];
/** Requests that have been made, and are not answered yet. */
let asked = 0;
/** Those of them that have reached the server. */
const arrived = new Set<Arrived>();
let quietTurns = 0;
let isTurning = false;

interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** In the place of `setTimeout` of `node:timers/promises`. */
export function pause(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  pauses.push({ until: now + ms, over: resolve });
  if (!isTurning) setImmediate(turn);
  isTurning = true;
  return promise;
}

/** @returns puts the time of the machine back */
export function beginIdleTime(): () => void {
  const usualFetch = globalThis.fetch;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.stubGlobal('fetch', async (...call: Parameters<typeof fetch>) => {
    asked += 1;
    try {
      const { status, headers, text } = await readWhole(await usualFetch(...call));
      return new Response(text === '' ? null : text, { status, headers });
    } finally {
      asked -= 1;
    }
  });
  subscribe('http.server.request.start', noteArrival);
  return () => {
    unsubscribe('http.server.request.start', noteArrival);
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  };
}

async function readWhole(response: Response) {
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function noteArrival(message: unknown): void {
  const one = message as Arrived;
  arrived.add(one);
  one.response.once('close', () => arrived.delete(one));
}

/** Once a turn of the event loop, while somebody pauses. */
function turn(): void {
  isTurning = pauses.length > 0;
  if (!isTurning) return;
  quietTurns = isQuiet() ? quietTurns + 1 : 0;
  if (quietTurns > 1) jump();
  setImmediate(turn);
}

/** Whether all that was asked lies with the server, which pauses over it. */
function isQuiet(): boolean {
  const held = [...arrived].filter(
    ({ request, response }) => request.complete && !response.writableEnded,
  );
  return held.length === asked;
}

function jump(): void {
  quietTurns = 0;
  now = Math.max(now, Math.min(...pauses.map(({ until }) => until)));
  const due = pauses.filter(({ until }) => until <= now);
  pauses = pauses.filter(({ until }) => until > now);
  for (const { over } of due) over();
}
