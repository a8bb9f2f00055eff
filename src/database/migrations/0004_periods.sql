CREATE TABLE `sent_summaries` (
	`id` text PRIMARY KEY NOT NULL,
	`sent_at` integer NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `ticket_periods` (
	`ticket_id` text NOT NULL,
	`seq` integer NOT NULL,
	`action` text NOT NULL,
	`first` integer NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer,
	`state` text NOT NULL,
	`category` text NOT NULL,
	`department` text NOT NULL,
	`due_at` integer,
	`assigned_at` integer,
	`satisfaction` text,
	`created_at` integer NOT NULL,
	`enterprise` text NOT NULL,
	`place` text NOT NULL,
	`tier` text NOT NULL,
	PRIMARY KEY(`ticket_id`, `seq`),
	FOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `ticket_periods_from` ON `ticket_periods` (`from_at`);--> statement-breakpoint
CREATE INDEX `ticket_periods_action` ON `ticket_periods` (`action`,`from_at`);--> statement-breakpoint
CREATE INDEX `ticket_periods_live` ON `ticket_periods` (`until_at`,`from_at`) WHERE state in ('pending_dispatch', 'assigned', 'in_progress', 'awaiting_enterprise', 'resolved');--> statement-breakpoint
CREATE INDEX `ticket_periods_idle` ON `ticket_periods` (`ticket_id`,`from_at`) WHERE until_at is not null and state in ('awaiting_enterprise', 'resolved', 'closed');--> statement-breakpoint
DROP INDEX `ticket_clocks_due`;--> statement-breakpoint
CREATE INDEX `ticket_clocks_due` ON `ticket_clocks` (`kind`,`due_at`,`ended_at`,`ending`,`ticket_id`);--> statement-breakpoint
-- The periods of the tickets that are there already, out of their history.
INSERT INTO ticket_periods
WITH begun AS (
  SELECT h.*, lead(h.at) OVER (PARTITION BY h.ticket_id ORDER BY h.seq) AS until_at
  FROM ticket_history h
  WHERE h.from_state IS NULL OR h.from_state <> h.to_state
    OR json_type(h.data, '$.changes.category') IS NOT NULL
    OR json_type(h.data, '$.changes.leadDepartment') IS NOT NULL
    OR json_type(h.data, '$.changes.resolveDueAt') IS NOT NULL
), told AS (
  SELECT b.*,
    (SELECT json_extract(h.data, '$.changes.category') FROM ticket_history h
      WHERE h.ticket_id = b.ticket_id AND h.seq <= b.seq AND json_type(h.data, '$.changes.category') IS NOT NULL
      ORDER BY h.seq DESC LIMIT 1) AS category,
    (SELECT json_extract(h.data, '$.changes.leadDepartment') FROM ticket_history h
      WHERE h.ticket_id = b.ticket_id AND h.seq <= b.seq AND json_type(h.data, '$.changes.leadDepartment') IS NOT NULL
      ORDER BY h.seq DESC LIMIT 1) AS department,
    (SELECT json_extract(h.data, '$.changes.resolveDueAt') FROM ticket_history h
      WHERE h.ticket_id = b.ticket_id AND h.seq <= b.seq AND json_type(h.data, '$.changes.resolveDueAt') IS NOT NULL
      ORDER BY h.seq DESC LIMIT 1) AS due,
    (SELECT json_extract(h.data, '$.changes.assignedAt') FROM ticket_history h
      WHERE h.ticket_id = b.ticket_id AND h.seq <= b.seq AND json_type(h.data, '$.changes.assignedAt') IS NOT NULL
      ORDER BY h.seq DESC LIMIT 1) AS assigned,
    (SELECT json_extract(h.data, '$.changes.satisfaction') FROM ticket_history h
      WHERE h.ticket_id = b.ticket_id AND h.seq <= b.seq AND json_type(h.data, '$.changes.satisfaction') IS NOT NULL
      ORDER BY h.seq DESC LIMIT 1) AS satisfaction
  FROM begun b
)
SELECT p.ticket_id, p.seq, p.action, p.from_state IS NULL, p.at, p.until_at, p.to_state, p.category,
  coalesce(p.department, ''),
  CASE WHEN p.to_state IN ('pending_dispatch', 'assigned', 'in_progress')
    THEN CAST(round((julianday(p.due) - 2440587.5) * 86400000) AS INTEGER) END,
  CAST(round((julianday(p.assigned) - 2440587.5) * 86400000) AS INTEGER),
  p.satisfaction, t.created_at, coalesce(t.enterprise_id, t.enterprise_name), coalesce(t.park, t.town, ''),
  coalesce(t.tier, '')
FROM told p JOIN tickets t ON t.id = p.ticket_id;
