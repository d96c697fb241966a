export { enqueueNotice, enqueueNotices, type Notice, type NoticeJob, noticeEvent } from './enqueue-notice.ts';
export { type Following, followAccounts, unfollowAccounts } from './followed-accounts.ts';
export { noticeToTell, toldKeys } from './notice-to-tell.ts';
export { type ReplacedNotices, replaceUntold } from './replace-untold.ts';
export { withdrawNoticesAfter } from './withdraw-notices.ts';
