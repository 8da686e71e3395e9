import type { ExactValue } from '@sluice/client';
import { exactJsonText } from './exact-json-text.ts';

/** A value as text: what is nested as JSON, NULL as null. */
export function cellText(value: ExactValue): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? exactJsonText(value) : String(value);
}
