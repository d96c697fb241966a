export { enqueueNotice, enqueueNotices, type Notice, type NoticeJob, noticeEvent } from './enqueue-notice.ts';
export { noticeStands, withdrawNoticesAfter } from './withdraw-notices.ts';
