/**
 * Whether an import reads a file of its folder. What begins so is no data: Spark leaves `_SUCCESS` and `.part-0.csv.crc`
 * beside its files.
 */
export function isImported(name: string): boolean {
  return !/^[_.]/.test(name);
}
