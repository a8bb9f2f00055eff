CREATE TABLE `console_audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_open_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`action` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `console_audit_at` ON `console_audit` (`at`);