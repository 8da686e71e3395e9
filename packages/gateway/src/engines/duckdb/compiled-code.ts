const directory = process.env['NODE_COMPILE_CACHE'];

/** For processes of our own programs: they keep what Node has compiled of them where the gateway keeps its own. */
export const compiledCode: NodeJS.ProcessEnv =
  directory === undefined ? {} : { NODE_COMPILE_CACHE: directory };
