import type { Column as ColumnView } from '@sluice/protocol';
import type { Column } from '../../core/job/ending.ts';

export function toColumnView({ name, type, engineType }: Column): ColumnView {
  return { name, type, engine_type: engineType };
}
