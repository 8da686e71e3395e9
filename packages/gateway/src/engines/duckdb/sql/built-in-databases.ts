/** They are there before anybody makes one, and nobody may delete them. */
export const builtInDatabases: ReadonlySet<string> = new Set(['default', 'main']);

export function builtInMessage(database: string): string {
  return `The database ${database} is built in and cannot be deleted.`;
}
