import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { usualPace } from '../play/pace.ts';
import { commandProcesses } from './command-processes.ts';
import { CpuWatch } from './cpu-watch.ts';
import { procProcesses } from './proc-processes.ts';

/** A busy machine gives the process little time in a window, and at rest it uses none at all. */
const pace = { ...usualPace, windowMs: 150, toleranceMs: 5 };
const patience = { timeout: 20_000 };

describe.skipIf(process.platform !== 'linux')('a watch over processor time', () => {
  it('sees a process compute, and sees that it stopped', async () => {
    const mark = `watched-${process.pid}`;
    // It says that it is up, waits for a line, computes, and is stopped by the next signal.
    const script = "process.stdin.once('data', () => { for (;;); }); console.log('up')";
    const child = spawn(process.execPath, ['-e', script, mark], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    try {
      // What it uses to start is not what it uses at rest.
      await once(child.stdout, 'data');
      const table = procProcesses(mark);
      expect((await table.workers()).map(({ pid }) => pid)).toEqual([child.pid]);
      const watch = await CpuWatch.start(table, pace);
      child.stdin.write('go\n');
      expect(await watch.computes(20_000)).toBe(true);
      await expect.poll(() => watch.computing(), patience).toEqual([child.pid]);
      await expect.poll(() => watch.busyLevel(), patience).toBeGreaterThan(0);
      child.kill('SIGSTOP');
      expect(await watch.quietAfter(10_000)).not.toBeNull();
      expect(await watch.busyLevel()).toBeNull();
    } finally {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    expect(await procProcesses(mark).workers()).toEqual([]);
  });

  it('does not take this program for one that it watches', async () => {
    expect(await procProcesses(process.execPath).workers()).not.toContainEqual(
      expect.objectContaining({ pid: process.pid }),
    );
  });

  it('reads processes that a command prints, and refuses other lines', async () => {
    const told = await commandProcesses("printf '12 jan-1 340\\n13 jan-2 0.5\\n'").workers();
    expect(told).toEqual([
      { pid: 12, startTime: 'jan-1', cpuMs: 340 },
      { pid: 13, startTime: 'jan-2', cpuMs: 0.5 },
    ]);
    await expect(commandProcesses('echo 12').workers()).rejects.toThrow(
      'PID START CPU_MILLISECONDS',
    );
    await expect(commandProcesses('exit 3').workers()).rejects.toThrow('failed');
  });
});
