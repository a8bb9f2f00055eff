CREATE TABLE `ticket_attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`draft_id` text,
	`ticket_id` text,
	`chat_id` text NOT NULL,
	`message_id` text NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`sender_open_id` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`bytes` integer,
	`mime` text,
	`path` text,
	`reason` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_attachments_content` ON `ticket_attachments` (`message_id`,`key`);--> statement-breakpoint
CREATE INDEX `ticket_attachments_draft` ON `ticket_attachments` (`draft_id`) WHERE draft_id is not null;--> statement-breakpoint
CREATE INDEX `ticket_attachments_ticket` ON `ticket_attachments` (`ticket_id`) WHERE ticket_id is not null;--> statement-breakpoint
CREATE INDEX `ticket_attachments_wanted` ON `ticket_attachments` (`next_attempt_at`) WHERE state = 'wanted';