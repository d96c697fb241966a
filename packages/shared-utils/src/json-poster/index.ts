export { type Answer, openPoster, type Poster } from './open-poster.ts';
