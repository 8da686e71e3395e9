import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { MortalGateway } from './mortal-gateway.ts';

export const strikes = {
  gateway: 30,
  host: 28,
  both: 24,
  /** The host is stopped for a while, as a machine under load might. */
  'stopped host': 10,
  /** It is stopped, and stays so, while its gateway dies. */
  'stopped host, gateway': 8,
} as const;

export type Strike = keyof typeof strikes;

/** Hits once. Afterwards a gateway is on its way, or was not hit. */
export async function strike(gateway: MortalGateway, dice: Dice, kind: Strike): Promise<void> {
  switch (kind) {
    case 'gateway':
      await gateway.kill();
      return gateway.begin();
    case 'host':
      return signal(gateway.hosts(), 'SIGKILL');
    case 'both': {
      if (dice.chance(0.5)) signal(gateway.hosts(), 'SIGKILL');
      await gateway.kill();
      signal(gateway.hosts(), 'SIGKILL');
      return gateway.begin();
    }
    case 'stopped host': {
      const stopped = gateway.hosts();
      signal(stopped, 'SIGSTOP');
      await pause(dice.between(50, 1_500));
      return signal(stopped, 'SIGCONT');
    }
    case 'stopped host, gateway': {
      signal(gateway.hosts(), 'SIGSTOP');
      await gateway.kill();
      return gateway.begin();
    }
  }
}

/** Some may be gone already; none of them is anybody else's. */
function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      if (isHost(pid)) process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function isHost(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('host/main.ts');
  } catch {
    return false;
  }
}
