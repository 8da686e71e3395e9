import { bucketSize } from '../../src/engines/duckdb/bucket-size.ts';
import { projectsIn, ProjectPlaces } from '../../src/engines/duckdb/project-places.ts';
import { FileBucketStore } from '../../src/stores/bucket/file-bucket-store.ts';

/** The files of a data directory, as the gateway has them. */
export function bucketsIn(dataDir: string): FileBucketStore {
  return new FileBucketStore(
    (projectId) => new ProjectPlaces(dataDir, projectId),
    () => projectsIn(dataDir),
    bucketSize,
  );
}
