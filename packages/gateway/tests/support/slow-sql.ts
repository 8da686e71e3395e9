/** Work of many minutes, of which DuckDB lets go at once when it is interrupted. */
export const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';

/** DuckDB does not look for interrupts while it computes this. */
export const deaf = "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))";
