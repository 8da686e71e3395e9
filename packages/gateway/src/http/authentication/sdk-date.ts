const form = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Milliseconds since the epoch of a `YYYYMMDD'T'HHMMSS'Z'` (dli-api.md 1.2); null when it is no time. */
export function parseSdkDate(text: string): number | null {
  if (!form.test(text)) return null;
  const at = Date.parse(text.replace(form, '$1-$2-$3T$4:$5:$6Z'));
  // 31 February is read as a day of March.
  return Number.isFinite(at) && formatSdkDate(at) === text ? at : null;
}

export function formatSdkDate(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}
