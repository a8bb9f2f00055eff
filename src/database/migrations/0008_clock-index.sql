DROP INDEX `ticket_clocks_due`;--> statement-breakpoint
CREATE INDEX `ticket_clocks_due` ON `ticket_clocks` (`kind`,`due_at`,`started_at`,`ended_at`,`ending`,`ticket_id`);