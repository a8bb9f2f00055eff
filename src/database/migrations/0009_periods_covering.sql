DROP INDEX `ticket_periods_live`;
--> statement-breakpoint
DROP INDEX `ticket_periods_from`;
--> statement-breakpoint
DROP INDEX `ticket_periods_action`;
--> statement-breakpoint
DROP INDEX `ticket_periods_idle`;
--> statement-breakpoint
ALTER TABLE `ticket_periods` ADD `resolved_at` integer;
--> statement-breakpoint
ALTER TABLE `ticket_periods` ADD `closed_at` integer;
--> statement-breakpoint
-- When each was last resolved and closed up to there, out of the periods before it.
UPDATE ticket_periods SET (resolved_at, closed_at) = (
  SELECT max(CASE WHEN q.action = 'resolve' THEN q.from_at END),
    max(CASE WHEN q.action IN ('confirm', 'default_confirm') THEN q.from_at END)
  FROM ticket_periods q WHERE q.ticket_id = ticket_periods.ticket_id AND q.seq <= ticket_periods.seq
) WHERE seq >= (
  SELECT min(q.seq) FROM ticket_periods q WHERE q.ticket_id = ticket_periods.ticket_id
    AND q.action IN ('resolve', 'confirm', 'default_confirm')
);
--> statement-breakpoint
CREATE INDEX `ticket_periods_standing` ON `ticket_periods` (`created_at`,`ticket_id`,`from_at`,`until_at`,`state`,`category`,`department`,`place`,`tier`,`enterprise`,`resolved_at`,`closed_at`);
--> statement-breakpoint
CREATE INDEX `ticket_periods_open` ON `ticket_periods` ((case when until_at is null then 0 when until_at - from_at <= 86400000 then 1 when until_at - from_at <= 345600000 then 2 when until_at - from_at <= 1382400000 then 3 when until_at - from_at <= 5529600000 then 4 else 5 end),`from_at`,`until_at`,`due_at`,`created_at`,`ticket_id`,`category`,`department`,`place`,`tier`) WHERE state in ('pending_dispatch', 'assigned', 'in_progress', 'awaiting_enterprise', 'resolved');
--> statement-breakpoint
CREATE INDEX `ticket_periods_from` ON `ticket_periods` (`from_at`,`until_at`,`category`,`department`,`place`,`tier`,`created_at`,`resolved_at`,`closed_at`,`ticket_id`);
--> statement-breakpoint
CREATE INDEX `ticket_periods_action` ON `ticket_periods` (`action`,`from_at`,`ticket_id`,`seq`,`created_at`,`assigned_at`,`satisfaction`);
--> statement-breakpoint
CREATE INDEX `ticket_periods_idle` ON `ticket_periods` (`ticket_id`,`seq`,`from_at`,`until_at`) WHERE until_at is not null and state in ('awaiting_enterprise', 'resolved', 'closed');
