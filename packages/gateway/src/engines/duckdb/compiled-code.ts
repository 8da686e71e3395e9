import { resolve } from 'node:path';

const directory = process.env['NODE_COMPILE_CACHE'];

/** For processes of our own programs, wherever they work: they keep what Node has compiled where the gateway keeps its own. */
export const compiledCode: NodeJS.ProcessEnv =
  directory === undefined ? {} : { NODE_COMPILE_CACHE: resolve(directory) };
