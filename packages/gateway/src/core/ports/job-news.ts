import type { Job } from '../job/job.ts';
import type { News } from './news.ts';

export type JobNews = News<Job>;
