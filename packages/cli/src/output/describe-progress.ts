import type { Job } from '@sluice/client';

/** The engine's guess of how far a live job is, which may stand still for long; null where there is none. */
export function describeProgress({ progress, ended_at }: Job): string | null {
  if (progress === null || ended_at !== null) return null;
  return `about ${Math.floor(progress * 100)} %`;
}
