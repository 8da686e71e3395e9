import { execFile } from 'node:child_process';

const timeoutMs = 120_000;

/**
 * Runs a command line in a shell to its end.
 * @returns what it wrote to its standard output
 * @throws when it fails or takes too long, with what it wrote to its standard error
 */
export function runCommand(commandLine: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', commandLine], { timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error) reject(new Error(`"${commandLine}" failed: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
  });
}
