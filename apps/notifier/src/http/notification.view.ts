import type { Notification } from '../persistence/notification.entity.js';

/** A notification as clients see it; `id` grows, `link` leads to the download of a completed export. */
export interface NotificationView {
  readonly id: string;
  readonly kind: string;
  readonly exportId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly title: string;
  readonly message: string;
  readonly link: string | null;
  readonly createdAt: string;
  readonly readAt: string | null;
}

export function toView(notification: Notification): NotificationView {
  const { id, kind, exportId, projectId, projectName, title, message } = notification;
  return {
    id,
    kind,
    exportId,
    projectId,
    projectName,
    title,
    message,
    link: kind === 'export.completed' ? `/api/exports/${exportId}/artifacts/original/download` : null,
    createdAt: notification.createdAt.toISOString(),
    readAt: notification.readAt?.toISOString() ?? null,
  };
}
