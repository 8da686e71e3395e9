import { foldName, type Parameter, type Placeholders } from './parameter.ts';

/**
 * Why these are not the values that a statement takes, for people; null where they are. Whether they are of
 * the right types is for the engine to say.
 */
export function findMisfit(
  { parameterCount, parameterNames }: Placeholders,
  parameters: readonly Parameter[],
): string | null {
  const names = parameters.flatMap(({ name }) => name ?? []);
  const missing = without(parameterNames, names);
  if (missing.length > 0) {
    return `The statement takes a value for ${listed(missing)}, by name, and none was given.`;
  }
  const unknown = without(names, parameterNames);
  if (unknown.length > 0) {
    const taken = parameterNames.length === 0 ? 'no value by name' : listed(parameterNames);
    return `A value was given for ${listed(unknown)}, and the statement takes ${taken}.`;
  }
  // One name in two spellings.
  if (names.length > parameterNames.length)
    return `Two values were given for one of ${listed(names)}.`;
  const given = parameters.length - names.length;
  if (given === parameterCount) return null;
  const wanted = parameterCount === 0 ? 'none' : `${parameterCount}: $1, $2 … or a ? for each`;
  return `By place ${given} values were given, and the statement takes ${wanted}.`;
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others.map(foldName));
  return names.filter((name) => !known.has(foldName(name)));
}

/** A message stays one that can be read. */
const mostListed = 10;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map((name) => `$${name}`);
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
