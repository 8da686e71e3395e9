import { ProgramArguments } from '@sluice/protocol';
import { Type } from 'typebox';
import { Conf, orNull, QueueName, SparkSizes, Word, words } from './session-order.ts';

const path = '^[^\\0\\p{Cs}]{1,1024}$';
const file = 'the path of a file, such as obs://bucket/key';
const Files = orNull(
  Type.Array(Type.String({ pattern: path }), { maxItems: 100 }),
  'an array of paths of files',
);

/**
 * The body of `POST /batches`. Memory, cores, `archives` and whatever else it has do nothing: what a program may
 * take is said by its queue.
 */
export const BatchOrder = Type.Object({
  file: Type.String({ pattern: path, description: file }),
  args: orNull(ProgramArguments, 'an array of texts'),
  files: Files,
  pyFiles: Files,
  jars: Files,
  archives: Files,
  className: orNull(Word, words),
  ...SparkSizes,
  name: orNull(Word, words),
  queue: QueueName,
  proxyUser: orNull(Word, words),
  conf: Conf,
});
