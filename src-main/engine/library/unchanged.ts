/** Another content is known of the same size and time: the two may have changed names, which only the change time shows. */
const isConfusable = `EXISTS (SELECT 1 FROM file AS other
  WHERE other.size = file.size AND other.modified_ms = file.modified_ms AND other.content_id IS NOT file.content_id)`;

/**
 * As a condition on a row that a scan met again (`excluded`): the file is as it was. A set-aside file is also new when its
 * permissions were changed, which only the change time shows, and when it is back after it failed for a passing reason.
 */
export const unchanged = `size = excluded.size AND modified_ms = excluded.modified_ms
  AND CASE WHEN reason IS NULL THEN changed_ms = excluded.changed_ms OR NOT ${isConfusable}
    ELSE changed_ms = excluded.changed_ms AND (gone = 0 OR retry_at IS NULL) END`;
