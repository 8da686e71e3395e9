/** A request's body, in bytes (dli-api.md 2.3: more is 413). */
export const bodyLimitBytes = 12 * 1024 * 1024;

/** A request's path and query together, in characters, which are ASCII (dli-api.md 2.3: more is 414). */
export const urlLimit = 32 * 1024;

/** The first line and all headers of a request: room for the longest URL and as much again. */
export const headersLimitBytes = 2 * urlLimit;

/** Objects and arrays inside one another in a JSON body. */
export const jsonDepthLimit = 64;

/** Values in a JSON body: who checks them takes some microseconds for each. */
export const jsonValuesLimit = 50_000;

/** How long a client may take to send a request, its body included. */
export const requestTimeoutMs = 120_000;

/** How long nothing may come of a body that is taken as it comes, such as an upload. */
export const stallTimeoutMs = 60_000;
