import { buildCommand as build } from '@stricli/core';

/** As the library's, whose help leaves out the brief of a command that has more to say. */
export const buildCommand: typeof build = (command) => {
  const { docs } = command;
  if (docs.fullDescription === undefined) return build(command);
  const fullDescription = `${docs.brief}.\n\n${docs.fullDescription}`;
  return build({ ...command, docs: { ...docs, fullDescription } });
};
