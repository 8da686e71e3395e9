import type { CommandContext } from '@stricli/core';
import type { ExitCode } from './exit-codes.ts';

/** What a command sees of the process that it runs in. */
export interface SluiceContext extends CommandContext {
  readonly process: {
    /** Data only. */
    readonly stdout: NodeJS.WriteStream;
    /** Everything else. */
    readonly stderr: NodeJS.WriteStream;
    readonly env: NodeJS.ProcessEnv;
    /** How the command ended, where that is not told by an error. */
    exitCode?: ExitCode;
  };
  /** Where the credential in use was found, once there is one. */
  credentialSource?: string;
  /** Where a shell asks what the last of these words may be. */
  readonly typed?: readonly string[];
  readonly stdin: NodeJS.ReadStream;
  readonly workingDirectory: string;
  readonly homeDirectory: string;
  readonly signals: Pick<NodeJS.Process, 'on' | 'off'>;
}
