/** What is compared: an entity tag without quotes and the time of the last write in Unix milliseconds. */
export interface Version {
  readonly etag: string;
  readonly lastModifiedMs: number;
}

export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
}

/** RFC 9110, 13.2.2: an entity tag condition makes the time condition beside it meaningless. */
export function readOutcome(conditions: Conditions, version: Version): 'read' | 'not-modified' | 'failed' {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!names(ifMatch, version.etag)) return 'failed';
  } else if (ifUnmodifiedSince !== undefined && changedAfter(version, ifUnmodifiedSince)) return 'failed';
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, version.etag) ? 'not-modified' : 'read';
  if (ifModifiedSince !== undefined && isDate(ifModifiedSince) && !changedAfter(version, ifModifiedSince)) {
    return 'not-modified';
  }
  return 'read';
}

/** S3's conditional writes: `If-None-Match: *` creates only, `If-Match: <etag>` replaces only that version. */
export function writeOutcome(
  { ifMatch, ifNoneMatch }: Conditions,
  present: Version | undefined,
): 'write' | 'failed' | 'absent' {
  if (ifNoneMatch !== undefined && present !== undefined && names(ifNoneMatch, present.etag)) return 'failed';
  if (ifMatch === undefined) return 'write';
  if (present === undefined) return 'absent';
  return names(ifMatch, present.etag) ? 'write' : 'failed';
}

/** `If-Range` holds the entity tag or the date under which a range still makes sense; otherwise the whole is wanted. */
export function rangeStillValid(ifRange: string | undefined, version: Version): boolean {
  if (ifRange === undefined) return true;
  return ifRange.startsWith('"') ? names(ifRange, version.etag) : !changedAfter(version, ifRange);
}

function names(header: string, etag: string): boolean {
  return header.split(',').some((each) => {
    const tag = each.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
    return tag === '*' || tag === etag;
  });
}

const isDate = (text: string): boolean => !Number.isNaN(Date.parse(text));

/** HTTP dates have whole seconds, so the fraction of ours does not count as later. */
const changedAfter = ({ lastModifiedMs }: Version, date: string): boolean =>
  Math.floor(lastModifiedMs / 1000) * 1000 > Date.parse(date);
